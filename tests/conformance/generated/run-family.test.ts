import { expect, test } from "vitest"
import type { Facts } from "../../../src/conformance/case.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { type Evidence, evidenceOf } from "../../../src/conformance/generated/oracle.ts"
import { ownPart } from "../../../src/conformance/generated/parts.ts"
import { familyJudge, runFamily } from "../../../src/conformance/generated/run-family.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import type { Attempt } from "../../../src/conformance/request.ts"
import { isInterim, readResponses } from "../../../src/conformance/response.ts"
import type { Wire } from "../../../src/conformance/wire.ts"
import { known, served } from "./served.ts"

const facts: Facts = {
  ...known,
  server: undefined,
  lastModified: undefined,
  secret: undefined,
  rootFolder: undefined,
  profile: { ...defaultProfile, seed: 1, generatedRuns: 30 }
}

const exchangeOf = ({ label, bytes, methods }: Attempt, { received, end }: Evidence): Exchange => {
  const { responses, problems, endOffset } = readResponses(received, methods, end === "fin")
  return {
    label,
    entries: [
      { kind: "sent", atMicros: 0, bytes },
      { kind: "received", atMicros: 1, bytes: received }
    ],
    responses,
    finals: responses.filter((response) => !isInterim(response)),
    problems,
    leftoverBytes: received.length - endOffset,
    receivedBytes: received.length,
    received,
    end
  }
}

/** A network with one server on it, which answers a stream as it likes. */
const wireTo = (server: (stream: string) => Evidence): Wire & { readonly sent: Array<string> } => {
  const sent: Array<string> = []
  const exchange = (attempt: Attempt): Promise<Exchange> => {
    const stream = Buffer.from(attempt.bytes).toString("latin1")
    sent.push(stream)
    return Promise.resolve(exchangeOf(attempt, server(stream)))
  }
  return {
    sent,
    profile: facts.profile,
    open: () => Promise.reject(new Error("generated cases open nothing themselves")),
    exchange,
    exchangeAll: (attempts) => Promise.all(attempts.map(exchange)),
    pass: () => Promise.resolve(),
    control: undefined,
    to: () => {
      throw new Error("generated cases know one instance")
    }
  }
}

/** Takes any Host for its own. */
const anyHost = (stream: string): Evidence =>
  served(stream.replaceAll(/^host:.*\r\n/gim, "Host: localhost\r\n"))

test("the reference passes, and is asked nothing twice", async () => {
  const wire = wireTo(served)
  const exchanges = await runFamily("hosts")(wire, facts)
  expect(familyJudge.judge(exchanges, facts)).toMatchObject({ verdict: "pass" })
  expect(new Set(wire.sent).size).toBe(exchanges.length)
})

test("a disagreement is named by its class, and shrunk to its shortest bytes", async () => {
  const run = () => runFamily("hosts")(wireTo(anyHost), facts)
  const exchanges = await run()
  const judged = familyJudge.judge(exchanges, facts)
  expect(judged).toMatchObject({ verdict: "deviates", outcome: "read/bad-host: 200 for 400" })
  const [shortest] = exchanges
  expect(shortest?.label).toBe("read/bad-host: 200 for 400, shrunk")
  const own = shortest === undefined ? "" : ownPart(evidenceOf(shortest).sent, facts)
  expect(own).toMatch(/^GET \/hello\.txt HTTP\/1\.[01]\r\nHost:.\r\n\r\n$/i)
  expect(judged.found).toContain(JSON.stringify(own))
  // The same seed and the same server: the same evidence.
  expect((await run()).map((each) => evidenceOf(each).sent)).toEqual(
    exchanges.map((each) => evidenceOf(each).sent)
  )
})

test("another seed asks other things", async () => {
  const sentWith = async (seed: number) => {
    const wire = wireTo(served)
    await runFamily("chunks")(wire, { ...facts, profile: { ...facts.profile, seed } })
    return wire.sent
  }
  expect(await sentWith(1)).toEqual(await sentWith(1))
  expect(await sentWith(1)).not.toEqual(await sentWith(2))
})

test("choices are listed by their names", async () => {
  const bareFeeds = (stream: string): Evidence =>
    served(stream.replace(/^[^]*?\r?\n\r?\n/, (head) => head.replaceAll(/\r*\n/g, "\r\n")))
  const exchanges = await runFamily("requestLines")(wireTo(bareFeeds), facts)
  expect(familyJudge.judge(exchanges, facts)).toMatchObject({
    verdict: "choice",
    outcome: "a bare LF taken for CRLF (rfc9112#section-2.2-3)"
  })
})

const reset: Pick<Evidence, "received" | "end"> = { received: new Uint8Array(), end: "reset" }

test("an answer that a reset destroyed is asked for again", async () => {
  const seen = new Set<string>()
  const wire = wireTo((stream) => {
    if (seen.has(stream)) return served(stream)
    seen.add(stream)
    return { sent: stream, ...reset }
  })
  const exchanges = await runFamily("hosts")(wire, facts)
  expect(familyJudge.judge(exchanges, facts).verdict).toBe("pass")
  expect(wire.sent.length).toBe(2 * exchanges.length)
})

test("where no answer survives, nothing is known", async () => {
  const wire = wireTo((stream) => ({ sent: stream, ...reset }))
  const exchanges = await runFamily("hosts")(wire, facts)
  expect(familyJudge.judge(exchanges, facts).verdict).toBe("unclear")
  expect(wire.sent.length).toBe(4 * exchanges.length)
})

test("a server that falls silent is not waited for again and again", async () => {
  const silent = (stream: string): Evidence =>
    /^host:[ ]*[^ a-z0-9]/im.test(stream)
      ? { sent: stream, received: new Uint8Array(), end: "open" }
      : served(stream)
  const wire = wireTo(silent)
  const exchanges = await runFamily("hosts")(wire, facts)
  expect(familyJudge.judge(exchanges, facts).outcome).toContain("silence for")
  // Two batches and no more are spent on shrinking it.
  expect(wire.sent.length).toBeLessThan(facts.profile.generatedRuns + 2 * 24 + 200)
})
