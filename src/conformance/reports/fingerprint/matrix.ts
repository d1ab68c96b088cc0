/** Fingerprints as rows of a Markdown table, for documents. */
import type { Fingerprint, ProbeKind, Sweep } from "../../fingerprint/result.ts"
import { markdownSafe } from "../github.ts"
import { lastProbesOf } from "./curve.ts"
import { type Alive, aliveOf, tasksMostOf, varied, visible } from "./words.ts"

export interface MatrixRow {
  /** What was measured: the server, and the settings that matter. */
  readonly configuration: string
  readonly fingerprint: Fingerprint
}

const heads = [
  "configuration",
  "connections: stop, +tasks",
  "read: stop/held",
  "M N K",
  "lookup: stop/held",
  "M N K",
  "tasks",
  "waits in",
  "name"
]

const signs: Readonly<Record<Alive, string>> = {
  alive: "+",
  partly: "±",
  dead: "−",
  "not sent": "·"
}

const known = (stop: number | null): string => (stop === null ? "∞" : String(stop))

const stopOf = ({ outcome, stopsAt, repeated }: Sweep): string => {
  switch (outcome) {
    case "measured":
      return known(stopsAt)
    case "not-exercised":
      return "not exercised"
    case "inconclusive":
      return "inconclusive"
    case "flaky":
      return repeated.length === 0 ? "flaky" : `flaky: ${repeated.map(known).join(" ")}`
  }
}

/** With the most that was held, which alone tells "never" from "never tried". */
const stopAndHeld = (sweep: Sweep): string =>
  sweep.outcome === "measured"
    ? `${stopOf(sweep)}/${sweep.heldMost}${varied(sweep)}`
    : stopOf(sweep)

const probesOf = (sweep: Sweep): string => {
  const last = lastProbesOf(sweep)
  const kinds: ReadonlyArray<ProbeKind> = ["malformed", "missing", "kept"]
  return kinds.map((kind) => signs[aliveOf(last[kind])]).join(" ")
}

const connectionsOf = (fingerprint: Fingerprint): string => {
  const { requests, idle } = fingerprint.sweeps
  const stops = [stopOf(requests), stopOf(idle)]
  // Where both agree, as almost everywhere, one number is easier to read.
  const said = stops[0] === stops[1] ? stops[0] : `${stops[0]}, idle ${stops[1]}`
  return `${said}, +${tasksMostOf(requests, fingerprint) - fingerprint.baseline.tasks}`
}

const tasksOf = (fingerprint: Fingerprint): string =>
  `${fingerprint.baseline.tasks} → ${tasksMostOf(fingerprint.sweeps.read, fingerprint)}`

/** The calls, each once, and whether a dispatcher is among those that wait. */
const callsOf = ({ sweeps }: Fingerprint): string => {
  const waiting = [...sweeps.read.waiting, ...sweeps.lookup.waiting]
  const calls = Map.groupBy(
    waiting.filter(({ call }) => call !== ""),
    ({ call }) => call
  )
  return [...calls]
    .map(([call, same]) => {
      const isDispatching = same.some(({ dispatchers }) => dispatchers > 0)
      return `${visible(call)}${isDispatching ? " (dispatcher)" : ""}`
    })
    .join(", ")
}

const rowOf = ({ configuration, fingerprint }: MatrixRow): ReadonlyArray<string> => {
  const { read, lookup } = fingerprint.sweeps
  return [
    visible(configuration),
    connectionsOf(fingerprint),
    stopAndHeld(read),
    probesOf(read),
    stopAndHeld(lookup),
    probesOf(lookup),
    tasksOf(fingerprint),
    callsOf(fingerprint),
    visible(fingerprint.architecture.words)
  ]
}

const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** A table is read as source too: signs that mean nothing stand as themselves, if nothing looks like a link. */
const readable = (text: string): string => {
  const safe = markdownSafe(text)
  if (/www\.|:\/\//i.test(text)) return safe
  return safe.replaceAll(/&#(39|4[0134567]|5[89]);/g, (_, code) =>
    String.fromCodePoint(Number(code))
  )
}

/** What the columns mean, for the text around the table. */
export const matrixLegend: string = [
  "Stop: the least number at which no new request for a warm file is answered, ∞ if there was none;",
  "held: the most that could be held.",
  "M malformed, N missing, K on a kept connection, at the last step:",
  "+ answered, ± some, − none, · not sent.",
  "Tasks: idle → most while reads were held."
].join(" ")

export const fingerprintMatrix = (rows: ReadonlyArray<MatrixRow>): string =>
  `${[
    line(heads),
    line(heads.map(() => "-")),
    ...rows.map((row) => line(rowOf(row).map(readable)))
  ].join("\n")}\n`
