/** What a server survives. Not normative: counted apart from every statement about an RFC. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { answered, decide, judgeBy, pass, whole } from "../oracle.ts"
import { alone, compose, octets } from "../request.ts"
import type { Wire } from "../wire.ts"

const needsHeadLimit = ({ profile }: Facts): string | undefined =>
  profile.headLimitMillis === undefined ? "the profile declares no headLimitMillis" : undefined

const headWaitMillis = ({ profile }: Facts): number =>
  (profile.headLimitMillis ?? 0) + profile.slackMillis

/** Sends a line now and then until the peer ends it or the time is over. */
const trickle = async (
  wire: Wire,
  connection: Connection,
  gapMillis: number,
  totalMillis: number
): Promise<void> => {
  for (
    let waitedMillis = 0;
    waitedMillis < totalMillis && connection.end === "open";
    waitedMillis += gapMillis
  ) {
    await connection.send(octets(`X-Slow: ${waitedMillis}\r\n`))
    await wire.pass(gapMillis)
  }
}

const slowSender =
  (gapMillis: number | undefined) =>
  async (wire: Wire, facts: Facts): Promise<ReadonlyArray<Exchange>> => {
    const connection = await wire.open()
    await connection.send(octets(`GET /hello.txt HTTP/1.1\r\nHost: ${facts.host}\r\n`))
    if (gapMillis === undefined) await connection.readToEnd(headWaitMillis(facts))
    else await trickle(wire, connection, gapMillis, headWaitMillis(facts))
    return [exchangeFrom(connection, "a header section that never ends", ["GET"])]
  }

const endsInTime = judgeBy("408 or nothing, then close within the declared limit", ([exchange]) => {
  if (exchange === undefined || exchange.end === "open") {
    return { verdict: "deviates", outcome: "still open after the declared limit" }
  }
  const closed = exchange.entries.findLast(
    ({ kind }) => kind === "fin-received" || kind === "reset"
  )
  return {
    verdict: "pass",
    outcome: `closed after ${((closed?.atMicros ?? 0) / 1e6).toFixed(1)} s`
  }
})

export const robustnessCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    id: "K-01a",
    title: "half a header section, then silence",
    level: "operations",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "Each such client would hold a connection for ever.",
    rules: ["read/head-timeout"],
    tags: ["timing"],
    control: "close",
    needs: needsHeadLimit,
    run: slowSender(undefined),
    judge: endsInTime
  },
  {
    id: "K-01b",
    title: "a header line every 0.9 seconds: the limit is on the total",
    level: "operations",
    clauses: ["rfc9112#section-9.5-1", "rfc9110#section-17.5-1"],
    why: "Slowloris: a limit that starts anew with each read is none.",
    rules: ["read/head-timeout"],
    tags: ["timing"],
    control: "close",
    needs: needsHeadLimit,
    run: slowSender(900),
    judge: endsInTime
  },
  {
    id: "K-02",
    title: "a client that does not read slows down nobody else",
    level: "operations",
    clauses: ["rfc9112#section-9.5-4"],
    why: "A full send buffer must stop one response, not the loop that serves them all.",
    rules: ["faults/one-client-alone", "send/output-bounded", "dispatcher/never-blocks"],
    tags: ["load"],
    control: "close",
    run: async (wire, { host }) => {
      const stalled = await wire.open()
      stalled.pauseReading()
      await stalled.send(octets(compose({ host, target: "/big.bin" })))
      const others = Array.from({ length: 20 }, (_, index) => alone({ host }, `GET ${index + 1}`))
      return wire.exchangeAll(others)
    },
    judge: decide(pass("200 with the file for every other client", answered(whole("hello"))))
  },
  {
    id: "K-05",
    title: "200 clients vanish in the middle of 8 MiB",
    level: "operations",
    clauses: ["rfc9112#section-9.5-2"],
    why: "What is not released after an abort is a leak that any client can drive.",
    rules: ["faults/peer-reset", "faults/quiescence"],
    tags: ["load"],
    control: "close",
    exclusive: true,
    run: async (wire, { host }) => {
      const vanish = async (): Promise<void> => {
        const connection = await wire.open()
        await connection.send(octets(compose({ host, target: "/big.bin" })))
        await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, 1_000)
        connection.abort()
      }
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 20 }, vanish))
      }
      return [await wire.exchange(alone({ host }, "afterwards"))]
    },
    judge: decide(pass("200 with the file afterwards", answered(whole("hello"))))
  }
])
