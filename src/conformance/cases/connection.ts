/** How a connection is kept, shared by requests, and ended. */
import { setImmediate } from "node:timers/promises"
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { comparable } from "../normalise.ts"
import {
  all,
  answered,
  answers,
  choice,
  code,
  decide,
  either,
  ended,
  first,
  has,
  judgeBy,
  pass,
  whole,
  wrong
} from "../oracle.ts"
import {
  type Attempt,
  alone,
  closeLine,
  compose,
  followUpTarget,
  followed,
  inOneWrite,
  octets
} from "../request.ts"
import { type Wire, sends } from "../wire.ts"

const lifeCases = inChapter("connection", [
  {
    id: "C-01",
    title: "a connection persists by default",
    level: "SHOULD",
    clauses: ["rfc9112#section-9.3-1"],
    why: "A new connection for each file costs round trips and slow starts.",
    rules: ["send/complete"],
    control: "self",
    run: async (wire, { host }) => {
      const connection = await wire.open()
      await connection.send(octets(compose({ host })))
      const one = () => exchangeFrom(connection, "in sequence", ["GET", "GET"]).finals[0]?.complete
      await connection.readUntil(() => one() === true, wire.profile.patienceMillis)
      await connection.send(octets(compose({ host, target: followUpTarget, lines: [closeLine] })))
      await connection.readToEnd(wire.profile.patienceMillis)
      return [exchangeFrom(connection, "in sequence", ["GET", "GET"])]
    },
    judge: decide(
      pass("200, then 200 on the same connection", answers(whole("hello"), whole("index"))),
      wrong("closed after the first answer", all(answered(whole("hello")), ended))
    )
  },
  {
    id: "C-02",
    title: "pipelined answers come in the order of their requests",
    level: "MUST",
    clauses: ["rfc9112#section-9.3.2-1"],
    why: "Answers have no names: out of order, each goes to the wrong question.",
    rules: ["send/in-order", "send/one-answer"],
    control: "self",
    run: sends(({ host }) =>
      inOneWrite(
        "8 MiB, 12 octets, missing",
        compose({ host, target: "/big.bin" }),
        compose({ host }),
        compose({ host, target: "/nope", lines: [closeLine] })
      )
    ),
    judge: decide(
      pass("200 (8388608), 200 (12), 404", answers(whole("big"), whole("hello"), code(404)))
    )
  },
  {
    id: "C-03",
    title: "after Connection: close nothing more is processed",
    level: "MUST",
    clauses: ["rfc9112#section-9.6-6"],
    why: "The client has said that what follows is not its own.",
    rules: ["send/last", "send/close-announced"],
    tags: ["smuggling"],
    control: "self",
    run: sends(({ host }) => followed(compose({ host, lines: [closeLine] }), host)),
    judge: decide(
      pass(
        "200 with Connection: close, then close",
        all(answered(whole("hello")), first(has("connection", /\bclose\b/i)), ended)
      ),
      choice("200, then close, unannounced", all(answered(whole("hello")), ended)),
      wrong("the second request was answered", ({ finals }) => finals.length > 1)
    )
  },
  {
    id: "C-04a",
    title: "HTTP/1.0 closes by default",
    level: "MUST",
    clauses: ["rfc9112#section-9.3-3.4", "rfc9112#appendix-C.2.2-1"],
    why: "A 1.0 client waits for the close to know that the answer is complete.",
    rules: ["send/last"],
    control: "self",
    run: sends(({ host }) => inOneWrite("1.0", compose({ host, version: "HTTP/1.0" }))),
    judge: decide(pass("200 with the file, then close", all(answered(whole("hello")), ended)))
  },
  {
    id: "C-04b",
    title: "HTTP/1.0 with keep-alive: kept and said so, or closed",
    level: "MAY",
    clauses: ["rfc9112#section-9.3-3.3", "rfc9112#appendix-C.2.2-1"],
    why: "A 1.0 client that is not told so will not read on, and waits.",
    rules: ["send/complete", "send/last"],
    control: "self",
    run: sends(({ host }) => {
      const parts = { host, version: "HTTP/1.0" }
      return inOneWrite(
        "1.0 keep-alive",
        compose({ ...parts, lines: ["Connection: keep-alive"] }),
        compose({ ...parts, target: followUpTarget })
      )
    }),
    judge: decide(
      choice(
        "kept, with Connection: keep-alive",
        all(
          answers(whole("hello"), whole("index")),
          first(has("connection", /\bkeep-alive\b/i)),
          ended
        )
      ),
      choice("closed after the first answer", all(answered(whole("hello")), ended))
    )
  }
])

