/** From what the machine would answer to every answer that is right (`spec/freedoms.md`, as data). */
import type { Segment } from "../../state-machine/answer.ts"
import { elements } from "../../state-machine/head.ts"
import type { Response } from "../response.ts"
import { fieldValue } from "../response-lines.ts"
import { fileAt } from "./world.ts"
import { type Part, covers, readParts, sameParts } from "./partial.ts"
import type { Played } from "./play.ts"
import { type HeadText, valuesOf } from "./head-text.ts"

/** One right answer. */
export interface Right {
  /** The freedom it rests on; undefined for the answer of the reference. */
  readonly choice: string | undefined
  readonly words: string
  /** How a response differs from it, in words; undefined if it is this answer. */
  readonly differs: (response: Response) => string | undefined
}

const status = (code: number, choice?: string): Right => ({
  choice,
  words: `${code}`,
  differs: (response) => (response.status === code ? undefined : `${response.status} for ${code}`)
})

const isRange = (segment: Segment): segment is Extract<Segment, { _tag: "Range" }> =>
  segment._tag === "Range"

const rangesOf = ({ answer }: Played): ReadonlyArray<Part> => answer.body.filter(isRange)

/** 200 with a whole file. HEAD has none of it, and the reader of responses knows. */
const wholeFile = (path: string, choice?: string): Right => ({
  choice,
  words: `200 with ${path}`,
  differs: (response) => {
    if (response.status !== 200) return `${response.status} for 200`
    if (response.method === "HEAD") return undefined
    const file = fileAt(path)?.bytes ?? new Uint8Array()
    return Buffer.from(response.body).equals(file) ? undefined : "200 with another body"
  }
})

const partial = (path: string, wanted: ReadonlyArray<Part>, choice?: string): Right => ({
  choice,
  words: `206 with ${wanted.map((each) => `${each.offset}+${each.lengthBytes}`).join(", ")}`,
  differs: (response) => {
    if (response.status !== 206) return `${response.status} for 206`
    const parts = readParts(response, fileAt(path)?.bytes ?? new Uint8Array())
    if (typeof parts === "string") return `206 with ${parts}`
    const fits = choice === undefined ? sameParts(parts, wanted) : covers(parts, wanted)
    return fits ? undefined : "206 with other parts"
  }
})

/** 416 tells how long the file is (RFC 9110, section 14.4). */
const unsatisfiable = (lengthBytes: number): Right => ({
  choice: undefined,
  words: `416 with bytes */${lengthBytes}`,
  differs: (response) => {
    if (response.status !== 416) return `${response.status} for 416`
    const told = fieldValue(response, "content-range")?.toLowerCase()
    if (told === `bytes */${lengthBytes}`) return undefined
    return told === undefined ? "416 without Content-Range" : "416 with another Content-Range"
  }
})

const mayIgnore = "Range ignored (rfc9110#section-14.2-3)"

/** The answer of the reference itself, and what may stand for it wherever it is given. */
const ofReference = (played: Played, head: HeadText | undefined): ReadonlyArray<Right> => {
  const { answer, rule } = played
  const { facts } = answer
  if (rule === "header/full" && facts !== undefined)
    return [wholeFile(facts.path), ...ofIgnoredRange(played, facts.path, head)]
  if ((rule === "header/range" || rule === "header/ranges") && facts !== undefined) {
    const wanted = rangesOf(played)
    return [
      partial(facts.path, wanted),
      partial(facts.path, wanted, "parts joined or sorted (rfc9110#section-15.3.7.2-4)"),
      wholeFile(facts.path, mayIgnore)
    ]
  }
  if (rule !== "header/range-unsatisfiable") return [status(answer.status)]
  const [, size = "0"] = /Content-Range: bytes \*\/([0-9]+)/.exec(answer.fields) ?? []
  return [unsatisfiable(Number(size)), wholeFile(served(played), mayIgnore)]
}

/** The path that a target of plain segments names. */
const served = ({ target }: Played): string => {
  const path = target.replace(/^http:\/\/[^/]*/i, "").replace(/\?.*$/, "")
  return unescaped(path)
}

