/**
 * In which order cases run, and what happens when the subject dies under them.
 *
 * Several cases run at once, so a death has several suspects. Each is run again alone against a
 * fresh subject: the one that kills it again is to blame, the others get the verdict they earn.
 */
import { setTimeout as sleep } from "node:timers/promises"
import type { ActiveCase } from "./case.ts"
import type { Baseline } from "./control.ts"
import { socketNetwork } from "./network.ts"
import type { CaseResult, Death } from "./result.ts"
import { blockedResult, runCase } from "./run-case.ts"
import type { Supervisor } from "./subject/supervisor.ts"

export interface ScheduleOptions {
  readonly cases: ReadonlyArray<ActiveCase>
  readonly supervisor: Supervisor
  readonly baseline: Baseline
  readonly jobs: number
  /** Aborted when the run is interrupted: no further case is begun. */
  readonly signal: AbortSignal
  readonly onCase:
    | ((result: CaseResult, progress: { finished: number; total: number }) => void)
    | undefined
}

export interface ScheduleResult {
  readonly results: ReadonlyArray<CaseResult>
  readonly deaths: ReadonlyArray<Death>
}

const gone = "not run: the subject is gone and does not come back"

export const runAll = async (options: ScheduleOptions): Promise<ScheduleResult> => {
  const { cases, supervisor, baseline, signal } = options
  const finished = new Map<string, CaseResult>()
  const suspects: Array<ActiveCase> = []
  const deaths: Array<Death> = []

  const finish = (result: CaseResult): void => {
    finished.set(result.id, result)
    options.onCase?.(result, { finished: finished.size, total: cases.length })
  }

  const runInCompany = async (each: ActiveCase): Promise<void> => {
    if (!(await supervisor.revive())) return finish(blockedResult(each, gone))
    const address = supervisor.address()
    const result = await runCase(each, socketNetwork(address), baseline)
    await deathNoticed(result)
    const isOtherSubject = supervisor.address() !== address
    const isDead = (await supervisor.death()) !== undefined
    if (isDead || isOtherSubject) suspects.push(each)
    else finish(result)
  }

  const runAlone = async (each: ActiveCase): Promise<void> => {
    if (!(await supervisor.revive())) return finish(blockedResult(each, gone))
    const result = await runCase(each, socketNetwork(supervisor.address()), baseline)
    await deathNoticed(result)
    const how = await supervisor.death()
    if (how === undefined) return finish(result)
    deaths.push({ how, during: [each.id] })
    finish({ ...result, verdict: "crash", outcome: "the subject died", found: how })
  }

  const isFree = (each: ActiveCase): boolean => each.exclusive !== true
  await inParallel(slowestFirst(cases.filter(isFree)), options.jobs, signal, runInCompany)
  const crowd = suspects.map(({ id }) => id)
  await inParallel(suspects, 1, signal, runAlone)
  if (crowd.length > 0 && deaths.length === 0) {
    // Nobody can be blamed alone; that it died must not be lost all the same.
    deaths.push({ how: "died, but for none of these cases alone", during: crowd })
  }
  await inParallel(
    cases.filter((each) => !isFree(each)),
    1,
    signal,
    runAlone
  )
  return {
    results: cases.flatMap(({ id }) => finished.get(id) ?? []),
    deaths
  }
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

const inParallel = async (
  cases: ReadonlyArray<ActiveCase>,
  jobs: number,
  signal: AbortSignal,
  run: (each: ActiveCase) => Promise<void>
): Promise<void> => {
  const queue = [...cases]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (signal.aborted) return
      await run(next)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
}
