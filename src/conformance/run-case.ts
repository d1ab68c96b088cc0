/** One case against one subject: run, judged, and followed by its positive control. */
import type { ActiveCase, Facts, Verdict } from "./case.ts"
import { type Baseline, policyOf, runControl } from "./control.ts"
import type { Exchange } from "./exchange.ts"
import { ConnectFailed, type Network } from "./network.ts"
import type { CaseResult } from "./result.ts"
import { isSubjectError } from "./subject/errors.ts"
import type { SubjectControl } from "./subject/instance.ts"
import { CaseWire } from "./wire.ts"

type Found = Pick<CaseResult, "verdict" | "outcome" | "found" | "exchanges">

const nothing = (verdict: Verdict, outcome: string, found = "not run"): Found => ({
  verdict,
  outcome,
  found,
  exchanges: []
})

/** The result of a case that was not run, or whose run says nothing. */
export const resultOf = (each: ActiveCase, found: Found, durationMillis: number): CaseResult => {
  const {
    run: _run,
    judge,
    needs: _needs,
    control: _control,
    exclusive: _exclusive,
    deadlineMillis: _deadlineMillis,
    ...base
  } = each
  return { ...base, ...found, expected: judge.expected, durationMillis }
}

export const blockedResult = (each: ActiveCase, why: string): CaseResult =>
  resultOf(each, nothing("blocked", why), 0)

/** Where the subject is reached, and what may be done with it. */
export interface Reached {
  readonly network: Network
  readonly control: SubjectControl | undefined
}

export const runCase = async (
  each: ActiveCase,
  { network, control }: Reached,
  baseline: Baseline
): Promise<CaseResult> => {
  const { facts } = baseline
  const missing = lacking(each, facts) ?? each.needs?.(facts)
  if (missing !== undefined) return resultOf(each, nothing("not-applicable", missing), 0)
  const failure = each.control === "self" ? undefined : baseline.failures.get(each.control)
  if (failure !== undefined) return blockedResult(each, `positive control: ${failure}`)
  const startedMillis = performance.now()
  const wire = new CaseWire(network, facts.profile, control)
  try {
    const found = await withinDeadline(
      judgedRun(each, wire, baseline),
      network,
      each.deadlineMillis ?? facts.profile.deadlineMillis
    )
    return resultOf(each, found, performance.now() - startedMillis)
  } catch (error) {
    return resultOf(each, faultOf(error), performance.now() - startedMillis)
  } finally {
    await wire.release()
  }
}

/** What the profile says the subject does not do at all. */
const lacking = ({ chapter, tags = [] }: ActiveCase, { profile }: Facts): string | undefined => {
  for (const name of [chapter, ...tags]) {
    const reason = profile.lacks[name]
    if (reason !== undefined) return `the profile lacks ${name}: ${reason}`
  }
  return undefined
}

const runOf = (
  { run }: ActiveCase,
  wire: CaseWire,
  facts: Facts
): Promise<ReadonlyArray<Exchange>> =>
  "attempts" in run ? wire.exchangeAll(run.attempts(facts)) : run(wire, facts)

const judgedRun = async (
  each: ActiveCase,
  wire: CaseWire,
  { facts, failures }: Baseline
): Promise<Found> => {
  const exchanges = await runOf(each, wire, facts)
  // The case is over: what it left open must not stand in the way of the control.
  wire.closeAll()
  const found: Found = { ...each.judge.judge(exchanges, facts), exchanges }
  const policy = policyOf(each.control)
  // A control that never held says nothing new afterwards.
  if (failures.has(policy)) return found
  const control = await runControl(wire, facts, policy)
  const withControl: ReadonlyArray<Exchange> = [...exchanges, control.exchange]
  if (control.failure === undefined) return { ...found, exchanges: withControl }
  return {
    verdict: "deviates",
    outcome: "the subject does not serve a plain GET any more",
    found: `${found.found}; afterwards ${control.failure}`,
    exchanges: withControl
  }
}

/** A server that drips for ever must not hold up the run; it has not been judged either. */
const withinDeadline = async (
  run: Promise<Found>,
  network: Network,
  deadlineMillis: number
): Promise<Found> => {
  const timer = new AbortController()
  const late = network
    .pass(deadlineMillis, timer.signal)
    .then(() => nothing("unclear", `no judgement within ${deadlineMillis / 1_000} s`))
  try {
    return await Promise.race([run, late])
  } finally {
    timer.abort()
  }
}

const faultOf = (error: unknown): Found => {
  if (error instanceof ConnectFailed)
    return nothing("blocked", "the subject accepts no connection", error.message)
  if (isSubjectError(error))
    return nothing("not-applicable", `no instance for this case alone: ${error.message}`)
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return nothing("harness-fault", "our own mistake", stack)
}