/** What the reference ignores of a Range, others may take up or refuse (RFC 9110, section 14.2-6). */
const ofIgnoredRange = (
  { method }: Played,
  path: string,
  head: HeadText | undefined
): ReadonlyArray<Right> => {
  const [value, ...more] = head === undefined ? [] : valuesOf(head, "range")
  const size = fileAt(path)?.bytes.length ?? 0
  if (value === undefined || more.length > 0 || method !== "GET") return []
  if (!/^bytes=/i.test(value) || head === undefined) return []
  const invalid = "an invalid or overlapping range set refused (rfc9110#section-14.2-6)"
  const specifications = elements(value.replace(/^bytes=/i, ""))
  const wanted: Array<Part> = []
  let valid = true
  for (const text of specifications) {
    const part = partOf(text, size)
    if (part === undefined) valid = false
    else if (part.lengthBytes > 0) wanted.push(part)
  }
  const refusals = [status(416, invalid), status(400, invalid)]
  // A range that does not apply must be ignored, unless it is none at all.
  if (valuesOf(head, "if-range").length > 0) return valid ? [] : refusals
  return [
    status(416, size === 0 ? "416 for an empty file (rfc9110#section-14.2-7)" : invalid),
    ...(valid ? [] : [status(400, invalid)]),
    ...(valid && wanted.length > 0
      ? [partial(path, wanted, "overlapping ranges joined (rfc9110#section-15.3.7.2-4)")]
      : [])
  ]
}

/** Of length 0 when nothing of it is there; undefined when it is no range. */
const partOf = (text: string, sizeBytes: number): Part | undefined => {
  const [, first, last, suffix] = /^(?:([0-9]+)-([0-9]*)|-([0-9]+))$/.exec(text) ?? []
  if (suffix !== undefined) {
    const lengthBytes = Math.min(Number(suffix), sizeBytes)
    return { offset: sizeBytes - lengthBytes, lengthBytes }
  }
  if (first === undefined) return undefined
  if (last !== "" && BigInt(last ?? 0) < BigInt(first)) return undefined
  const offset = Math.min(Number(first), sizeBytes)
  const end = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)
  return { offset, lengthBytes: Math.max(0, end - offset) }
}

/** Other statuses, each with its clause, by the rule that gave the answer. */
interface Other {
  readonly statuses: ReadonlyArray<number>
  readonly words: string
}

const redirects = [301, 302, 303, 307, 308]
const notFound: Other = { statuses: [403, 404], words: "no such file (rfc9110#section-15.5.4-4)" }
const encoded: Other = {
  statuses: [301, 404],
  words: "an invalid target taken as a name, or redirected (rfc9112#section-3.2-4)"
}
const methodFirst: Other = {
  statuses: [405, 501],
  words: "the method refused first (rfc9110#section-9.1-10)"
}
const policy: Other = {
  statuses: [200, ...redirects, 400, 403, 404],
  words: "a policy of the server (rfc9110#section-17.3-3)"
}

const badLine: ReadonlyArray<Other> = [
  { statuses: [301], words: "redirected (rfc9112#section-3.2-4)" },
  { statuses: [505], words: "the version refused (rfc9110#section-15.6.6-1)" },
  methodFirst
]

