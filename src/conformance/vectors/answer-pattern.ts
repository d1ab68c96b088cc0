/** From an answer of the reference to the pattern of all right ones: `spec/freedoms.md`, as data. */
import type { Part } from "../../state-machine/command.ts"
import { readHead } from "./answer.ts"
import type { AnswerPattern } from "./format.ts"

/** Other statuses that are right by `spec/freedoms.md`, by the rule that gave the answer. */
export const otherStatuses: Readonly<Record<string, AnswerPattern["status"]>> = {
  "read/version-unsupported": [400],
  "read/target-too-long": [501],
  "read/head-too-large": ["4xx"],
  "read/coding-unknown": [400],
  "read/method-not-allowed": [501],
  "read/method-unknown": [405],
  "read/options": [200, 405],
  "find/outside-root": [404],
  "find/hidden": [403],
  "find/directory-redirect": [308],
  "find/link-leaves-root": [403],
  "find/special-file": [404]
}

const otherStatusesOf = (rule: string, { method, target }: Asked): AnswerPattern["status"] => {
  if (rule === "read/bad-target" && method === "CONNECT") return ["4xx", 501]
  if (rule === "find/missing" && target.replace(/\?.*/, "").endsWith("/")) return [403]
  if (rule === "find/impossible-name" && target.length > 255) return [414]
  return otherStatuses[rule] ?? []
}

/** Where `Retry-After` is not owed. */
const mayKeepSilent = ["find/overload", "find/timeout"]

/** Both empty when no request line was understood. */
export interface Asked {
  readonly method: string
  readonly target: string
}

export interface Circumstances {
  /** The transitions of the step in which the answer begins. */
  readonly rules: ReadonlyArray<string>
  readonly asked: Asked
  /** The peer spoke HTTP/1.0, which may be closed on without a word. */
  readonly oldPeer: boolean
  /** Entity tags are the version in quotes, and nothing else. */
  readonly tagsAreVersions?: boolean
}

/** What the reference's fields say that every right answer must say. */
const owed = (
  status: number,
  own: ReadonlyMap<string, string>,
  { rules, oldPeer, tagsAreVersions = false }: Circumstances
): Record<string, string> => {
  const fields: Record<string, string> = {}
  const keep = (...names: ReadonlyArray<string>) => {
    for (const name of names) {
      const value = own.get(name)
      if (value !== undefined) fields[name] = value
    }
  }
  keep("date")
  if (status === 200 || status === 206) keep("content-length", "content-type", "last-modified")
  if (status === 206 || status === 416) keep("content-range")
  if (status === 204 || status === 405) keep("allow")
  if (status === 301) keep("location")
  if (own.has("retry-after") && !rules.some((rule) => mayKeepSilent.includes(rule)))
    fields["retry-after"] = "{any}"
  const tag = own.get("etag")
  if (tag !== undefined && (status === 200 || status === 206 || status === 304)) {
    const hole = tag.startsWith("W/") ? "{weak tag}" : "{tag}"
    fields["etag"] = tagsAreVersions ? tag : hole
  }
  const option = own.get("connection")
  if (option !== "close") fields["connection"] = option ?? "{keeps}"
  else fields["connection"] = oldPeer ? "{either}" : "{closes}"
  return fields
}

export interface BegunAnswer {
  readonly pattern: AnswerPattern
  /** Octets of body that came with the head; undefined when their text is free. */
  readonly bodyBytes: number | undefined
}

/** `parts` begin with a head of the reference. */
export const patternOf = (
  parts: ReadonlyArray<Part>,
  circumstances: Circumstances
): BegunAnswer => {
  const [first, ...more] = parts
  const head = readHead(first?._tag === "Text" ? first.text : "")
  if (typeof head === "string") throw new Error(`the reference sent ${head}`)
  const { status, fields } = head
  const others = circumstances.rules.flatMap((rule) => otherStatusesOf(rule, circumstances.asked))
  const ofFile = status === 200 || status === 206
  const noLength = status === 204 && others.length === 0
  const isFree = !ofFile && more.length > 0
  const body = isFree || status === 204 ? "free" : more.length === 0 ? "none" : { parts: more }
  return {
    pattern: {
      status: [status, ...others],
      fields: owed(status, fields, circumstances),
      absent: noLength ? ["content-length", "transfer-encoding"] : ["transfer-encoding"],
      body
    },
    bodyBytes: isFree ? undefined : lengthOf(more)
  }
}

export const lengthOf = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, part) => sum + (part._tag === "Text" ? part.text.length : part.lengthBytes), 0)
