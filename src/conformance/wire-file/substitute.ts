/** What a new subject calls otherwise than the recorded one: put into its octets, and counted. */
import type { Facts } from "../case.ts"

interface Replacement {
  readonly what: string
  readonly from: string
  readonly to: string
}

export interface Substituted {
  readonly pieces: ReadonlyArray<Uint8Array>
  readonly counts: ReadonlyMap<string, number>
}

export type Substitute = (pieces: ReadonlyArray<Uint8Array>) => Substituted

const opaqueOf = (entityTag: string): string => entityTag.replace(/^W\//, "")

const tagReplacements = (
  from: string | undefined,
  to: string | undefined
): ReadonlyArray<Replacement> => {
  if (from === undefined || to === undefined) return []
  const what = `entity tag ${from} by ${to}`
  const [opaque, opaqueNow] = [opaqueOf(from), opaqueOf(to)]
  // Cases also send the tag with the other weakness: that stays the other, or becomes the same.
  return from.startsWith("W/")
    ? [
        { what, from, to },
        { what, from: opaque, to: opaqueNow }
      ]
    : [
        { what, from: `W/${opaque}`, to: `W/${opaqueNow}` },
        { what, from, to }
      ]
}

const textReplacement = (
  name: string,
  from: string | undefined,
  to: string | undefined
): ReadonlyArray<Replacement> =>
  from === undefined || from === "" || to === undefined
    ? []
    : [{ what: `${name} ${from} by ${to}`, from, to }]

/** Facts that were recorded and that the new subject does not have: the recorded ones are sent. */
export const missingFacts = (recorded: Facts, now: Facts): ReadonlyArray<string> =>
  (
    [
      ["entity tag", recorded.entityTag, now.entityTag],
      ["Last-Modified", recorded.lastModified, now.lastModified]
    ] as const
  ).flatMap(([name, from, to]) => (from !== undefined && to === undefined ? [name] : []))

export const substitution = (recorded: Facts, now: Facts): Substitute => {
  const replacements = [
    ...tagReplacements(recorded.entityTag, now.entityTag),
    ...textReplacement("Last-Modified", recorded.lastModified, now.lastModified),
    ...textReplacement("host", recorded.host, now.host)
  ].filter(({ from, to }) => from !== to)
  if (replacements.length === 0) return (pieces) => ({ pieces, counts: new Map() })
  const pattern = new RegExp(replacements.map(({ from }) => literally(from)).join("|"), "g")
  return (pieces) => substituted(pieces, pattern, replacements)
}

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Also where a value was cut into pieces: the cut stays as far from its beginning. */
const substituted = (
  pieces: ReadonlyArray<Uint8Array>,
  pattern: RegExp,
  replacements: ReadonlyArray<Replacement>
): Substituted => {
  const text = Buffer.concat(pieces).toString("latin1")
  const counts = new Map<string, number>()
  const moves: Array<{ readonly at: number; readonly from: number; readonly to: number }> = []
  const replaced = text.replaceAll(pattern, (found, at: number) => {
    const replacement = replacements.find(({ from }) => from === found)
    if (replacement === undefined) return found
    const { what, to } = replacement
    counts.set(what, (counts.get(what) ?? 0) + 1)
    moves.push({ at, from: found.length, to: to.length })
    return to
  })
  const moved = (offset: number): number => {
    let shift = 0
    for (const { at, from, to } of moves) {
      if (offset <= at) break
      if (offset < at + from) return at + shift + Math.min(offset - at, to)
      shift += to - from
    }
    return offset + shift
  }
  const bytes = Buffer.from(replaced, "latin1")
  let end = 0
  return {
    counts,
    pieces: pieces.map((piece) => {
      const start = end
      end += piece.length
      return bytes.subarray(moved(start), moved(end))
    })
  }
}
