/** Clients that are slow on purpose: each must lose its connection when the declared limit is over. */
import { readFileSync } from "node:fs"
import { type ActiveCase, type Facts, inChapter, type Judge, type Judgement } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { answered, describeAll, whole } from "../oracle.ts"
import { alone, compose, octets } from "../request.ts"
import type { Profile } from "../profile.ts"
import { rootFiles } from "../root.ts"
import type { Wire } from "../wire.ts"

type Limit = "headLimitMillis" | "bodyLimitMillis" | "idleLimitMillis" | "sendLimitMillis"

/** How long we wait for the end that the limit promises. */
const waitMillis = (profile: Profile, limit: Limit): number =>
  (profile[limit] ?? 0) + profile.slackMillis

/** For the request before it, the control after it, and what else is no waiting. */
const roundingMillis = 2_000

const needsLimit =
  (limit: Limit) =>
  ({ profile }: Facts): string | undefined => {
    if (profile[limit] === undefined) return `the profile declares no ${limit}`
    const neededMillis = waitMillis(profile, limit) + roundingMillis
    return neededMillis > profile.deadlineMillis
      ? `deadlineMillis is too short for ${limit}: it would have to be ${neededMillis}`
      : undefined
  }

/** Seconds from the last thing we did, or received, to the end that the peer made. */
export const closedAfterSeconds = ({ entries }: Exchange): string => {
  const at = entries.findLastIndex(({ kind }) => kind === "fin-received" || kind === "reset")
  const before = entries.slice(0, at).findLast(({ kind }) => kind !== "quiet")
  const micros = (entries[at]?.atMicros ?? 0) - (before?.atMicros ?? 0)
  return `${(micros / 1e6).toFixed(1)} s`
}

const judged = (verdict: Judgement["verdict"], outcome: string, exchange: Exchange): Judgement => ({
  verdict,
  outcome,
  found:
    exchange.end === "open"
      ? describeAll([exchange])
      : `${describeAll([exchange])}, ${closedAfterSeconds(exchange)} after the last octet`
})

const nothingFound: Judgement = { verdict: "unclear", outcome: "no exchange", found: "nothing" }

export const endsInTime = (limit: Limit, stillOpen: "deviates" | "choice"): Judge => ({
  expected: `a close within ${limit} and some slack, with or without a 408 before it`,
  judge: ([exchange]) => {
    if (exchange === undefined) return nothingFound
    return exchange.end === "open"
      ? judged(stillOpen, "still open after the declared limit", exchange)
      : judged("pass", "closed within the declared limit", exchange)
  }
})

/** Sends a piece now and then until the peer ends it or the time is over. */
const trickle = async (
  wire: Wire,
  connection: Connection,
  piece: string,
  totalMillis: number
): Promise<void> => {
  const gapMillis = 900
  for (
    let waitedMillis = 0;
    waitedMillis < totalMillis && connection.end === "open";
    waitedMillis += gapMillis
  ) {
    await connection.send(octets(piece))
    await wire.pass(gapMillis)
  }
}

interface Slow {
  readonly begin: (host: string) => string
  readonly method: "GET" | "POST"
  readonly limit: Limit
  /** Sent again and again; silence if absent. */
  readonly piece?: string
}

const slowSender =
  ({ begin, method, limit, piece }: Slow) =>
  async (wire: Wire, { host, profile }: Facts): Promise<ReadonlyArray<Exchange>> => {
    const connection = await wire.open()
    await connection.send(octets(begin(host)))
    const millis = waitMillis(profile, limit)
    if (piece === undefined) await connection.readToEnd(millis)
    else await trickle(wire, connection, piece, millis)
    return [exchangeFrom(connection, "a request that never ends", [method])]
  }

const halfHead = (host: string): string => `GET /hello.txt HTTP/1.1\r\nHost: ${host}\r\n`
const halfBody = (host: string): string =>
  compose({ host, method: "POST", lines: ["Content-Length: 100"], body: "A" })

const idle = async (wire: Wire, { host, profile }: Facts): Promise<ReadonlyArray<Exchange>> => {
  const connection = await wire.open()
  const seen = () => exchangeFrom(connection, "idle after an answer", ["GET", "GET"])
  await connection.send(octets(compose({ host })))
  await connection.readUntil(() => seen().finals[0]?.complete === true, profile.patienceMillis)
  await connection.readToEnd(waitMillis(profile, "idleLimitMillis"))
  return [seen()]
}

/** RFC 9112, section 9.5: a timeout is a graceful close; the 408 before it is optional. */
export const judgeIdle: Judge = {
  expected: "200, then a FIN within idleLimitMillis and some slack; or 408 before the FIN",
  judge: ([exchange]) => {
    if (exchange === undefined) return nothingFound
    const [served, timeout, ...more] = exchange.finals
    if (served?.complete !== true || served.status !== 200)
      return judged("unclear", "the file was not served", exchange)
    if (exchange.end === "open")
      return judged("deviates", "still open after the declared limit", exchange)
    if (more.length > 0 || (timeout !== undefined && timeout.status !== 408))
      return judged("deviates", "an answer that nobody asked for", exchange)
    if (exchange.end === "reset") return judged("deviates", "ended by a reset", exchange)
    return judged("pass", timeout === undefined ? "FIN" : "408, then FIN", exchange)
  }
}

