/** The served files as the reference machine sees them: the manifest of the root, told by a helper that never fails. */
import type { FileFacts, Outcome } from "../../state-machine/event.ts"
import type { Facts } from "../case.ts"
import { type RootFile, rootFiles } from "../root.ts"

/** What a judgement rests on besides the octets. */
export type Known = Pick<Facts, "host" | "entityTag">

/** Any moment long after the files were written: no generated date is later. */
export const nowSeconds = Date.UTC(2026, 0, 1) / 1_000

/** A file of the manifest by its path below the root. */
export const fileAt = (path: string): RootFile | undefined => byPath.get(path)

const byPath: ReadonlyMap<string, RootFile> = new Map(
  Object.values(rootFiles).map((file) => [`/${file.path}`, file])
)

const folders = new Set(["/", "/sub", "/nolist"])

/** What a helper would find under a name. */
export const locate = (path: string, { entityTag }: Known): Outcome => {
  const file = byPath.get(path)
  if (file !== undefined) return { _tag: "Found", facts: factsOf(path, file, entityTag) }
  if (folders.has(path)) return { _tag: "Directory" }
  if (path === "/link.txt") return { _tag: "Outside" }
  if (path === "/fifo") return { _tag: "Special" }
  return { _tag: "Missing" }
}

/** The tag that the subject gave to hello.txt is the only one that requests may use. */
const factsOf = (path: string, file: RootFile, entityTag: string | undefined): FileFacts => {
  const learned = path === `/${rootFiles.hello.path}` ? tagParts(entityTag) : undefined
  return {
    path,
    version: learned?.version ?? "no request names this version",
    sizeBytes: file.bytes.length,
    modifiedSeconds: file.modifiedSeconds,
    mediaType: "application/octet-stream",
    settled: learned?.strong ?? true
  }
}

const tagParts = (entityTag: string | undefined) => {
  const [, weak, version] = /^(W\/)?"([!#-~\x80-\xff]*)"$/.exec(entityTag ?? "") ?? []
  return version === undefined ? undefined : { version, strong: weak === undefined }
}
