/** A stream cut into the head of its first request and what follows, by line feeds alone. */

export interface HeadText {
  /** Empty lines before the request line. */
  readonly before: ReadonlyArray<string>
  /** The request line first; each line with its end. */
  readonly lines: ReadonlyArray<string>
  /** The empty line, as it was ended. */
  readonly end: string
  readonly rest: string
}

const isEmpty = (line: string): boolean => /^\r*\n$/.test(line)

/** Undefined while the head is not complete. */
export const cutHead = (stream: string): HeadText | undefined => {
  const before: Array<string> = []
  const lines: Array<string> = []
  let start = 0
  for (;;) {
    const feed = stream.indexOf("\n", start)
    if (feed === -1) return undefined
    const line = stream.slice(start, feed + 1)
    start = feed + 1
    if (!isEmpty(line)) lines.push(line)
    else if (lines.length === 0) before.push(line)
    else return { before, lines, end: line, rest: stream.slice(start) }
  }
}

export const joinHead = ({ before, lines, end, rest }: HeadText): string =>
  [...before, ...lines, end, rest].join("")

/** The head with its lines changed; a line that becomes undefined is dropped. */
export const mapLines = (
  head: HeadText,
  change: (line: string, index: number) => string | undefined
): HeadText => ({
  ...head,
  lines: head.lines.map(change).filter((line) => line !== undefined)
})

/** Whether a line is a field of this name, as far as anybody might read it so. */
export const isField = (line: string, name: string): boolean =>
  new RegExp(`^\\s*${name}\\s*:`, "i").test(line)

/** The values of a field, without the white space around them. */
export const valuesOf = ({ lines }: HeadText, name: string): ReadonlyArray<string> =>
  lines
    .slice(1)
    .filter((line) => isField(line, name))
    .map((line) => line.slice(line.indexOf(":") + 1).trim())

export const methodOf = ({ lines }: HeadText): string => lines[0]?.split(" ", 1)[0] ?? ""

export const targetOf = ({ lines }: HeadText): string => lines[0]?.split(" ", 2)[1] ?? ""
