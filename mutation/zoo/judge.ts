/** The suite against one animal: each case in turn, so that the same animal gets the same verdicts. */
import type { ActiveCase } from "../../src/conformance/case.ts"
import { activeCases, passiveCases } from "../../src/conformance/cases/index.ts"
import { learnBaseline } from "../../src/conformance/control.ts"
import { judgeMultiplied } from "../../src/conformance/multipliers/judge.ts"
import { multipliers } from "../../src/conformance/multipliers/multiplier.ts"
import { Multiplication } from "../../src/conformance/multipliers/multiply.ts"
import type { Multiplied } from "../../src/conformance/multipliers/tally.ts"
import { Turnstile } from "../../src/conformance/turnstile.ts"
import type { Network } from "../../src/conformance/network.ts"
import { judgePassively } from "../../src/conformance/passive.ts"
import { defaultProfile, type Profile } from "../../src/conformance/profile.ts"
import { type CaseResult, exitCodeOf, type Report, totalsOf } from "../../src/conformance/result.ts"
import { runCase } from "../../src/conformance/run-case.ts"
import { CaseWire } from "../../src/conformance/wire.ts"

/** What the subject declares about itself. */
export type Limits = Required<
  Pick<Profile, "headLimitMillis" | "bodyLimitMillis" | "idleLimitMillis" | "sendLimitMillis">
>

export interface Subject {
  readonly name: string
  readonly network: Network
  readonly secret: string | undefined
  readonly rootFolder: string | undefined
  readonly limits: Limits
}

/** Waiting costs nothing here, so the slow cases are run as well; a crowd of a hundred is one. */
const zooProfile: Profile = {
  ...defaultProfile,
  deadlineMillis: 60_000,
  idleConnections: 100,
  generatedRuns: 10
}

/**
 * Sent in every other manner as well: a file, a refusal, a body, and an expectation. With all cases the matrix
 * would take an hour.
 */
export const multipliedIds: ReadonlySet<string> = new Set(["M-01", "R-06", "B-12", "J-02"])

/** Exclusive cases come last, as in every run. */
export const inRunOrder = (cases: ReadonlyArray<ActiveCase>): ReadonlyArray<ActiveCase> => [
  ...cases.filter(({ exclusive }) => exclusive !== true),
  ...cases.filter(({ exclusive }) => exclusive === true)
]

export const judgeSubject = async (
  { name, network, secret, rootFolder, limits }: Subject,
  cases: ReadonlyArray<ActiveCase> = activeCases,
  onCase: (id: string) => void = () => {}
): Promise<Report> => {
  const profile = { ...zooProfile, ...limits }
  const known = { host: "localhost", secret, rootFolder, profile }
  const baseline = await learnBaseline(new CaseWire(network, profile), known)
  const { facts } = baseline
  const reached = { network, control: undefined }
  const results: Array<CaseResult> = []
  const multiplied: Array<Multiplied> = []
  const confirmed = new Map<string, number>()
  for (const each of inRunOrder(cases)) {
    onCase(each.id)
    const result = await runCase(each, reached, baseline)
    results.push(result)
    const { exchanges: wholes, verdict } = result
    // It is dead, and nothing can be said of it any more.
    if (verdict === "harness-fault") break
    if (!multipliedIds.has(each.id) || verdict === "blocked") continue
    const signal = new AbortController().signal
    const selected = multipliers
    const turnstile = new Turnstile(network.connectionsAtOnce)
    const options = { each, wholes, network, facts, selected, turnstile, signal }
    const multiplication = new Multiplication(options)
    await multiplication.run()
    await multiplication.settle(network, confirmed)
    multiplied.push(...multiplication.results())
  }
  const all = [
    ...results,
    ...judgeMultiplied(multipliers, multiplied),
    ...judgePassively(passiveCases, baseline.exchanges, results, multiplied)
  ]
  return {
    subject: name,
    server: facts.server,
    knownAs: undefined,
    brokenControls: [...baseline.failures.values()],
    started: "",
    durationMillis: 0,
    cases: all,
    deaths: [],
    totals: totalsOf(all)
  }
}

export { exitCodeOf }
