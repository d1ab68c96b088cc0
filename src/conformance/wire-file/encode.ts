/** A wire file as text, in blocks: the bodies of a case may be longer than a string can be. */
import type { Entry } from "../connection.ts"
import { formatLine, type WireConnection, type WireFile } from "./wire-file.ts"
import { entryWords, listText, octetLines, valueText } from "./words.ts"

/** The last line; without it a file was cut. */
export const endLine = "end"

const blockLength = 64 * 1024

/** The whole text, in blocks that end with a line. */
export function* encodeWire(file: WireFile): Generator<string> {
  let block = ""
  for (const line of linesOf(file)) {
    block += `${line}\n`
    if (block.length < blockLength) continue
    yield block
    block = ""
  }
  yield block
}

function* linesOf(file: WireFile): Generator<string> {
  yield formatLine
  for (const [name, value] of headerOf(file)) yield `${name}: ${value}`
  for (const connection of file.connections) yield* connectionLines(connection)
  yield ""
  yield endLine
}

const optional = (
  name: string,
  value: string | undefined
): ReadonlyArray<readonly [name: string, value: string]> =>
  value === undefined ? [] : [[name, valueText(value)]]

const headerOf = (file: WireFile): ReadonlyArray<readonly [name: string, value: string]> => {
  const { host, server, entityTag, lastModified, secret } = file.facts
  const { seed, ...profile } = file.facts.profile
  return [
    ["case", valueText(file.caseId)],
    ["title", valueText(file.title)],
    ["level", file.level],
    ["clauses", listText(file.clauses)],
    ["verdict", file.verdict],
    ["outcome", valueText(file.outcome)],
    ["expected", valueText(file.expected)],
    ["found", valueText(file.found)],
    ...optional("reason", file.reason),
    ["subject", valueText(file.subject)],
    ...optional("server", server),
    ["started", valueText(file.started)],
    ["seed", String(seed)],
    ["host", valueText(host)],
    ...optional("entity-tag", entityTag),
    ...optional("last-modified", lastModified),
    ...optional("secret", secret),
    ["profile", JSON.stringify(profile)]
  ]
}

function* connectionLines(connection: WireConnection): Generator<string> {
  const { label, methods, isControl, excusesCut, observed, entries } = connection
  yield ""
  yield `connection: ${valueText(label)}`
  yield `methods: ${listText(methods)}`
  if (isControl) yield "role: control"
  if (excusesCut !== undefined) yield `excuses-cut: ${excusesCut ? "yes" : "no"}`
  if (observed !== undefined) yield `observed: ${JSON.stringify(observed)}`
  for (const entry of entries) yield* entryLines(entry)
}

const timeWidth = 8

function* entryLines(entry: Entry): Generator<string> {
  const start = `${String(entry.atMicros).padStart(timeWidth)} ${entryWords[entry.kind]}`
  if (!("bytes" in entry)) return yield start
  let isFirst = true
  for (const line of octetLines(entry.bytes)) {
    yield isFirst ? `${start} ${line}` : `${" ".repeat(timeWidth)} + ${line}`
    isFirst = false
  }
}
