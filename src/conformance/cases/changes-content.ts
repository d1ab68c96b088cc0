/** What a file held before and after a change, and to which of the two the octets of a body belong. */
import { patternBytes } from "../root.ts"

export interface Versions {
  readonly before: Uint8Array
  /** Undefined where no file is left to read. */
  readonly after: Uint8Array | undefined
}

export type Origin =
  | { readonly kind: "before" | "after" | "mixed" }
  /** An octet that stands at this place in neither version. */
  | { readonly kind: "foreign"; readonly offset: number }

const mebibyte = 1024 * 1024

export const sizes = {
  /** Small, so that servers cache it. */
  warmBytes: 256 * 1024,
  /** More than the buffers of both kernels hold, so that most of it is unsent while the client pauses. */
  sentBytes: 16 * mebibyte
} as const

export const oldContent = (bytes: number): Uint8Array => patternBytes(bytes)

/** Differs from the old one in every block. */
export const newContent = (bytes: number): Uint8Array => patternBytes(bytes, ",")

const begins = (version: Uint8Array, body: Uint8Array): boolean =>
  body.length <= version.length && Buffer.compare(version.subarray(0, body.length), body) === 0

/** A body that was cut may end anywhere; a complete one is a version only if it is all of it. */
export const originOf = (body: Uint8Array, complete: boolean, versions: Versions): Origin => {
  const { before, after } = versions
  const isVersion = (version: Uint8Array | undefined): boolean =>
    version !== undefined && begins(version, body) && (!complete || version.length === body.length)
  if (isVersion(before)) return { kind: "before" }
  if (isVersion(after)) return { kind: "after" }
  const offset = foreignOffset(Buffer.from(body.buffer, body.byteOffset, body.length), versions)
  return offset === undefined ? { kind: "mixed" } : { kind: "foreign", offset }
}

const pieceBytes = 64 * 1024

/** Octet by octet only where a piece is of both versions: this would hold up the other cases. */
const foreignOffset = (body: Buffer, { before, after }: Versions): number | undefined => {
  for (let start = 0; start < body.length; start += pieceBytes) {
    const piece = body.subarray(start, start + pieceBytes)
    const isOf = (version: Uint8Array | undefined): boolean =>
      version !== undefined && piece.equals(version.subarray(start, start + piece.length))
    if (isOf(before) || isOf(after)) continue
    const offset = piece.findIndex(
      (octet, at) => octet !== before[start + at] && octet !== after?.[start + at]
    )
    if (offset !== -1) return start + offset
  }
  return undefined
}
