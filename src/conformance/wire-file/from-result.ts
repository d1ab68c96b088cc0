/** From a case's result to the file that keeps all of its octets. */
import type { Facts } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { methodsIn } from "../generated/readings.ts"
import { isInterim } from "../response.ts"
import type { CaseResult } from "../result.ts"
import { judgedCase } from "./registry.ts"
import type { WireConnection, WireFile } from "./wire-file.ts"

/** What is told once for the whole run. */
export interface RunTold {
  readonly subject: string
  /** ISO 8601. */
  readonly started: string
}

const settled: ReadonlySet<string> = new Set(["pass", "choice", "not-applicable"])
/** Of these there may be nothing to keep. */
const unjudged: ReadonlySet<string> = new Set(["blocked", "harness-fault"])

/** Undefined where there is nothing to look at again. */
export const wireFileFrom = (
  result: CaseResult,
  facts: Facts,
  { subject, started }: RunTold
): WireFile | undefined => {
  const { verdict, exchanges } = result
  if (settled.has(verdict)) return undefined
  if (unjudged.has(verdict) && exchanges.length === 0) return undefined
  return {
    caseId: result.id,
    title: result.title,
    level: result.level,
    clauses: result.clauses,
    verdict,
    outcome: result.outcome,
    expected: result.expected,
    found: result.found,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    subject,
    started,
    facts: { ...facts, rootFolder: undefined },
    connections: connectionsOf(result, facts)
  }
}

const connectionsOf = (
  { id, exchanges }: CaseResult,
  facts: Facts
): ReadonlyArray<WireConnection> => {
  const judged = judgedCase(id)
  const run = judged?.active?.run
  const attempts = run !== undefined && "attempts" in run ? run.attempts(facts) : []
  const isGenerated = typeof run === "function" && judged?.isOctets === true
  return exchanges.map((exchange, index) => {
    const { label, entries, excusesCut, observed } = exchange
    const attempt = attempts[index]
    const isControl =
      judged?.active !== undefined && index === exchanges.length - 1 && isControlLabel(label)
    const known =
      attempt?.label === label
        ? attempt.methods
        : isGenerated && !isControl
          ? methodsIn(sentText(exchange), facts)
          : methodsAsked(exchange)
    const answered = methodsAnswered(exchange)
    return {
      label,
      methods: [...answered, ...known.slice(answered.length)],
      isControl,
      ...(excusesCut === undefined ? {} : { excusesCut }),
      ...(observed === undefined ? {} : { observed }),
      entries
    }
  })
}

/** Of `control.ts`: each positive control is called so, and no attempt of a case is. */
const isControlLabel = (label: string): boolean => /^control(, |$)/.test(label)

const sentText = ({ entries }: Exchange): string =>
  Buffer.concat(entries.flatMap((e) => (e.kind === "sent" ? [e.bytes] : []))).toString("latin1")

/** Those that the answers were read by: a judge may know better than the sender. */
const methodsAnswered = ({ responses }: Exchange): ReadonlyArray<string> => {
  const answered: Array<string> = []
  let finals = 0
  for (const response of responses) {
    answered[finals] = response.method
    if (!isInterim(response)) finals += 1
  }
  return answered
}

/** Of what looks like request lines. */
const methodsAsked = (exchange: Exchange): ReadonlyArray<string> => {
  const lines = sentText(exchange).matchAll(/^([A-Za-z]+) [^\r\n]* HTTP\/\d\.\d\r?$/gm)
  return [...lines].map(([, method = ""]) => method)
}
