/**
 * The small pieces of what strace writes: quoted strings, descriptors with what they are open on,
 * and lists of arguments. Only brackets and quotes are understood, so that no call needs a parser
 * of its own.
 */

const escapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  v: 11,
  f: 12,
  '"': 34,
  "\\": 92
}

/** Undoes the escapes of C; the octets are UTF-8. */
export const unescapeText = (text: string): string => {
  if (!text.includes("\\")) return text
  const octets: Array<number> = []
  for (const [piece, octal] of text.matchAll(/\\([0-7]{1,3})|\\x[0-9a-f]{1,2}|\\.|[^\\]+/gsu)) {
    if (octal !== undefined) octets.push(Number.parseInt(octal, 8) & 0xff)
    else if (piece.startsWith("\\x")) octets.push(Number.parseInt(piece.slice(2), 16))
    else if (piece.startsWith("\\")) octets.push(escapes[piece[1] ?? ""] ?? 92)
    else octets.push(...Buffer.from(piece, "utf8"))
  }
  return Buffer.from(octets).toString("utf8")
}

/** Behind the closing quote of a string that begins at `start`; undefined if it never closes. */
const behindQuoted = (text: string, start: number): number | undefined => {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++
    else if (text[at] === '"') return at + 1
  }
  return undefined
}

/**
 * Behind a `<…>` that says what a descriptor is open on. A path has its own angle brackets escaped,
 * and may hold any square ones; an address has square ones in pairs, and an arrow between them.
 */
const behindAnnotation = (text: string, start: number): number | undefined => {
  const isPath = text[start + 1] === "/"
  let angles = 0
  let squares = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '"' && !isPath) {
      const behind = behindQuoted(text, at)
      if (behind === undefined) return undefined
      at = behind - 1
    } else if (character === "[" && !isPath) squares++
    else if (character === "]" && !isPath) squares--
    else if (squares === 0 && character === "<") angles++
    else if (squares === 0 && character === ">" && --angles === 0) return at + 1
  }
  return undefined
}

/** `21<<MAP_HUGE_SHIFT` is no annotation, and neither is an arrow. */
const beginsAnnotation = (text: string, at: number): boolean =>
  text[at] === "<" && /[\dD]/.test(text[at - 1] ?? "") && !/[<\s]/.test(text[at + 1] ?? " ")

const opening = "([{"
const closing = ")]}"

interface Walked {
  readonly commas: ReadonlyArray<number>
  /** Round brackets that close what was opened before the text began. */
  readonly closing: ReadonlyArray<number>
}

/**
 * Walks over a list of arguments and what stands behind it. Undefined where a quote or an
 * annotation never ends. A text may begin inside of a structure, as the second half of a call does
 * that another thread interrupted.
 */
const walk = (text: string): Walked | undefined => {
  const commas: Array<number> = []
  const unopened: Array<number> = []
  let depth = 0
  let at = 0
  while (at < text.length) {
    const character = text[at] ?? ""
    let behind: number | undefined = at + 1
    if (character === '"') behind = behindQuoted(text, at)
    else if (beginsAnnotation(text, at)) behind = behindAnnotation(text, at)
    else if (opening.includes(character)) depth++
    else if (closing.includes(character)) {
      if (depth > 0) depth--
      else if (character === ")") unopened.push(at)
    } else if (character === "," && depth === 0) commas.push(at)
    if (behind === undefined) return undefined
    at = behind
  }
  return { commas, closing: unopened }
}

/**
 * Where round brackets stand that may close a list which begins at the start of the text, or before
 * it.
 */
export const closingBrackets = (text: string): ReadonlyArray<number> => walk(text)?.closing ?? []

/** The arguments between top-level commas, without the blanks around them. */
export const splitArguments = (text: string): ReadonlyArray<string> => {
  if (text.trim() === "") return []
  const commas = walk(text)?.commas ?? []
  const starts = [0, ...commas.map((comma) => comma + 1)]
  return starts.map((start, index) => text.slice(start, commas[index]).trim())
}

/** The text between quotes; undefined for what is no string. */
export const quotedText = (argument: string): string | undefined => {
  const inner = /^"((?:[^"\\]|\\.)*)"/s.exec(argument)?.[1]
  return inner === undefined ? undefined : unescapeText(inner)
}

export interface Descriptor {
  readonly number: number
  /** What it is open on, in the words of strace; undefined where it said nothing. */
  readonly openOn: string | undefined
}

/**
 * Every descriptor in a text, with what it is open on: also those inside of lists, as poll has
 * them.
 */
export const descriptorsIn = (text: string): ReadonlyArray<Descriptor> => {
  const found: Array<Descriptor> = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = (behindQuoted(text, at) ?? text.length) - 1
    else if (beginsAnnotation(text, at)) {
      const behind = behindAnnotation(text, at) ?? text.length
      const digits = /\d+$/.exec(text.slice(0, at))?.[0]
      if (digits !== undefined)
        found.push({ number: Number(digits), openOn: text.slice(at + 1, behind - 1) })
      at = behind - 1
    }
  }
  return found
}

/** The folder in `AT_FDCWD</srv>`. */
export const folderOf = (argument: string): string | undefined => {
  const inner = /^AT_FDCWD<(.*)>$/s.exec(argument)?.[1]
  return inner === undefined ? undefined : unescapeText(inner)
}
