/** Evidence beside the octets: what a case measured, and why it could not do what it is for. */
import type { Judge } from "./case.ts"
import type { Exchange, Observed } from "./exchange.ts"

/** An exchange without a connection. */
export const observation = (label: string, observed: Observed): Exchange => ({
  label,
  entries: [],
  responses: [],
  finals: [],
  problems: [],
  leftoverBytes: 0,
  receivedBytes: 0,
  received: new Uint8Array(),
  end: "open",
  observed
})

const impossibleLabel = "not possible here"

/** What a case gives back when it finds out only while it runs that it can't. */
export const impossible = (reason: string): ReadonlyArray<Exchange> => [
  observation(impossibleLabel, { reason })
]

/** Not applicable where the run said that it was not possible. */
export const wherePossible = (judge: Judge): Judge => ({
  ...judge,
  judge: (exchanges, facts) => {
    const missing = exchanges.find(({ label }) => label === impossibleLabel)
    if (missing === undefined) return judge.judge(exchanges, facts)
    const outcome = String(missing.observed?.["reason"])
    return { verdict: "not-applicable", outcome, found: "not run" }
  }
})

/** A number that a case measured; NaN if it did not, so that no comparison with it holds. */
export const measured = (exchange: Exchange | undefined, name: string): number =>
  Number(exchange?.observed?.[name])
