/** Finds the end of a request body in what has arrived so far. */

/** Where the body ends, "more" while that is not known, or "bad". */
export type BodyEnd = number | "more" | "bad"

export interface ChunkManners {
  /** The size that a chunk-size line names; undefined where it names none. */
  readonly chunkSize: (line: string) => number | undefined
  /** A LF alone ends the lines of a chunked body as well. */
  readonly bareLineFeed: boolean
  readonly isTrailer: (line: string) => boolean
}

const sizeLine = /^([0-9A-Fa-f]{1,13})(;[\t\x20-\x7e]*)?$/
/** Longer lines are an attempt to fill memory. */
const lineBytesMax = 4_096

export const strictSize = (line: string): number | undefined => {
  const [, digits] = sizeLine.exec(line) ?? []
  return digits === undefined ? undefined : parseInt(digits, 16)
}

interface Line {
  readonly text: string
  readonly end: number
}

const lineAt = (pending: Buffer, from: number, manners: ChunkManners): Line | "more" | "bad" => {
  const feed = pending.indexOf("\n", from)
  if (feed === -1) return pending.length - from > lineBytesMax ? "bad" : "more"
  const isWhole = feed > from && pending[feed - 1] === 0x0d
  if (!isWhole && !manners.bareLineFeed) return "bad"
  return { text: pending.toString("latin1", from, isWhole ? feed - 1 : feed), end: feed + 1 }
}

export const chunkedEnd = (pending: Buffer, from: number, manners: ChunkManners): BodyEnd => {
  for (let at = from; ;) {
    const line = lineAt(pending, at, manners)
    if (typeof line === "string") return line
    const size = manners.chunkSize(line.text)
    if (size === undefined) return "bad"
    if (size === 0) return trailersEnd(pending, line.end, manners)
    const dataEnd = line.end + size
    if (pending.length < dataEnd + 2) return "more"
    if (pending.toString("latin1", dataEnd, dataEnd + 2) !== "\r\n") return "bad"
    at = dataEnd + 2
  }
}

const trailersEnd = (pending: Buffer, from: number, manners: ChunkManners): BodyEnd => {
  for (let at = from; ;) {
    const line = lineAt(pending, at, manners)
    if (typeof line === "string") return line
    if (line.text === "") return line.end
    if (!manners.isTrailer(line.text)) return "bad"
    at = line.end
  }
}
