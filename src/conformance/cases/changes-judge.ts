/** How a server may answer for a file that changes: one version, or a real close, and in the end what is there. */
import type { Judge, JudgedVerdict, Judgement } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { describeAll } from "../oracle.ts"
import type { Response } from "../response.ts"
import { fieldValue } from "../response-lines.ts"
import { rootFiles } from "../root.ts"
import { type Origin, oldContent, originOf, sizes, type Versions } from "./changes-content.ts"
import { type Alteration, contentAfter } from "./changes-files.ts"

/** The outcome is the same in every run; what differs from run to run stands in the detail. */
interface Finding extends Omit<Judgement, "found"> {
  readonly detail: string
}

const finding =
  (verdict: JudgedVerdict) =>
  (outcome: string, detail = ""): Finding => ({ verdict, outcome, detail })
const kept = finding("pass")
const free = finding("choice")
const broken = finding("deviates")

/** What each request of an exchange asked for, in order. */
export type Asked = "the file" | "another file"

export interface Phase {
  readonly label: string
  readonly bytes: number
  readonly asked: ReadonlyArray<Asked>
}

export const phases = {
  warm: {
    label: "changed between two requests",
    bytes: sizes.warmBytes,
    asked: ["the file", "the file", "another file"]
  },
  sent: {
    label: "changed while it was sent",
    bytes: sizes.sentBytes,
    asked: ["the file", "the file", "another file"]
  },
  end: { label: "in the end", bytes: sizes.warmBytes, asked: ["the file"] }
} as const satisfies Record<string, Phase>

export const versionsOf = (alteration: Alteration, bytes: number): Versions => ({
  before: oldContent(bytes),
  after: contentAfter(alteration, bytes)
})

const isStrong = (response: Response): boolean => /^"/.test(fieldValue(response, "etag") ?? "")

const judgeBody = (response: Response, versions: Versions): Finding => {
  const origin: Origin = originOf(response.body, response.complete, versions)
  if (origin.kind === "foreign")
    return broken("an octet of neither version", ` at ${origin.offset} of a body`)
  if (origin.kind !== "mixed") return kept("one version")
  return isStrong(response)
    ? broken("octets of both versions under a strong ETag", ` ${fieldValue(response, "etag")}`)
    : free("octets of both versions, which no strong validator denied")
}

const judgeAnswer = (response: Response, asked: Asked, versions: Versions): Finding => {
  if (asked === "another file") {
    const isRight =
      response.status === 200 && Buffer.compare(response.body, rootFiles.index.bytes) === 0
    return isRight ? kept("one version") : broken("the request behind it got another answer")
  }
  if (response.status === 200) return judgeBody(response, versions)
  return response.status >= 300 ? kept(`${response.status}`) : broken(`${response.status}`)
}

/** What must hold at any moment: whole answers in order, or a real close. */
export const judgeFraming = (
  exchange: Exchange,
  asked: ReadonlyArray<Asked>,
  versions: Versions
): Finding => {
  const { end, finals, leftoverBytes } = exchange
  const findings = finals.map((response, index) =>
    judgeAnswer(response, asked[index] ?? "the file", versions)
  )
  const worst =
    findings.find(({ verdict }) => verdict === "deviates") ??
    findings.find(({ verdict }) => verdict === "choice")
  if (worst?.verdict === "deviates") return worst
  if (finals.length > asked.length) return broken("more answers than requests")
  if (leftoverBytes > 0) return broken("octets behind the declared length", `: ${leftoverBytes}`)
  const last = finals.at(-1)
  if (end === "open" && last?.complete === false)
    return broken("a short answer, and the connection is still open")
  if (end === "open" && finals.length < asked.length) return broken("a request was not answered")
  if (worst !== undefined) return worst
  return last?.complete === false ? kept("cut by a close") : kept("one version in each answer")
}

/** How a fresh request may be answered once everybody has noticed. */
export const isSettled = (
  response: Response | undefined,
  alteration: Alteration,
  { after }: Versions
): boolean => {
  if (response === undefined || !response.complete) return false
  const { status, body } = response
  const refused = status === 403 || status === 404
  if (alteration === "deleted") return refused || status === 410
  if (alteration === "forbidden") return refused
  if (alteration === "fifo") return status >= 400 && status < 500
  if (alteration === "folder")
    return refused || ((status === 301 || status === 308) && redirects(response))
  const isNew = status === 200 && after !== undefined && Buffer.compare(body, after) === 0
  return isNew || (alteration === "link" && refused)
}

const redirects = (response: Response): boolean =>
  (fieldValue(response, "location") ?? "").endsWith("/")

const judgeEnd = (exchange: Exchange, alteration: Alteration, versions: Versions): Finding => {
  const response = exchange.finals[0]
  if (response === undefined) return broken("a fresh request is not answered")
  if (isSettled(response, alteration, versions)) return kept("noticed")
  if (!response.complete) return broken("every fresh answer is cut short")
  if (response.status !== 200) return broken(`${response.status} to a fresh request`)
  if (originOf(response.body, true, versions).kind === "before")
    return free(
      alteration === "forbidden"
        ? "still served: it may read every file, or has not noticed"
        : "the old version for longer than we waited"
    )
  return alteration === "folder"
    ? free("200 with something else: a listing")
    : broken("200 with neither version")
}

const judgePhase = (exchange: Exchange, alteration: Alteration): Finding => {
  const phase = Object.values(phases).find(({ label }) => label === exchange.label) ?? phases.end
  const versions = versionsOf(alteration, phase.bytes)
  const first = exchange.finals[0]
  if (phase !== phases.end && first?.status !== 200)
    return finding("unclear")("the unchanged file was not served")
  const framing = judgeFraming(exchange, phase.asked, versions)
  if (framing.verdict === "deviates" || phase !== phases.end) return framing
  return judgeEnd(exchange, alteration, versions)
}

const order: ReadonlyArray<JudgedVerdict> = ["deviates", "unclear", "choice"]

export const judgeChange = (alteration: Alteration): Judge => ({
  expected:
    "each body of one version at its declared length, or a real close; then 200 with what is there, or its refusal",
  judge: (exchanges) => {
    const found = describeAll(exchanges)
    if (exchanges.length === 0) return { verdict: "unclear", outcome: "no exchange", found }
    const findings = exchanges.map((exchange) => ({
      label: exchange.label,
      ...judgePhase(exchange, alteration)
    }))
    const notable = order.flatMap(
      (verdict) => findings.find((each) => each.verdict === verdict) ?? []
    )[0]
    if (notable === undefined)
      return { verdict: "pass", outcome: "one version, or a close; noticed in the end", found }
    const { verdict, label, outcome, detail } = notable
    const more = detail === "" ? "" : `; ${outcome}${detail}`
    return { verdict, outcome: `${label}: ${outcome}`, found: `${found}${more}` }
  }
})