/** Posts 4 MiB to the last octet, whatever is answered meanwhile. */
const postInFull = async (wire: Wire, host: string, label: string): Promise<Exchange> => {
  const bodyBytes = 4 * 1024 * 1024
  const slice = Buffer.alloc(64 * 1024, "A")
  const connection = await wire.open()
  const lines = [`Content-Length: ${bodyBytes}`, closeLine]
  await connection.send(octets(compose({ host, method: "POST", lines })))
  for (let sent = 0; sent < bodyBytes && connection.end === "open"; sent += slice.length) {
    // Lets the socket read between two writes: Node throws unread input away when a write fails.
    await setImmediate()
    await connection.send(slice)
  }
  await connection.readToEnd(wire.profile.patienceMillis)
  return exchangeFrom(connection, label, ["POST"])
}

const endCases = inChapter("connection", [
  {
    id: "C-06",
    title: "an early refusal can be read although the request goes on",
    level: "SHOULD",
    clauses: ["rfc9112#section-9.6-9", "rfc9112#section-9.6-10"],
    why: "A close with unread input makes the kernel send RST, which can destroy the answer.",
    rules: ["send/linger", "send/linger-end"],
    control: "close",
    run: async (wire, { host }) => {
      const exchanges: Array<Exchange> = []
      for (let attempt = 1; attempt <= 8; attempt++) {
        exchanges.push(await postInFull(wire, host, `attempt ${attempt}`))
      }
      return exchanges
    },
    judge: judgeBy("a complete answer", (exchanges) => {
      const readable = exchanges.filter(({ finals }) => finals[0]?.complete === true).length
      const outcome = `readable ${readable} of ${exchanges.length} times`
      // A reset that overtakes our own reading costs us an answer now and then. Each time is no race.
      return { verdict: readable > 0 ? "pass" : "deviates", outcome }
    })
  },
  {
    id: "C-08",
    title: "a client that closes its sending half still gets its answer",
    level: "SHOULD",
    clauses: ["rfc9112#section-9.6-12"],
    why: "Half a close says only that no more requests come.",
    rules: ["read/peer-ended", "faults/peer-ended"],
    control: "self",
    run: async (wire, { host }) => {
      const connection = await wire.open()
      await connection.send(octets(compose({ host, target: "/big.bin" })))
      connection.finish()
      await connection.readToEnd(wire.profile.patienceMillis)
      return [exchangeFrom(connection, "half-closed", ["GET"])]
    },
    judge: decide(pass("200 with all 8388608 octets", answered(whole("big"))))
  }
])

/**
 * One request of which every part acts: the target names a file, Connection ends the conversation, and If-None-Match
 * makes it 304 where conditions are known. Where they are not, the rest still shows a cut.
 */
const splitRequest = ({ host }: Facts): Attempt =>
  alone({ host, target: followUpTarget, lines: ["Accept: */*", "If-None-Match: *"] }, "whole")

const isAnswered = all(answered(either(code(304), whole("index"))), ended)

const sameAnswers = judgeBy("the same response however the octets are cut", (exchanges, facts) => {
  const [uncut, ...cut] = exchanges
  if (uncut === undefined || !isAnswered(uncut, facts)) {
    return {
      verdict: "deviates",
      outcome: "the uncut request was not answered"
    }
  }
  const expected = comparable(uncut)
  const different = cut.find((each) => comparable(each) !== expected)
  return different === undefined
    ? { verdict: "pass", outcome: `the same response for ${cut.length} ways to cut it` }
    : { verdict: "deviates", outcome: `another response when ${different.label}` }
})

const splitCases = inChapter("connection", [
  {
    id: "C-09",
    title: "every cut of a request in two gives the same response",
    level: "MUST",
    clauses: ["rfc9112#section-2.2-2"],
    why: "TCP is a stream; where it is cut is chance, or an attacker's choice.",
    rules: ["read/split-invariant"],
    tags: ["segmentation"],
    control: "self",
    run: sends((facts: Facts) => {
      const uncut = splitRequest(facts)
      const cuts = Array.from({ length: uncut.bytes.length - 1 }, (_, index) => index + 1)
      return [uncut, ...cuts.map((at) => ({ ...uncut, label: `cut at ${at}`, cuts: [at] }))]
    }),
    judge: sameAnswers
  },
  {
    id: "C-09b",
    title: "a request byte by byte gives the same response",
    level: "MUST",
    clauses: ["rfc9112#section-2.2-2"],
    why: "The slowest sender has the same rights as the fastest.",
    rules: ["read/split-invariant"],
    tags: ["segmentation"],
    control: "self",
    run: sends((facts: Facts) => {
      const uncut = splitRequest(facts)
      const cuts = Array.from({ length: uncut.bytes.length - 1 }, (_, index) => index + 1)
      return [uncut, { ...uncut, label: "sent byte by byte", cuts }]
    }),
    judge: sameAnswers
  }
])

export const connectionCases: ReadonlyArray<ActiveCase> = [...lifeCases, ...endCases, ...splitCases]
