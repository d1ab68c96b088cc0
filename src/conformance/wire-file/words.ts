/** How values and octets stand in a wire file: as they are where that is plain, else escaped. */
import type { Entry } from "../connection.ts"
import { escapeOctets } from "../transcript.ts"

/** The words of an entry; each stands behind its microseconds. */
export const entryWords: Readonly<Record<Entry["kind"], string>> = {
  opened: "opened",
  sent: ">",
  received: "<",
  "fin-sent": "> FIN",
  "fin-received": "< FIN",
  reset: "< RST",
  quiet: "quiet",
  overflow: "overflow"
}

const isPlain = (text: string): boolean =>
  text !== "" &&
  text === text.trim() &&
  !text.startsWith('"') &&
  text.isWellFormed() &&
  !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)

/** Text on one line: itself, or a JSON string. */
export const valueText = (text: string): string => (isPlain(text) ? text : JSON.stringify(text))

/** Undefined where it begins as a JSON string and is none. */
export const parseValue = (text: string): string | undefined => {
  if (!text.startsWith('"')) return text
  const value = parseJson(text)
  return typeof value === "string" ? value : undefined
}

/** Words between spaces where all are plain, else a JSON array. */
export const listText = (words: ReadonlyArray<string>): string =>
  words.length > 0 && words.every((word) => /^(?!\[)[\x21-\x7e]+$/.test(word))
    ? words.join(" ")
    : JSON.stringify(words)

/** Undefined where it begins as a JSON array and is none of strings. */
export const parseList = (text: string): ReadonlyArray<string> | undefined => {
  if (!text.startsWith("[")) return text.split(" ")
  const value = parseJson(text)
  const isList = Array.isArray(value) && value.every((word) => typeof word === "string")
  return isList ? value : undefined
}

/** Undefined where it is no JSON; JSON has no undefined. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const octetsPerLineMax = 80

/** One quoted text for each line: cut behind a line feed, and where it would become too long. */
export function* octetLines(bytes: Uint8Array): Generator<string> {
  if (bytes.length === 0) yield '""'
  for (let offset = 0; offset < bytes.length;) {
    const wide = bytes.subarray(offset, offset + octetsPerLineMax)
    const lineFeed = wide.indexOf(0x0a)
    const line = lineFeed === -1 ? wide : wide.subarray(0, lineFeed + 1)
    yield escapeOctets(line)
    offset += line.length
  }
}

const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[rn"\\]|\\x[0-9a-f]{2})*"$/

/** Undefined where it is no quoted text of octets. */
export const parseOctets = (text: string): Uint8Array | undefined => {
  if (!quoted.test(text)) return undefined
  const latin1 = text.slice(1, -1).replaceAll(/\\(?:x(..)|(.))/g, (_, hex, letter) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (letter === "r") return "\r"
    return letter === "n" ? "\n" : letter
  })
  return Buffer.from(latin1, "latin1")
}
