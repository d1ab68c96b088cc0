/** A wire file read back. What is wrong with one is told by its line, and nothing is guessed. */
import * as Result from "effect/Result"
import type { Entry } from "../connection.ts"
import type { Observed } from "../exchange.ts"
import { decodeHeader } from "./decode-header.ts"
import { endLine } from "./encode.ts"
import { type Line, type Read, unreadable } from "./lines.ts"
import { formatLine, type WireConnection, type WireFile } from "./wire-file.ts"
import { entryWords, parseJson, parseList, parseOctets, parseValue } from "./words.ts"

/** Whether this is meant to be a wire file, of whatever version. */
export const looksLikeWire = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 64)).toString("latin1").startsWith("format: amped-wire/")

function* linesIn(bytes: Uint8Array): Generator<Line> {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let number = 1
  for (let start = 0; start < octets.length; number++) {
    const end = octets.indexOf(0x0a, start)
    yield { number, text: octets.toString("utf8", start, end === -1 ? octets.length : end) }
    start = end === -1 ? octets.length : end + 1
  }
}

/** The lines one after another; behind the last one stands an empty one. */
class Lines {
  readonly #lines: Iterator<Line, undefined>
  #next: Line
  constructor(bytes: Uint8Array) {
    this.#lines = linesIn(bytes)
    this.#next = { number: 0, text: "" }
    this.take()
  }

  peek(): Line {
    return this.#next
  }

  take(): Line {
    const taken = this.#next
    this.#next = this.#lines.next().value ?? { number: taken.number + 1, text: "" }
    return taken
  }
}

export const decodeWire = (bytes: Uint8Array): Read<WireFile> =>
  Result.gen(function* () {
    const lines = new Lines(bytes)
    const first = lines.take()
    if (first.text !== formatLine)
      return yield* unreadable(first, `${JSON.stringify(formatLine)} is due here`)
    const headerLines: Array<Line> = []
    while (lines.peek().text !== "") headerLines.push(lines.take())
    const header = yield* decodeHeader(headerLines)
    const connections: Array<WireConnection> = []
    yield* blank(lines)
    while (lines.peek().text !== endLine) {
      connections.push(yield* connectionIn(lines))
      yield* blank(lines)
    }
    const end = lines.take()
    if (lines.peek().text !== "") return yield* unreadable(lines.peek(), "text behind the end")
    // Nothing was left behind it, so the file is as long as its lines.
    if (bytes.at(-1) !== 0x0a) return yield* unreadable(end, "the last line has no end")
    return { ...header, connections }
  })

const blank = (lines: Lines): Read<void> => {
  const line = lines.take()
  if (line.text !== "") return unreadable(line, "an empty line is due here")
  return lines.peek().text === ""
    ? unreadable(lines.peek(), `the file ends early: ${JSON.stringify(endLine)} is its last line`)
    : Result.succeed(undefined)
}

const connectionIn = (lines: Lines): Read<WireConnection> =>
  Result.gen(function* () {
    const label = yield* property(lines, "connection", parseValue)
    const methods = yield* property(lines, "methods", parseList)
    const role = yield* optionalProperty(lines, "role", one("control"))
    const excuse = yield* optionalProperty(lines, "excuses-cut", one("yes", "no"))
    const observed = yield* optionalProperty(lines, "observed", parseObserved)
    const entries: Array<Entry> = []
    while (lines.peek().text !== "") entries.push(yield* entryIn(lines))
    return {
      label,
      methods,
      isControl: role !== undefined,
      ...(excuse === undefined ? {} : { excusesCut: excuse === "yes" }),
      ...(observed === undefined ? {} : { observed }),
      entries
    }
  })

const one =
  (...words: ReadonlyArray<string>) =>
  (text: string): string | undefined =>
    words.find((word) => word === text)

const parseObserved = (text: string): Observed | undefined => {
  const value = parseJson(text)
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined
  const isFlat = Object.values(value).every((each) => ["number", "string"].includes(typeof each))
  return isFlat ? (value as Observed) : undefined
}

const property = <Value>(
  lines: Lines,
  name: string,
  parse: (text: string) => Value | undefined
): Read<Value> => {
  const line = lines.take()
  if (!line.text.startsWith(`${name}: `)) return unreadable(line, `"${name}: " is due here`)
  const value = parse(line.text.slice(name.length + 2))
  return value === undefined ? unreadable(line, `no value of ${name}`) : Result.succeed(value)
}

const optionalProperty = <Value>(
  lines: Lines,
  name: string,
  parse: (text: string) => Value | undefined
): Read<Value | undefined> =>
  lines.peek().text.startsWith(`${name}: `)
    ? property(lines, name, parse)
    : Result.succeed(undefined)

const entryLine =
  /^ *(\d+(?:\.\d+)?(?:e[+-]?\d+)?) (opened|quiet|overflow|[<>](?: FIN| RST)?)(?: (".*"))?$/
const continued = /^ +\+ (".*")$/
const kinds = new Map(
  Object.entries(entryWords).map(([kind, words]) => [words, kind as Entry["kind"]])
)

const entryIn = (lines: Lines): Read<Entry> => {
  const line = lines.take()
  const [, time = "", words = "", octets] = entryLine.exec(line.text) ?? []
  const kind = kinds.get(words)
  if (kind === undefined) return unreadable(line, "no entry: microseconds and what happened")
  const atMicros = Number(time)
  const isOfOctets = kind === "sent" || kind === "received"
  if (isOfOctets !== (octets !== undefined))
    return unreadable(line, isOfOctets ? `no octets after ${words}` : `octets after ${words}`)
  if (!isOfOctets) return Result.succeed({ kind, atMicros })
  const parts: Array<Uint8Array> = []
  for (let at = line, text = octets; text !== undefined;) {
    const part = parseOctets(text)
    if (part === undefined) return unreadable(at, "no octets as a JavaScript string has them")
    parts.push(part)
    text = continued.exec(lines.peek().text)?.[1]
    if (text !== undefined) at = lines.take()
  }
  return Result.succeed({ kind, atMicros, bytes: Buffer.concat(parts) })
}
