/** How a server ends: what it began, whom it still lets in, and that it does end. */
import * as path from "node:path"
import { type ActiveCase, type Facts, inChapter, type Judge, type Judgement } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { ConnectFailed } from "../network.ts"
import { impossible, measured, observation, wherePossible } from "../observation.ts"
import { describeAll } from "../oracle.ts"
import type { Profile } from "../profile.ts"
import { alone, closeLine, compose, octets } from "../request.ts"
import type { Instance } from "../subject/instance.ts"
import type { Wire } from "../wire.ts"
import { originOf, oldContent, sizes } from "./changes-content.ts"
import { plantFile, releaseReaders } from "./changes-files.ts"

const exitMillisDefault = 5_000
const exitMillisOf = ({ exitLimitMillis }: Profile): number => exitLimitMillis ?? exitMillisDefault
const refusalMillisMax = 3_000
const refusalMillisOf = (profile: Profile): number =>
  Math.min(refusalMillisMax, exitMillisOf(profile))
const gapMillis = 50

const elapsed = (sinceMillis: number): number => Math.round(performance.now() - sinceMillis)

/** Asks until nobody answers a new client any more; undefined if somebody always does. */
const refusedAfterMillis = async (own: Wire, host: string): Promise<number | undefined> => {
  const startMillis = performance.now()
  while (elapsed(startMillis) <= refusalMillisOf(own.profile)) {
    try {
      const { finals } = await own.exchange(alone({ host }))
      // A 503 is a refusal in words.
      if (finals.length === 0 || finals[0]?.status === 503) return elapsed(startMillis)
    } catch (error) {
      if (error instanceof ConnectFailed) return elapsed(startMillis)
      throw error
    }
    await own.pass(gapMillis)
  }
  return undefined
}

/** Until its leader has ended; undefined if that takes too long. */
const endedAfterMillis = async (
  wire: Wire,
  instance: Instance,
  millisMax: number
): Promise<number | undefined> => {
  const startMillis = performance.now()
  while (instance.death() === undefined) {
    if (elapsed(startMillis) > millisMax) return undefined
    await wire.pass(gapMillis)
  }
  return elapsed(startMillis)
}

const told = (name: string, millis: number | undefined) =>
  millis === undefined ? {} : { [name]: millis }

const inFlightLabel = "in flight when the signal came"

interface Ending {
  readonly signal: NodeJS.Signals
  readonly asksAnew: boolean
}

/** One answer is half taken when the signal comes; the client takes the rest as soon as it may. */
const endWhileSending = async (
  wire: Wire,
  { host, rootFolder = "" }: Facts,
  { signal, asksAnew }: Ending
): Promise<ReadonlyArray<Exchange>> => {
  const { control, profile } = wire
  if (control === undefined) return impossible("the subject is not ours to start")
  const file = await plantFile(rootFolder, sizes.sentBytes)
  try {
    const instance = await control.startAnother({})
    const own = wire.to(instance)
    const connection = await own.open()
    connection.pauseReadingAt(1)
    await connection.send(octets(compose({ host, target: file.target, lines: [closeLine] })))
    await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, profile.patienceMillis)
    instance.signal(signal)
    const refused = asksAnew ? await refusedAfterMillis(own, host) : undefined
    connection.resumeReading()
    await connection.readToEnd(profile.patienceMillis)
    const inFlight = { ...exchangeFrom(connection, inFlightLabel, ["GET"]), excusesCut: true }
    connection.close()
    const ended = await endedAfterMillis(wire, instance, exitMillisOf(profile))
    const observed = { ...told("refusedMillis", refused), ...told("endedMillis", ended) }
    return [inFlight, observation(`after ${signal}`, observed)]
  } finally {
    await file.remove()
  }
}

const foundOf = ([inFlight, after]: ReadonlyArray<Exchange>): string => {
  const times = Object.entries(after?.observed ?? {}).map(([name, value]) => `${name} ${value}`)
  return [...(inFlight === undefined ? [] : [describeAll([inFlight])]), ...times].join("; ")
}

const isTrue = ({ finals }: Exchange): boolean => {
  const before = oldContent(sizes.sentBytes)
  return finals.every(
    ({ body, complete }) => originOf(body, complete, { before, after: undefined }).kind === "before"
  )
}

type Verdict = Omit<Judgement, "found">

const judgeInFlight = (inFlight: Exchange): Verdict => {
  const [answer] = inFlight.finals
  if (answer === undefined && inFlight.end === "open")
    return { verdict: "unclear", outcome: "the file was not served" }
  if (!isTrue(inFlight)) return { verdict: "deviates", outcome: "octets that are not of the file" }
  if (answer?.complete === true) return { verdict: "pass", outcome: "what was begun was finished" }
  return inFlight.end === "open"
    ? { verdict: "deviates", outcome: "what was begun hangs" }
    : { verdict: "choice", outcome: "what was begun was cut by a close" }
}

