/** What the parts of a fingerprint are called in every report, and how foreign text is made fit to be shown. */
import { type Alive as AliveSeen, aliveIn } from "../../fingerprint/seen.ts"
import {
  type Answered,
  type Control,
  type Fingerprint,
  ProbeKind,
  type Sweep,
  SweepName,
  type Waiting
} from "../../fingerprint/result.ts"

export const sweepNames: ReadonlyArray<SweepName> = SweepName.literals
export const probeKinds: ReadonlyArray<ProbeKind> = ProbeKind.literals

interface SweepWords {
  readonly title: string
  /** What one step adds one of, in the singular. */
  readonly one: string
  /** In what state it keeps them. */
  readonly state: "held" | "open"
}

export const sweepWords: Readonly<Record<SweepName, SweepWords>> = {
  requests: { title: "incomplete requests", one: "incomplete request", state: "open" },
  idle: { title: "idle connections", one: "idle connection", state: "open" },
  lookup: { title: "lookups", one: "lookup", state: "held" },
  read: { title: "reads", one: "read", state: "held" }
}

export const isOnDisk = ({ name }: Sweep): boolean => sweepWords[name].state === "held"

const unseen =
  // The last two are characters that XML does not know, whichever way they are written.
  /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu

const lettersMax = 400

/** One line of bounded length, without anything that moves a cursor or turns a line round. */
export const visible = (text: string): string => {
  const letters = Array.from(text)
  const cut = letters.length > lettersMax ? [...letters.slice(0, lettersMax - 1), "…"] : letters
  return cut
    .join("")
    .replaceAll(unseen, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)
}

export type Alive = AliveSeen | "not sent"

export const sentOf = ({ before, after, never }: Answered): number => before + after + never

/** Whether probes of a kind were answered while the hold lasted. */
export const aliveOf = (answered: Answered | undefined): Alive =>
  answered === undefined || sentOf(answered) === 0 ? "not sent" : aliveIn(answered)

export const failedOf = ({ controls }: Sweep): ReadonlyArray<Control> =>
  controls.filter(({ holds }) => !holds)

export const askedMostOf = ({ points }: Sweep): number =>
  Math.max(0, ...points.map(({ asked }) => asked))

const why = (outcome: string, reasons: ReadonlyArray<string>): string => {
  const texts = reasons.map(visible).filter((text) => text !== "")
  return texts.length === 0 ? outcome : `${outcome}: ${texts.join(", ")}`
}

const neverText = (sweep: Sweep): string => {
  const asked = askedMostOf(sweep)
  const more = asked > sweep.heldMost ? ` (${asked} asked)` : ""
  return `never, up to ${sweep.heldMost} ${sweepWords[sweep.name].state}${more}`
}

/** What each repetition found, where they don't say the same to the number. */
export const varied = ({ repeated }: Sweep): string =>
  new Set(repeated).size > 1 ? ` (${repeated.join(", ")})` : ""

/** Where new requests stop, or why that is not known. */
export const stopText = (sweep: Sweep): string => {
  switch (sweep.outcome) {
    case "measured":
      return sweep.stopsAt === null
        ? neverText(sweep)
        : `stops at ${sweep.stopsAt} ${sweepWords[sweep.name].state}${varied(sweep)}`
    case "not-exercised":
      return why("not exercised", [sweep.why])
    case "inconclusive": {
      const failed = failedOf(sweep).map(({ name }) => name)
      return why("inconclusive", failed.length > 0 ? failed : [sweep.why])
    }
    case "flaky":
      return why(
        "flaky",
        sweep.repeated.map((stop) => (stop === null ? "never" : String(stop)))
      )
  }
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

const dispatching = (threads: number, dispatchers: number): string => {
  if (dispatchers === 0) return ""
  if (threads === 1) return ", a dispatcher"
  return `, ${dispatchers} of them ${dispatchers === 1 ? "a dispatcher" : "dispatchers"}`
}

/** "2 threads of 2 processes in openat (request_wait_answer), 2 of them dispatchers". */
export const waitingText = ({ call, place, threads, processes, dispatchers }: Waiting): string => {
  const of = processes > 1 ? ` of ${count(processes, "process", "processes")}` : ""
  const where = call === "" ? "in the kernel" : `in ${visible(call)}`
  const sleeping = place === "" ? "" : ` (${visible(place)})`
  const also = dispatching(threads, dispatchers)
  return `${count(threads, "thread")}${of} ${where}${sleeping}${also}`
}

export const methodWords: Readonly<Record<NonNullable<Fingerprint["method"]["name"]>, string>> = {
  fuse: "a FUSE file system, as root",
  "fuse-user-namespace": "a FUSE file system in a user namespace",
  strace: "strace, which delays calls"
}

export const methodText = ({ method }: Fingerprint): string =>
  method.name === null ? "nothing could be held" : methodWords[method.name]

/** Tasks of a sweep at most, beside those of the idle server. */
export const tasksMostOf = ({ points }: Sweep, { baseline }: Fingerprint): number =>
  Math.max(baseline.tasks, ...points.map(({ tasks }) => tasks))

export const residentMostOf = ({ points }: Sweep, { baseline }: Fingerprint): number =>
  Math.max(baseline.residentBytes, ...points.map(({ residentBytes }) => residentBytes))

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

export const millis = (micros: number): string => `${(micros / 1_000).toFixed(1)} ms`

export const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`
