/** Every way in which the first request of a stream may be read and answered, that of the reference first. */
import type { TransitionId } from "../../state-machine/rules.ts"
import { type Right, rightAnswers } from "./answers.ts"
import { variantsOf } from "./freedoms.ts"
import { type HeadText, cutHead } from "./head-text.ts"
import { type Played, play } from "./play.ts"
import type { Known } from "./world.ts"

/** What comes after the answer. */
export interface Course {
  readonly choice: string | undefined
  /** What is read as the next request; undefined if the connection must be closed. */
  readonly rest: string | undefined
}

export interface Reading {
  /** The freedoms taken to read it so. */
  readonly taken: ReadonlyArray<string>
  /** The rule that decides; undefined if the request is not complete. */
  readonly rule: TransitionId | undefined
  /** Methods that the request may be taken to have: a HEAD's answer has no body. */
  readonly methods: ReadonlyArray<string>
  readonly answers: ReadonlyArray<Right>
  readonly courses: ReadonlyArray<Course>
  /** Why closing after the answer needs no announcement; undefined if it does. */
  readonly mayClose: string | undefined
  readonly mayBeSilent: boolean
}

const waiting = (taken: ReadonlyArray<string>): Reading => ({
  taken,
  rule: undefined,
  methods: ["GET"],
  answers: [],
  courses: [],
  mayClose: undefined,
  mayBeSilent: true
})

export const readingsOf = (stream: string, known: Known): ReadonlyArray<Reading> =>
  variantsOf(stream).map((variant) => {
    const played = play(variant.stream, known)
    if (played === undefined) return waiting(variant.taken)
    const head = cutHead(variant.stream)
    const body = hasBody(head)
    return {
      taken: variant.taken,
      rule: played.rule,
      methods: methodsOf(played, variant.stream),
      answers: [...rightAnswers(played, head, known.host), ...(body ? bodyRefused : [])],
      courses: coursesOf(played, head, variant.closes, known),
      mayClose: mayClose(played, body),
      mayBeSilent: played.rule === "read/not-http"
    }
  })

/** A request line that was not understood may still have been one of HEAD. */
const methodsOf = ({ method }: Played, stream: string): ReadonlyArray<string> => {
  if (method !== "") return [method]
  return /^[^A-Za-z\n]*HEAD/i.test(stream.trimStart()) ? ["HEAD", "GET"] : ["GET"]
}

const hasBody = (head: HeadText | undefined): boolean =>
  head?.lines.some((line) => /^\s*(?:content-length|transfer-encoding)/i.test(line)) === true

/** Whoever sends a body where none is used may be refused (RFC 9110, section 9.3.1-6). */
const bodyRefused: ReadonlyArray<Right> = [400, 403, 405, 411, 413, 415, 501].map((code) => ({
  choice: "a request with a body refused (rfc9110#section-9.3.1-6)",
  words: `${code}`,
  differs: ({ status }) => (status === code ? undefined : `${status} for ${code}`)
}))

const mayClose = ({ persistence, answer }: Played, body: boolean): string | undefined => {
  if (body) return "closed after a request with a body (rfc9110#section-9.3.1-6)"
  if (persistence === "keep-told") return "HTTP/1.0 not kept (rfc9112#section-9.3-3.4)"
  return answer.status < 400 ? undefined : "closed after an error (rfc9112#section-9.5-3)"
}

/** Refusals behind which the next request can still be found. */
const keepable = new Set<string>([
  "read/bad-request-line",
  "read/bad-field",
  "read/bad-host",
  "read/bad-target"
])

const coursesOf = (
  played: Played,
  head: HeadText | undefined,
  closes: boolean,
  known: Known
): ReadonlyArray<Course> => {
  if (closes) return [{ choice: undefined, rest: undefined }]
  if (played.persistence !== "close") return [{ choice: undefined, rest: played.rest }]
  const closing: Course = { choice: undefined, rest: undefined }
  const next = keepable.has(played.rule) ? behind(head, known) : undefined
  const choice = "the connection kept after a refusal (rfc9112#section-9.3-1)"
  return next === undefined ? [closing] : [closing, { choice, rest: next }]
}

/** What follows a refused head, by the framing that it tells without a doubt. */
const behind = (head: HeadText | undefined, known: Known): string | undefined => {
  if (head === undefined) return undefined
  const framing = /content-length|transfer-encoding/i
  const sound = /^(?:content-length|transfer-encoding|connection):[ -~]*\r\n$/i
  const lines = head.lines.slice(1)
  if (lines.some((line) => framing.test(line) && !sound.test(line))) return undefined
  const version = / (HTTP\/1\.[0-9])\r?\n$/.exec(head.lines[0] ?? "")?.[1] ?? "HTTP/1.1"
  const kept = lines.filter((line) => sound.test(line)).join("")
  const repaired = `GET /hello.txt ${version}\r\nHost: x\r\n${kept}\r\n${head.rest}`
  const played = play(repaired, known)
  return played === undefined || played.persistence === "close" ? undefined : played.rest
}

/** Every stream that may be left over when the first request of this one is dealt with. */
const restsOf = (stream: string, known: Known): ReadonlyArray<string> =>
  readingsOf(stream, known).flatMap(({ courses }) => courses.flatMap(({ rest }) => rest ?? []))

/** Whether some right reading waits for octets that never come: then only time would show what it was. */
export const mayWait = (stream: string, known: Known): boolean => {
  const streams = new Set([stream])
  for (const each of streams) {
    if (each === "") return true
    if (readingsOf(each, known).some(({ rule }) => rule === undefined)) return true
    for (const rest of restsOf(each, known)) streams.add(rest)
  }
  return false
}

/** The methods that the reference reads in a stream, so that evidence can be shown as responses. */
export const methodsIn = (stream: string, known: Known): ReadonlyArray<string> => {
  const methods: Array<string> = []
  let next: string | undefined = stream
  while (next !== undefined && next !== "") {
    const reading: Reading | undefined = readingsOf(next, known)[0]
    methods.push(...(reading?.methods.slice(0, 1) ?? []))
    next = reading?.courses[0]?.rest
  }
  return methods
}
