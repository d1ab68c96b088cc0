/** Many clients at once, of whom most do nothing good: those who behave must not notice. */
import * as path from "node:path"
import { type ActiveCase, type Facts, inChapter, type Judge } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { ConnectFailed } from "../network.ts"
import { impossible, wherePossible } from "../observation.ts"
import { answered, decide, judgeBy, pass, whole } from "../oracle.ts"
import { ownDescriptorsMax } from "../proc/processes.ts"
import { alone, closeLine, compose, octets } from "../request.ts"
import type { Wire } from "../wire.ts"
import { releaseReaders } from "./changes-files.ts"

/** From a request to the next octets that came; the longest such wait. */
export const slowestMicros = ({ entries }: Exchange): number =>
  Math.max(
    0,
    ...entries.map((entry, index) => {
      const next = entries.slice(index).find(({ kind }) => kind === "received")
      return entry.kind === "sent" && next !== undefined ? next.atMicros - entry.atMicros : 0
    })
  )

/** Beside the verdict, how long the slowest client waited. */
export const withSlowest = (judge: Judge): Judge => ({
  ...judge,
  judge: (exchanges, facts) => {
    const judgement = judge.judge(exchanges, facts)
    const millis = Math.max(0, ...exchanges.map(slowestMicros)) / 1_000
    const found = `${judgement.found}; the longest wait was ${millis.toFixed(0)} ms`
    return { ...judgement, found }
  }
})

const stalledMax = 4
const servedBeside = 10

/** After each client that stops reading, some others: a server with few workers stops at the last of them. */
const besideStalled = async (wire: Wire, { host }: Facts): Promise<ReadonlyArray<Exchange>> => {
  const served: Array<Exchange> = []
  for (let stalled = 1; stalled <= stalledMax; stalled++) {
    const connection = await wire.open()
    connection.pauseReading()
    await connection.send(octets(compose({ host, target: "/big.bin" })))
    const label = (index: number) => `client ${index + 1} beside ${stalled} stalled`
    const others = Array.from({ length: servedBeside }, (_, index) => alone({ host }, label(index)))
    served.push(...(await wire.exchangeAll(others)))
  }
  return served
}

/** Our own limits, or those of this machine: no statement about the subject. */
const isOurs = (error: unknown): error is ConnectFailed =>
  error instanceof ConnectFailed && ["EMFILE", "ENFILE", "EADDRNOTAVAIL"].includes(error.code)

/** Those who were let in. A server may refuse the others: that is flow control. */
export const crowdOf = async (wire: Wire, size: number): Promise<ReadonlyArray<Connection>> => {
  const opened = await Promise.allSettled(Array.from({ length: size }, () => wire.open()))
  const failures = opened.flatMap((each) => (each.status === "rejected" ? [each.reason] : []))
  const mine: unknown = failures.find((error) => isOurs(error) || !(error instanceof ConnectFailed))
  if (mine !== undefined) throw mine
  return opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))
}

const activeRequests = 5

/**
 * One request after the other, on one connection as long as it lasts. Between two answers a server short of places may
 * close it: then the client asks again on a new one, as RFC 9112, section 9.3.1, says.
 */
const askInTurn = async (wire: Wire, host: string, label: string) => {
  const { patienceMillis } = wire.profile
  const exchanges: Array<Exchange> = []
  let left = activeRequests
  // A server that closes each time without an answer has had its chances.
  for (let tries = 0; left > 0 && tries < activeRequests; tries++) {
    const connection = await wire.open()
    const seen = () => exchangeFrom(connection, label, Array(activeRequests).fill("GET"))
    while (left > 0 && connection.end === "open") {
      const before = seen().finals.length
      const isAnswered = () => seen().finals[before]?.complete === true
      const lines = left === 1 ? [closeLine] : []
      await connection.send(octets(compose({ host, lines })))
      await connection.readUntil(isAnswered, patienceMillis)
      if (!isAnswered()) break
      left -= 1
    }
    exchanges.push(seen())
    connection.close()
    if (connection.end === "open" && left > 0) break
  }
  return exchanges
}

const enteringAtOnce = 50

/** Connections with one answered request each. Ends early where new ones are not answered any more. */
const idleCrowd = async (wire: Wire, host: string): Promise<ReadonlyArray<Connection>> => {
  const { idleConnections, patienceMillis } = wire.profile
  const crowd: Array<Connection> = []
  const enter = async (connection: Connection): Promise<boolean> => {
    const isAnswered = () => exchangeFrom(connection, "idle", ["GET"]).finals[0]?.complete === true
    await connection.send(octets(compose({ host })))
    await connection.readUntil(isAnswered, patienceMillis)
    return isAnswered()
  }
  while (crowd.length < idleConnections) {
    const opened = await crowdOf(wire, Math.min(enteringAtOnce, idleConnections - crowd.length))
    crowd.push(...opened)
    const entered = await Promise.all(opened.map(enter))
    if (opened.length === 0 || entered.includes(false)) break
  }
  return crowd
}

