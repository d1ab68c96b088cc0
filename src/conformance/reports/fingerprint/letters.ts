/**
 * How wide a text is at most, where nobody can measure it: a chart is made without a browser and read with any font.
 * Too wide is harmless, too narrow lets texts run into each other; so the widths are those of a wide font.
 */

const widths: ReadonlyArray<readonly [pattern: RegExp, ems: number]> = [
  [/[iljI.,:;'|!`]/, 0.4],
  [/[ ()[\]ftr"\-/\\]/, 0.46],
  [/[mwMW@%]/, 1.12],
  [/[a-z0-9]/, 0.66],
  [/[\u0020-\u007e\u00a0-\u024f]/, 0.84]
]

const emsOf = (letter: string): number =>
  // Marks of other scripts may be wide ideographs, or a letter in a font of last resort.
  widths.find(([pattern]) => pattern.test(letter))?.[1] ?? 1.4

export const widthOf = (text: string, size: number): number =>
  Array.from(text).reduce((sum, letter) => sum + emsOf(letter), 0) * size

/** As much of a text as there is room for. */
export const fit = (text: string, widthMax: number, size: number): string => {
  if (widthOf(text, size) <= widthMax) return text
  let kept = ""
  for (const letter of text) {
    if (widthOf(`${kept}${letter}…`, size) > widthMax) break
    kept += letter
  }
  return `${kept.trimEnd()}…`
}

/** A text as lines, broken between words; what has no room in them is cut off the last. */
export const linesOf = (
  text: string,
  widthMax: number,
  size: number,
  linesMax: number
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ").filter((each) => each !== "")) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    const hasRoom = widthOf(joined, size) <= widthMax || lines.length === linesMax
    if (last !== undefined && hasRoom) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  return lines.map((line) => fit(line, widthMax, size))
}
