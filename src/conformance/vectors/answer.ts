/**
 * The head of an answer against a pattern. What HTTP leaves free is free here: the reason phrase, the order and
 * the case of field names, white space around values, and every field that the pattern doesn't name.
 */
import type { AnswerPattern } from "./format.ts"

export interface Head {
  readonly status: number
  /** Names in lower case; values of one name joined by a comma, in order. */
  readonly fields: ReadonlyMap<string, string>
  /** Octets of the head, its empty line included. */
  readonly lengthBytes: number
}

/** `header/safe-fields`: no CR, LF or NUL but at the ends of lines. */
const statusLine = /^HTTP\/1\.[01] ([1-5][0-9]{2}) [\t -~\x80-\xff]*$/
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*$/

/** The head that a text begins with, or what is wrong with it, in words. */
export const readHead = (text: string): Head | string => {
  const end = text.indexOf("\r\n\r\n")
  if (end === -1) return `no head: ${quoted(text)}`
  const [first = "", ...lines] = text.slice(0, end).split("\r\n")
  const status = statusLine.exec(first)?.[1]
  if (status === undefined) return `no status line of HTTP/1: ${quoted(first)}`
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = fieldLine.exec(line) ?? []
    if (name === undefined || value === undefined) return `no field line: ${quoted(line)}`
    const key = name.toLowerCase()
    const before = fields.get(key)
    fields.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return { status: Number(status), fields, lengthBytes: end + 4 }
}

const strongTag = /^"[!#-~\x80-\xff]*"$/
const weakTag = /^W\/"[!#-~\x80-\xff]*"$/

const closes = (value: string | undefined): boolean =>
  value
    ?.toLowerCase()
    .split(",")
    .some((option) => option.trim() === "close") === true

interface Hole {
  /** In words, for whoever reads a difference. */
  readonly words: string
  readonly fits: (value: string | undefined) => boolean
}

/** Values in braces: what may stand there instead of one text. */
export const holes: Readonly<Record<string, Hole>> = {
  "{tag}": {
    words: "an entity tag, or no field",
    fits: (value) => value === undefined || strongTag.test(value) || weakTag.test(value)
  },
  "{weak tag}": {
    words: "a weak entity tag, or no field",
    fits: (value) => value === undefined || weakTag.test(value)
  },
  "{closes}": { words: "the option close", fits: closes },
  "{keeps}": { words: "no option close", fits: (value) => !closes(value) },
  "{any}": { words: "with any value", fits: (value) => value !== undefined },
  "{either}": { words: "anything", fits: () => true }
}

/** The first difference in words: what is allowed, what was found. */
export interface Difference {
  readonly allowed: string
  readonly found: string
}

const statusFits = (status: number, allowed: AnswerPattern["status"]): boolean =>
  allowed.some((one) => (one === "4xx" ? status >= 400 && status < 500 : one === status))

export const headDifference = (pattern: AnswerPattern, head: Head): Difference | undefined => {
  const { status, fields } = head
  if (!statusFits(status, pattern.status))
    return { allowed: `status ${pattern.status.join(" or ")}`, found: `status ${status}` }
  for (const [name, value] of Object.entries(pattern.fields)) {
    const found = fields.get(name)
    const hole = holes[value]
    if (hole === undefined ? sameValue(name, value, found) : hole.fits(found)) continue
    return {
      allowed: `${name}: ${hole?.words ?? value}`,
      found: found === undefined ? `no field ${name}` : `${name}: ${found}`
    }
  }
  for (const name of pattern.absent) {
    const found = fields.get(name)
    if (found !== undefined) return { allowed: `no field ${name}`, found: `${name}: ${found}` }
  }
  return undefined
}

/** Which characters of a path are percent-encoded, and with which digits, is free where they needn't be. */
const sameValue = (name: string, allowed: string, found: string | undefined): boolean =>
  found === allowed ||
  (name === "location" && found !== undefined && decoded(found) === decoded(allowed))

const decoded = (text: string): string =>
  text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16))
  )

/** How long the body is by its own head; 0 without a length. */
export const toldBytes = (head: Head): number | undefined => {
  const told = head.fields.get("content-length")
  if (told === undefined) return 0
  return /^[0-9]{1,15}$/.test(told) ? Number(told) : undefined
}

/** Short, on one line, with escapes for what can't be printed. */
export const quoted = (text: string, charactersMax = 120): string => {
  const shown = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text
  return JSON.stringify(shown)
}
