/**
 * In which order cases run, and what happens when the subject dies under them.
 *
 * Several cases run at once, so a death has several suspects. Each is run again alone against a fresh subject:
 * the one that kills it again is to blame, the others get the verdict they earn. Where none does it alone, the
 * smallest part of all that ran since the start is looked for that does it together.
 */
import { setTimeout as sleep } from "node:timers/promises"
import type { ActiveCase } from "./case.ts"
import type { Baseline } from "./control.ts"
import { findCulprits } from "./culprits.ts"
import { type Confirmed, Multiplication } from "./multipliers/multiply.ts"
import type { Multiplier } from "./multipliers/multiplier.ts"
import type { Multiplied } from "./multipliers/tally.ts"
import type { Network } from "./network.ts"
import { combine } from "./repetition.ts"
import type { CaseResult, Death } from "./result.ts"
import { blockedResult, runCase } from "./run-case.ts"
import type { Supervisor } from "./subject/supervisor.ts"
import { Turnstile } from "./turnstile.ts"

export interface ScheduleOptions {
  readonly cases: ReadonlyArray<ActiveCase>
  readonly multipliers: ReadonlyArray<Multiplier>
  readonly supervisor: Supervisor
  readonly baseline: Baseline
  readonly jobs: number
  /** How often each case is run. */
  readonly repeat: number
  /** Aborted when the run is interrupted: no further case is begun. */
  readonly signal: AbortSignal
  readonly onResult: (result: CaseResult) => void
  readonly onDeath: (death: Death) => void
}

export interface ScheduleResult {
  readonly results: ReadonlyArray<CaseResult>
  readonly multiplied: ReadonlyArray<Multiplied>
  readonly deaths: ReadonlyArray<Death>
}

const gone = "not run: the subject is gone and does not come back"
/** For each job so many cases are under way: all but one of them wait for the answers to their variants. */
const casesBeside = 2
/** Each costs a start of the subject. */
const restartsMax = 40

export const runAll = (options: ScheduleOptions): Promise<ScheduleResult> =>
  new Schedule(options).run()

class Schedule {
  readonly #options: ScheduleOptions
  readonly #jobs: Turnstile
  readonly #results = new Map<string, CaseResult>()
  readonly #multiplied = new Map<string, Multiplication>()
  readonly #variants: Turnstile
  readonly #deaths: Array<Death> = []
  readonly #suspects: Array<ActiveCase> = []
  /** What each generation of the subject has seen, in the order in which it began. */
  readonly #seen = new Map<number, Array<ActiveCase>>()
  /** The generation that the suspects met last. */
  #lastDead = 0

  constructor(options: ScheduleOptions) {
    this.#options = options
    this.#jobs = new Turnstile(options.jobs)
    this.#variants = new Turnstile(options.supervisor.network().connectionsAtOnce)
  }

  async run(): Promise<ScheduleResult> {
    const { cases, jobs } = this.#options
    const free = cases.filter((each) => each.exclusive !== true)
    const workers = jobs * casesBeside
    await this.#inParallel(slowestFirst(free), workers, (each) => this.#inCompany(each))
    const alone = cases.filter((each) => each.exclusive === true)
    await this.#resolve()
    await this.#inParallel(alone, 1, (each) => this.#alone(each))
    return {
      results: cases.flatMap(({ id }) => this.#results.get(id) ?? []),
      multiplied: await this.#settled(),
      deaths: this.#deaths
    }
  }

  async #settled(): Promise<ReadonlyArray<Multiplied>> {
    const { supervisor } = this.#options
    const confirmed: Confirmed = new Map()
    const all: Array<Multiplied> = []
    await supervisor.revive()
    for (const { id } of this.#options.cases) {
      const multiplication = this.#multiplied.get(id)
      if (multiplication === undefined) continue
      await multiplication.settle(supervisor.network(), confirmed)
      all.push(...multiplication.results())
    }
    return all
  }