export const judgeGraceful: Judge = wherePossible({
  expected: "nobody new is let in, what was begun is finished (or cut by a close), then it ends",
  judge: (exchanges) => {
    const [inFlight, after] = exchanges
    const found = foundOf(exchanges)
    if (inFlight === undefined || after === undefined)
      return { verdict: "unclear", outcome: "no exchange", found }
    const ofAnswer = judgeInFlight(inFlight)
    if (ofAnswer.verdict === "deviates" || ofAnswer.verdict === "unclear")
      return { ...ofAnswer, found }
    const wrong = (outcome: string) => ({ verdict: "deviates", outcome, found }) as const
    if (Number.isNaN(measured(after, "refusedMillis"))) return wrong("new clients are still served")
    if (Number.isNaN(measured(after, "endedMillis"))) return wrong("it does not end")
    return { ...ofAnswer, found }
  }
})

export const judgeFast: Judge = wherePossible({
  expected: "it ends; what was begun is cut by a close, or finished",
  judge: (exchanges) => {
    const [inFlight, after] = exchanges
    const found = foundOf(exchanges)
    if (inFlight === undefined || after === undefined)
      return { verdict: "unclear", outcome: "no exchange", found }
    const ofAnswer = judgeInFlight(inFlight)
    if (ofAnswer.verdict === "deviates" || ofAnswer.verdict === "unclear")
      return { ...ofAnswer, found }
    return Number.isNaN(measured(after, "endedMillis"))
      ? { verdict: "deviates", outcome: "it does not end", found }
      : { verdict: "pass", outcome: "it ends", found }
  }
})

/** What every system sends to a program that has to end. */
const systemSignal = "SIGTERM"

/** Fewer than any server has workers. */
const heldRequests = 2

/** Clients that ask for a FIFO and leave again, so that nobody waits but the server. */
const endWhileHeld = async (
  wire: Wire,
  { host, rootFolder = "" }: Facts
): Promise<ReadonlyArray<Exchange>> => {
  const { control, profile } = wire
  if (control === undefined) return impossible("the subject is not ours to start")
  try {
    const instance = await control.startAnother({})
    const own = wire.to(instance)
    const held: Array<Connection> = []
    for (let number = 0; number < heldRequests; number++) {
      const connection = await own.open()
      await connection.send(octets(compose({ host, target: "/fifo" })))
      held.push(connection)
    }
    // Answered on a later connection: by now the earlier ones are with whoever handles them.
    const barrier = await own.exchange(alone({ host }, "before the signal"))
    for (const connection of held) connection.close()
    instance.signal(systemSignal)
    const ended = await endedAfterMillis(wire, instance, exitMillisOf(profile))
    return [barrier, observation(`after ${systemSignal}`, told("endedMillis", ended))]
  } finally {
    await releaseReaders(path.join(rootFolder, "fifo"))
  }
}

export const judgeHeld: Judge = wherePossible({
  expected: "it ends although requests for a FIFO are held",
  judge: (exchanges) => {
    const [barrier, after] = exchanges
    const found = foundOf(exchanges)
    if (barrier?.finals[0]?.status !== 200 || after === undefined)
      return { verdict: "unclear", outcome: "not served beside the held requests", found }
    return Number.isNaN(measured(after, "endedMillis"))
      ? { verdict: "deviates", outcome: "it does not end", found }
      : { verdict: "pass", outcome: "it ends", found }
  }
})

const needsRoot = ({ rootFolder }: Facts): string | undefined =>
  rootFolder === undefined ? "the root is not ours to change" : undefined

const described = { level: "operations", tags: ["shutdown"], control: "close" } as const

export const shutdownCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    ...described,
    id: "K-10",
    title: "a graceful end: what was begun is finished, and nobody new is let in",
    clauses: ["rfc9112#section-9.6-7", "rfc9112#section-9.5-2"],
    why: "Each deployment would break the downloads of that moment, or wait for ever for one of them.",
    rules: ["dispatcher/drain", "dispatcher/drained", "accept/draining"],
    needs: needsRoot,
    run: (wire, facts) =>
      endWhileSending(wire, facts, {
        signal: facts.profile.gracefulSignal ?? "SIGTERM",
        asksAnew: true
      }),
    judge: judgeGraceful
  },
  {
    ...described,
    id: "K-11",
    title: "a fast end: what was begun is cut by a real close",
    clauses: ["rfc9112#section-8"],
    why: "A client that is not told that its answer is short keeps half a file.",
    rules: ["dispatcher/drain-timeout"],
    needs: (facts) =>
      facts.profile.fastSignal === undefined
        ? "the profile declares no fastSignal"
        : needsRoot(facts),
    run: (wire, facts) =>
      endWhileSending(wire, facts, {
        signal: facts.profile.fastSignal ?? "SIGTERM",
        asksAnew: false
      }),
    judge: judgeFast
  },
  {
    ...described,
    id: "K-12",
    title: "requests for a FIFO do not keep the server from ending",
    clauses: ["rfc9110#section-17.3-3"],
    why: "Who is asked to end and does not is killed, and with it every answer under way.",
    rules: ["dispatcher/drain", "find/special-file"],
    needs: needsRoot,
    run: endWhileHeld,
    judge: judgeHeld
  }
])
