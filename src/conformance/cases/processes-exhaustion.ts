/** More clients than descriptors: the server waits for better times without burning the processor, and recovers. */
import { type ActiveCase, type Facts, inChapter, type Judge } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { ConnectFailed } from "../network.ts"
import { impossible, measured, observation, wherePossible } from "../observation.ts"
import { answered, describeAll, whole } from "../oracle.ts"
import { ProcessHidden, type Usage, usageOf } from "../proc/processes.ts"
import { alone } from "../request.ts"
import type { Instance, SubjectControl } from "../subject/instance.ts"
import type { Wire } from "../wire.ts"
import { crowdOf } from "./abuse-crowd.ts"

/** The least under which the subject starts at all is taken. */
const descriptorLimits = [64, 128, 256, 512]
/** So many clients more than descriptors. */
const clientsBeyond = 136

const startUnder = async (
  control: SubjectControl
): Promise<{ readonly instance: Instance; readonly descriptorsMax: number } | undefined> => {
  for (const descriptorsMax of descriptorLimits) {
    const instance = await control.startAnother({ descriptorsMax }).catch(() => undefined)
    if (instance !== undefined) return { instance, descriptorsMax }
  }
  return undefined
}

const samples = 4
const sampleMillis = 300
/** Of the time, in every sample: accept() fails again and again, and nobody waits in between. */
export const busyShareMax = 0.9

interface Busy {
  /** How much of the time it wanted a processor, in the calmest sample. */
  readonly leastShare: number
  readonly processorMillis: number
  readonly descriptorsOfOne: number
}

const watchBusy = async (wire: Wire, sample: () => Usage): Promise<Busy> => {
  const first = sample()
  let before = first
  let leastShare = Infinity
  let descriptorsOfOne = first.descriptorsOfOne
  let startMillis = performance.now()
  for (let taken = 0; taken < samples; taken++) {
    await wire.pass(sampleMillis)
    const after = sample()
    const nowMillis = performance.now()
    const share = (after.runnableMillis - before.runnableMillis) / (nowMillis - startMillis)
    leastShare = Math.min(leastShare, share)
    descriptorsOfOne = Math.max(descriptorsOfOne, after.descriptorsOfOne)
    before = after
    startMillis = nowMillis
  }
  const processorMillis = before.processorMillis - first.processorMillis
  return { leastShare, processorMillis, descriptorsOfOne }
}

const recoveryMillis = 5_000
const gapMillis = 100

/** The last try: the first that was answered, or the one after which our patience ended. */
const servedAgain = async (wire: Wire, facts: Facts): Promise<Exchange> => {
  const label = "after they left"
  const startMillis = performance.now()
  for (;;) {
    const last = await wire
      .exchange(alone({ host: facts.host }, label))
      .catch(asRefusal((code) => observation(label, { refused: code })))
    const isLate = performance.now() - startMillis > recoveryMillis
    if (isLate || answered(whole("hello"))(last, facts)) return last
    await wire.pass(gapMillis)
  }
}

/** Not being let in is an answer of a kind. */
const asRefusal =
  <Result>(tell: (code: string) => Result) =>
  (error: unknown): Result => {
    if (error instanceof ConnectFailed) return tell(error.code)
    throw error
  }

const exhaust = async (wire: Wire, facts: Facts): Promise<ReadonlyArray<Exchange>> => {
  const { control } = wire
  if (control === undefined) return impossible("the subject is not ours to start")
  const started = await startUnder(control)
  if (started === undefined)
    return impossible(`it does not start with ${descriptorLimits.at(-1)} descriptors`)
  const { instance, descriptorsMax } = started
  const own = wire.to(instance)
  try {
    const crowd = await crowdOf(own, descriptorsMax + clientsBeyond)
    const busy = await watchBusy(wire, () => usageOf(instance.processes()))
    for (const connection of crowd) connection.close()
    const death = instance.death()
    const exhausted = observation("while they were there", {
      descriptorsMax,
      clients: crowd.length,
      ...busy,
      ...(death === undefined ? {} : { death })
    })
    return death === undefined ? [exhausted, await servedAgain(own, facts)] : [exhausted]
  } catch (error) {
    if (error instanceof ProcessHidden) return impossible(error.message)
    throw error
  }
}

export const judgeExhaustion: Judge = wherePossible({
  expected: "alive and not busy while descriptors are short, 200 with the file once they are not",
  judge: (exchanges, facts) => {
    const [exhausted, after] = exchanges
    const number = (name: string) => measured(exhausted, name)
    const percent = Math.round(number("leastShare") * 100)
    const found =
      `${number("clients")} clients, ${number("descriptorsOfOne")} of ` +
      `${number("descriptorsMax")} descriptors, ${number("processorMillis")} ms of processor, ` +
      `busy for at least ${percent} % of each sample; ` +
      describeAll(exchanges.slice(1))
    const wrong = (outcome: string) => ({ verdict: "deviates", outcome, found }) as const
    const death = exhausted?.observed?.["death"]
    if (death !== undefined) return wrong(`it ${death}`)
    if (after === undefined) return { verdict: "unclear", outcome: "no exchange", found }
    if (!answered(whole("hello"))(after, facts)) return wrong("not served after they left")
    if (number("leastShare") > busyShareMax) return wrong("busy all the time, with nothing to do")
    return { verdict: "pass", outcome: "waited, and recovered", found }
  }
})

export const exhaustionCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    id: "K-08",
    title: "more clients than descriptors",
    level: "operations",
    clauses: ["rfc9112#section-9.5-4"],
    why: "accept() that fails leaves the client in the queue: a loop that tries again at once spins.",
    rules: ["accept/exhausted", "accept/resume"],
    tags: ["load"],
    control: "close",
    exclusive: true,
    run: exhaust,
    judge: judgeExhaustion
  }
])