  #finish(result: CaseResult, multiplied?: Multiplication): void {
    this.#results.set(result.id, result)
    if (multiplied !== undefined) this.#multiplied.set(result.id, multiplied)
    this.#options.onResult(result)
  }

  #died(how: string, during: ReadonlyArray<string>): void {
    const death = { how, during }
    this.#deaths.push(death)
    this.#options.onDeath(death)
  }

  async #inCompany(each: ActiveCase): Promise<void> {
    const { supervisor } = this.#options
    if (!(await supervisor.revive())) return this.#finish(blockedResult(each, gone))
    const generation = supervisor.generation()
    this.#seen.set(generation, [...(this.#seen.get(generation) ?? []), each])
    const { result, multiplied } = await this.#whole(each)
    const isDead = (await supervisor.death()) !== undefined
    if (!isDead && supervisor.generation() === generation) return this.#finish(result, multiplied)
    this.#lastDead = generation
    this.#suspects.push(each)
  }

  async #alone(each: ActiveCase): Promise<void> {
    const { supervisor } = this.#options
    if (!(await supervisor.revive())) return this.#finish(blockedResult(each, gone))
    const { result, multiplied } = await this.#whole(each)
    const how = await supervisor.death()
    if (how === undefined) return this.#finish(result, multiplied)
    this.#died(how, [each.id])
    this.#finish({ ...result, verdict: "crash", outcome: "the subject died", found: how })
  }

  /** The case as often as asked for, and then in every other manner of sending. */
  async #whole(each: ActiveCase): Promise<Whole> {
    const { supervisor, baseline, signal, multipliers } = this.#options
    const network = supervisor.network()
    const results = await this.#jobs.through(() => this.#repeated(each, network))
    const [first] = results
    if (first === undefined) return { result: blockedResult(each, "interrupted") }
    if ((await supervisor.death()) !== undefined) return { result: results.at(-1) ?? first }
    const result = combine(results)
    if (!["pass", "choice", "deviates"].includes(first.verdict)) return { result }
    const multiplied = new Multiplication({
      each,
      wholes: first.exchanges,
      network,
      facts: baseline.facts,
      selected: multipliers,
      turnstile: this.#variants,
      signal
    })
    await multiplied.run()
    return { result, multiplied }
  }

  /** As often as asked for, or until the subject is dead. */
  async #repeated(each: ActiveCase, network: Network): Promise<ReadonlyArray<CaseResult>> {
    const { supervisor, baseline, repeat, signal } = this.#options
    const { control } = supervisor
    const results: Array<CaseResult> = []
    for (let run = 0; run < repeat && !signal.aborted; run++) {
      const result = await runCase(each, { network, control }, baseline)
      await deathNoticed(result)
      results.push(result)
      if ((await supervisor.death()) !== undefined) break
    }
    return results
  }

  /** Finds out who killed the subject while several ran. */
  async #resolve(): Promise<void> {
    const suspects = this.#suspects.splice(0)
    if (suspects.length === 0) return
    const before = this.#deaths.length
    const seen = this.#seen.get(this.#lastDead) ?? []
    await this.#inParallel(suspects, 1, (each) => this.#alone(each))
    if (this.#deaths.length > before || this.#options.signal.aborted) return
    const culprits = await findCulprits({
      suspects: seen,
      triesMax: restartsMax,
      kills: (cases) => this.#kill(cases)
    })
    const ids = (culprits.length > 0 ? culprits : suspects).map(({ id }) => id)
    const how =
      culprits.length > 0
        ? "died, of these one after another"
        : "died, but neither of one of these alone nor of all in their order"
    this.#died(how, ids)
    const last = culprits.at(-1)
    const result = last === undefined ? undefined : this.#results.get(last.id)
    if (result === undefined) return
    const outcome = `the subject died after ${ids.slice(0, -1).join(", ")}`
    this.#finish({ ...result, verdict: "crash", outcome, found: how })
  }

  async #kill(cases: ReadonlyArray<ActiveCase>): Promise<boolean> {
    const { supervisor, baseline, signal } = this.#options
    if (signal.aborted || !(await supervisor.renew())) return false
    const { control } = supervisor
    const network = supervisor.network()
    for (const each of cases) {
      if (signal.aborted) return false
      await deathNoticed(await runCase(each, { network, control }, baseline))
      if ((await supervisor.death()) !== undefined) return true
    }
    return false
  }

  async #inParallel(
    cases: ReadonlyArray<ActiveCase>,
    jobs: number,
    run: (each: ActiveCase) => Promise<void>
  ): Promise<void> {
    const queue = [...cases]
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (this.#options.signal.aborted) return
        await run(next)
      }
    }
    await Promise.all(Array.from({ length: jobs }, worker))
  }
}

interface Whole {
  readonly result: CaseResult
  readonly multiplied?: Multiplication
}

/** A refused connection can be seen some milliseconds before the exit of the process is told. */
const deathNoticed = async ({ verdict }: CaseResult): Promise<void> => {
  if (verdict === "blocked" || verdict === "deviates") await sleep(50)
}

/** Cases that wait for timeouts begin first, so that the others run while they wait. */
const slowestFirst = (cases: ReadonlyArray<ActiveCase>): ReadonlyArray<ActiveCase> => {
  const isSlow = (each: ActiveCase): boolean => each.tags?.includes("timing") === true
  return [...cases.filter(isSlow), ...cases.filter((each) => !isSlow(each))]
}