/** What the kernel would take from the server although the client reads nothing. */
const needsSmallBuffers = (facts: Facts): string | undefined => {
  const missing = needsLimit("sendLimitMillis")(facts)
  if (missing !== undefined) return missing
  const bytes = sendBufferMax()
  return bytes > rootFiles.big.bytes.length / 2
    ? `the kernel's send buffers hold up to ${bytes} octets (net.ipv4.tcp_wmem)`
    : undefined
}

const sendBufferMax = (): number => {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/tcp_wmem", "latin1").trim().split(/\s+/)[2])
  } catch {
    return 0
  }
}

const takesNothing = async (
  wire: Wire,
  { host, profile }: Facts
): Promise<ReadonlyArray<Exchange>> => {
  const connection = await wire.open()
  connection.pauseReadingAt(1)
  await connection.send(octets(compose({ host, target: "/big.bin" })))
  await wire.pass(waitMillis(profile, "sendLimitMillis"))
  const beside = await wire.exchange(alone({ host }, "another client meanwhile"))
  connection.resumeReading()
  await connection.readToEnd(profile.patienceMillis)
  const stalled = exchangeFrom(connection, "took nothing for so long", ["GET"])
  return [{ ...stalled, excusesCut: true }, beside]
}

export const judgeTakesNothing: Judge = {
  expected: "after sendLimitMillis and some slack no more than what the kernel held, then a close",
  judge: (exchanges, facts) => {
    const [stalled, beside] = exchanges
    if (stalled === undefined || beside === undefined) return nothingFound
    const found = describeAll(exchanges)
    if (!answered(whole("hello"))(beside, facts))
      return { verdict: "deviates", outcome: "another client was not served meanwhile", found }
    const [answer] = stalled.finals
    if (answer === undefined && stalled.end === "open")
      return { verdict: "unclear", outcome: "no answer at all", found }
    if (answer?.complete === true)
      return { verdict: "deviates", outcome: "the whole answer still came", found }
    return stalled.end === "open"
      ? { verdict: "deviates", outcome: "still open after the declared limit", found }
      : { verdict: "pass", outcome: "cut off", found }
  }
}

const timing = { level: "operations", tags: ["timing"], control: "close" } as const

export const slowCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    ...timing,
    id: "K-01a",
    title: "half a header section, then silence",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "Each such client would hold a connection for ever.",
    rules: ["read/head-timeout"],
    needs: needsLimit("headLimitMillis"),
    run: slowSender({ begin: halfHead, method: "GET", limit: "headLimitMillis" }),
    judge: endsInTime("headLimitMillis", "deviates")
  },
  {
    ...timing,
    id: "K-01b",
    title: "a header line every 0.9 seconds: the limit is on the total",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "Slowloris: a limit that starts anew with each read is none.",
    rules: ["read/head-timeout"],
    needs: needsLimit("headLimitMillis"),
    run: slowSender({
      begin: halfHead,
      method: "GET",
      limit: "headLimitMillis",
      piece: "X-Slow: 1\r\n"
    }),
    judge: endsInTime("headLimitMillis", "deviates")
  },
  {
    ...timing,
    id: "K-01c",
    title: "a part of a body, then silence",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "The head was in time, so only a limit on bodies ends this one.",
    rules: ["read/body-timeout"],
    needs: needsLimit("bodyLimitMillis"),
    run: slowSender({ begin: halfBody, method: "POST", limit: "bodyLimitMillis" }),
    judge: endsInTime("bodyLimitMillis", "deviates")
  },
  {
    ...timing,
    id: "K-01d",
    title: "an octet of a body every 0.9 seconds",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "A limit on each part of a body holds back nobody who sends a part in time.",
    rules: ["read/body-timeout"],
    needs: needsLimit("bodyLimitMillis"),
    run: slowSender({ begin: halfBody, method: "POST", limit: "bodyLimitMillis", piece: "A" }),
    judge: {
      ...endsInTime("bodyLimitMillis", "choice"),
      expected: "a close within bodyLimitMillis and some slack; or the limit is on each part only"
    }
  },
  {
    ...timing,
    id: "K-02b",
    title: "a client that never takes its answer",
    clauses: ["rfc9112#section-9.5-1"],
    why: "What waits in buffers for such a client is memory that others need.",
    rules: ["send/stalled"],
    needs: needsSmallBuffers,
    run: takesNothing,
    judge: judgeTakesNothing
  }
])

export const idleCases: ReadonlyArray<ActiveCase> = inChapter("connection", [
  {
    ...timing,
    id: "C-07",
    title: "an idle connection is closed in time, and gracefully",
    level: "SHOULD",
    clauses: ["rfc9112#section-9.5-2", "rfc9110#section-15.5.9-1"],
    why: "A reset destroys what the client has just sent or not yet read.",
    rules: ["read/idle-timeout"],
    needs: needsLimit("idleLimitMillis"),
    run: idle,
    judge: judgeIdle
  }
])