const others: Readonly<Record<string, ReadonlyArray<Other>>> = {
  "read/not-http": badLine,
  "read/bad-request-line": badLine,
  "read/version-unsupported": [{ statuses: [400], words: "400 for 505 (rfc9110#section-6.2-7)" }],
  "read/target-too-long": [
    { statuses: [501], words: "501: the method is too long (rfc9112#section-3-4)" }
  ],
  "read/head-too-large": [
    { statuses: [400, 413, 414], words: "another refusal of the size (rfc9110#section-5.4-2)" }
  ],
  "read/bad-target": [encoded],
  "read/bad-framing": [
    { statuses: [501], words: "501: the coding is not known (rfc9112#section-6.1-11)" },
    { statuses: [411], words: "411: no length that can be used (rfc9112#section-6.3-5)" }
  ],
  "read/coding-unknown": [
    { statuses: [400, 405, 411], words: "another refusal of the coding (rfc9112#section-6.1-11)" }
  ],
  "read/body-too-large": [
    { statuses: [400, 411], words: "another refusal of the length (rfc9110#section-15.5.14-1)" }
  ],
  "read/bad-chunk": [
    { statuses: [413], words: "413 for 400 (rfc9110#section-15.5.14-1)" },
    { statuses: [405, 501], words: "the method refused first (rfc9110#section-9.1-10)" }
  ],
  "read/method-unknown": [
    { statuses: [400, 403, 405], words: "another refusal of the method (rfc9110#section-9.1-10)" }
  ],
  "read/method-not-allowed": [
    { statuses: [501], words: "501 for 405 (rfc9110#section-9.1-10)" },
    { statuses: [403, 404, 411], words: "another refusal (rfc9110#section-15.5-1)" }
  ],
  "read/options": [
    { statuses: [200, 405, 501], words: "other answers to OPTIONS (rfc9110#section-9.3.7-4)" },
    { statuses: [400, 403, 404], words: "OPTIONS on what is not there (rfc9110#section-9.3.7-1)" }
  ],
  "read/expectation-unknown": [],
  "find/bad-encoding": [encoded],
  "find/outside-root": [
    notFound,
    { statuses: redirects, words: "redirected inside the root (rfc3986#section-5.2.4)" }
  ],
  "find/impossible-name": [policy],
  "find/hidden": [policy],
  "find/missing": [],
  "find/directory-redirect": [
    { statuses: [302, 303, 307, 308], words: "another redirect (rfc9110#section-15.4-1)" },
    { statuses: [200, 403, 404], words: "the index itself, or none (rfc9110#section-15.5.4-4)" }
  ],
  "find/special-file": [policy],
  "find/link-leaves-root": [policy]
}

/** Some servers give a path behind a file to whatever answers for the file. */
const isBehindFile = (path: string): boolean => {
  const names: Array<string> = [""]
  for (const name of unescaped(path).split("/")) {
    if (name === "..") names.splice(Math.max(1, names.length - 1))
    else if (name !== "" && name !== ".") names.push(name)
  }
  return names.some((_, count) => fileAt(names.slice(0, count).join("/")) !== undefined)
}

const unescaped = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** What depends on more than the rule. */
const bySituation = (
  { rule, method, target }: Played,
  head: HeadText | undefined,
  host: string
): ReadonlyArray<Other> => {
  const found: Array<Other> = []
  const path = target.replace(/^http:\/\/[^/]*/i, "").replace(/\?.*$/s, "")
  const plain = /^(?:GET|HEAD|OPTIONS|)$/.test(method)
  if (rule.startsWith("read/") && !plain && rule !== "read/options") found.push(methodFirst)
  if (method === "POST" && rule === "read/method-not-allowed")
    found.push({ statuses: [200, 204], words: "POST performed (rfc9110#section-9.3.3-2)" })
  if (rule === "find/missing" && (path.endsWith("/") || isBehindFile(path))) found.push(policy)
  const looks = rule.startsWith("find/") || rule.startsWith("header/")
  if (looks && /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path))
    found.push({
      statuses: [301, 308, 400, 403, 404],
      words: "dot segments refused (rfc3986#section-6.2.2.3)"
    })
  if (looks && path.includes("//"))
    found.push({
      statuses: [301, 308, 400, 404],
      words: "an empty segment is a segment (rfc3986#section-3.3)"
    })
  if (looks && /[[\]{}|\\^`]/.test(target))
    found.push({ statuses: [400], words: "400, as the grammar has it (rfc9112#section-3.2-4)" })
  if (head === undefined) return found
  const [given = host] = valuesOf(head, "host")
  if (given !== host && rule !== "read/bad-host")
    found.push({
      statuses: [...redirects, 400, 403, 404, 421],
      words: "no such site (rfc9110#section-7.4-1)"
    })
  if (head.lines.slice(1).some((line) => /[\x80-\xff]/.test(line)))
    found.push({ statuses: [400], words: "obs-text refused (rfc9110#section-5.5-4)" })
  if (head.before.length > 1)
    found.push({ statuses: [400], words: "empty lines refused (rfc9112#section-2.2-6)" })
  return found
}

/** Every right answer to the request at the start of a stream, that of the reference first. */
export const rightAnswers = (
  played: Played,
  head: HeadText | undefined,
  host: string
): ReadonlyArray<Right> => [
  ...ofReference(played, head),
  ...[...(others[played.rule] ?? []), ...bySituation(played, head, host)].flatMap(
    ({ statuses, words }) => statuses.map((code) => status(code, words))
  )
]
