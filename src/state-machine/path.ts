/**
 * From the path of a target to a name below the root (spec/find.md). Decoded once; no helper is asked
 * for a name that can't exist or must not be served.
 */
import type { Refusal } from "./head.ts"
import type { Policy } from "./limits.ts"

export interface Name {
  /** `/` followed by decoded segments; no empty, `.` or `..` segment. */
  readonly path: string
  /** The target ends with a slash (or a dot segment), so it names a directory. */
  readonly directory: boolean
}

/** NAME_MAX and PATH_MAX of Linux, less room for the root and an index name. */
const segmentBytesMax = 255
const pathBytesMax = 3072

const badEncoding: Refusal = { rule: "find/bad-encoding", status: 400 }
const outsideRoot: Refusal = { rule: "find/outside-root", status: 400 }
const impossible: Refusal = { rule: "find/impossible-name", status: 404 }
const hidden: Refusal = { rule: "find/hidden", status: 404 }

export const resolvePath = (raw: string, policy: Policy): Name | Refusal => {
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return badEncoding
  const segments: Array<string> = []
  let directory = false
  for (const encoded of raw.split("/").slice(1)) {
    const segment = decoded(encoded)
    if (segment === undefined) return impossible
    // Dot segments are found after decoding, so `%2e%2e` climbs no further than `..` does.
    directory = segment === "" || segment === "." || segment === ".."
    if (segment === "..") {
      if (segments.pop() === undefined) return outsideRoot
    } else if (!directory) {
      segments.push(segment)
    }
  }
  // Judged at the end: `/.git/../index.html` names nothing hidden.
  if (!policy.hiddenServed && segments.some(isHidden)) return hidden
  const path = `/${segments.join("/")}`
  if (longer(path, pathBytesMax)) return impossible
  if (segments.some((segment) => longer(segment, segmentBytesMax))) return impossible
  return { path, directory }
}

/** `undefined` for what no file name can be: not UTF-8, a slash inside, NUL. */
const decoded = (encoded: string): string | undefined => {
  if (!encoded.includes("%")) return encoded
  try {
    const segment = decodeURIComponent(encoded)
    return segment.includes("/") || segment.includes("\0") ? undefined : segment
  } catch {
    return undefined
  }
}

/** RFC 8615 gives `/.well-known/` to everybody. */
const isHidden = (segment: string, index: number): boolean =>
  segment.startsWith(".") && !(index === 0 && segment === ".well-known")

const encoder = new TextEncoder()

/** In UTF-8, which has at most three octets for a UTF-16 unit: most names need not be encoded to know. */
const longer = (text: string, bytesMax: number): boolean =>
  text.length * 3 > bytesMax && encoder.encode(text).length > bytesMax

/** A file name directly below a directory. */
export const below = (path: string, name: string): string =>
  path === "/" ? `/${name}` : `${path}/${name}`

/** For `Location`: begins with exactly one slash, so it can't name another host. */
export const encodePath = (path: string): string =>
  path.split("/").map(encodeURIComponent).join("/")