/** A fresh instance where we can have one: how many workers there are already depends on the cases before. */
const freshWire = async (wire: Wire): Promise<Wire> =>
  wire.control === undefined ? wire : wire.to(await wire.control.startAnother({}))

const besideIdle = async (wire: Wire, { host }: Facts): Promise<ReadonlyArray<Exchange>> => {
  const { idleConnections } = wire.profile
  try {
    const fresh = await freshWire(wire)
    const crowd = await idleCrowd(fresh, host)
    const exchanges = await askInTurn(fresh, host, `beside ${crowd.length} idle ones`)
    for (const connection of crowd) connection.close()
    return exchanges
  } catch (error) {
    if (!isOurs(error)) throw error
    return impossible(`a crowd of ${idleConnections} is too large for us: ${error.code}`)
  }
}

export const judgeActive: Judge = judgeBy(
  `200 with the file, ${activeRequests} times`,
  (exchanges, facts) => {
    const finals = exchanges.flatMap((each) => each.finals)
    if (exchanges.some(({ leftoverBytes }) => leftoverBytes > 0))
      return { verdict: "deviates", outcome: "octets that belong to no answer" }
    const isServed = finals.every((each) => each.complete && whole("hello")(each, facts))
    return finals.length === activeRequests && isServed
      ? { verdict: "pass", outcome: "every request was answered" }
      : { verdict: "deviates", outcome: "the active client was not served" }
  }
)

/** For the suite's own files and the connections of other cases. */
const descriptorsBeside = 128

const needsDescriptors = ({ profile }: Facts): string | undefined => {
  const max = ownDescriptorsMax()
  return profile.idleConnections + descriptorsBeside > max
    ? `only ${max} descriptors for us: raise ulimit -n, or lower idleConnections`
    : undefined
}

const fifoRequests = 200
const besideFifo = 20

const besideOpeners = async (
  wire: Wire,
  { host, rootFolder }: Facts
): Promise<ReadonlyArray<Exchange>> => {
  const fresh = await freshWire(wire)
  try {
    const openers = await crowdOf(fresh, fifoRequests)
    const request = octets(compose({ host, target: "/fifo", lines: [closeLine] }))
    await Promise.all(openers.map((connection) => connection.send(request)))
    const others = Array.from({ length: besideFifo }, (_, index) =>
      alone({ host }, `client ${index + 1} beside ${fifoRequests} requests for the FIFO`)
    )
    const first = await fresh.exchangeAll(others)
    return [...first, ...(await fresh.exchangeAll(others))]
  } finally {
    // Whoever still waits for a writer would be missing in every later case.
    const askAnybody = () => fresh.exchange(alone({ host }, "released"))
    if (rootFolder !== undefined) await releaseReaders(path.join(rootFolder, "fifo"), askAnybody)
  }
}

export const crowdCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    id: "K-02",
    title: "clients that do not read slow down nobody else",
    level: "operations",
    clauses: ["rfc9112#section-9.5-4"],
    why: "A full send buffer must stop one response, not the loop that serves them all.",
    rules: ["faults/one-client-alone", "send/output-bounded", "dispatcher/never-blocks"],
    tags: ["load"],
    control: "close",
    run: besideStalled,
    judge: withSlowest(
      decide(pass("200 with the file for every other client", answered(whole("hello"))))
    )
  },
  {
    id: "K-07",
    title: `${fifoRequests} requests for a FIFO keep nobody waiting`,
    level: "security",
    clauses: ["rfc9110#section-17.3-3"],
    why: "Each open that waits for a writer costs a worker; when all are gone, so is the server.",
    rules: ["find/special-file", "faults/one-client-alone", "helpers/bounded-pool"],
    tags: ["stall", "load"],
    control: "close",
    exclusive: true,
    run: besideOpeners,
    judge: withSlowest(
      decide(pass("200 with the file for every other client", answered(whole("hello"))))
    )
  }
])

export const idleCrowdCases: ReadonlyArray<ActiveCase> = inChapter("connection", [
  {
    id: "C-10",
    title: "idle connections do not keep an active one waiting",
    level: "SHOULD",
    clauses: ["rfc9112#section-9.5-4"],
    why: "A server that spends a worker on each idle client is stopped by a crowd of them.",
    rules: ["faults/one-client-alone"],
    tags: ["load"],
    control: "self",
    exclusive: true,
    needs: needsDescriptors,
    run: besideIdle,
    judge: wherePossible(withSlowest(judgeActive))
  }
])
