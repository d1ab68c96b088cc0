/** From a target to a file below the root. */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { mediaTypeOf } from "./media-type.ts"

export interface Found {
  readonly bytes: Buffer
  readonly modifiedMillis: number
  readonly entityTag: string
  readonly mediaType: string
}

/** The name below the root, decoded, beginning with a slash; or the status that refuses it. */
export type Named = string | number

export const decodedOnce = (target: string): string | undefined =>
  /%(?![0-9a-fA-F]{2})/.test(target)
    ? undefined
    : target.replaceAll(/%(..)/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))

/** Of the target without its authority and its query. */
export const strictName = (raw: string): Named => {
  const decoded = decodedOnce(raw)
  if (decoded === undefined) return 400
  if (/%2f/i.test(raw) || decoded.includes("\0")) return 404
  const segments = decoded.split("/").slice(1)
  if (segments.includes("..")) return 404
  return segments.some((each) => each.startsWith(".")) ? 404 : decoded
}

const cached = new Map<string, Found>()

export class Files {
  readonly #root: string

  constructor(root: string) {
    this.#root = fs.realpathSync(root)
  }

  /** `isOutsideFine`: for those who look at no link and no prefix. */
  find(name: string, isOutsideFine = false): Found | number {
    try {
      return this.#find(Buffer.from(path.join(this.#root, name), "latin1"), name, isOutsideFine)
    } catch {
      // ENOENT, ENOTDIR, ENAMETOOLONG, and names with a NUL: it is not there.
      return 404
    }
  }

  #find(file: Buffer, name: string, isOutsideFine: boolean): Found | number {
    const real = fs.realpathSync.native(file, "latin1")
    const isInside = real === this.#root || real.startsWith(`${this.#root}/`)
    if (!isInside && !isOutsideFine) return 404
    const stats = fs.statSync(file, { bigint: true })
    if (stats.isDirectory()) return this.#folder(name)
    if (!stats.isFile()) return 403
    if (name.endsWith("/")) return 404
    const key = `${real} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.size}`
    const known = cached.get(key)
    if (known !== undefined) return known
    const bytes = fs.readFileSync(file)
    const found: Found = {
      bytes,
      modifiedMillis: Number(stats.mtimeMs),
      entityTag: `"${createHash("sha1").update(bytes).digest("hex").slice(0, 16)}"`,
      mediaType: mediaTypeOf(name)
    }
    cached.set(key, found)
    return found
  }

  #folder(name: string): Found | number {
    if (!name.endsWith("/")) return 301
    const index = this.find(`${name}index.html`)
    return index === 404 ? 403 : index
  }
}
