/** Expect: asking before sending a body. */
import { type ActiveCase, inChapter } from "../case.ts"
import { exchangeFrom, firstByteMicros } from "../exchange.ts"
import {
  answered,
  choice,
  clientError,
  code,
  decide,
  first,
  judgeBy,
  pass,
  whole,
  wrong
} from "../oracle.ts"
import { alone, closeLine, compose, inOneWrite, octets } from "../request.ts"
import { sends } from "../wire.ts"

/** A server that answers does so in a millisecond; one that waits for the body waits for ever. */
const bodyHeldBackMillis = 800

export const expectCases: ReadonlyArray<ActiveCase> = inChapter("expect", [
  {
    id: "J-01",
    title: "100-continue: an answer comes before the body",
    level: "MUST",
    clauses: ["rfc9110#section-10.1.1-14", "rfc9110#section-10.1.1-16"],
    why: "Client and server each wait for the other until one of them gives up.",
    rules: ["read/expect-continue"],
    tags: ["timing"],
    control: "self",
    run: (wire, { host }) =>
      Promise.all(
        ["GET", "POST"].map(async (method) => {
          const connection = await wire.open()
          const lines = ["Content-Length: 5", "Expect: 100-continue", closeLine]
          await connection.send(octets(compose({ host, method, lines })))
          await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, bodyHeldBackMillis)
          await connection.send(octets("AAAAA"))
          await connection.readToEnd(wire.profile.patienceMillis)
          connection.close()
          return exchangeFrom(connection, method, [method])
        })
      ),
    judge: judgeBy("100 or a final answer before the body is sent", (exchanges) => {
      const late = exchanges.find(({ entries }) => {
        const body = entries.filter((entry) => entry.kind === "sent")[1]
        const answer = entries.find((entry) => entry.kind === "received")
        return answer === undefined || (body !== undefined && answer.atMicros > body.atMicros)
      })
      if (late !== undefined) {
        return { verdict: "deviates", outcome: `${late.label}: silent until the body came` }
      }
      const unfinished = exchanges.find(({ finals }) => finals[0]?.complete !== true)
      return unfinished === undefined
        ? {
            verdict: "pass",
            outcome: `answered after ${exchanges.map(firstByteMicros).join(", ")} µs`
          }
        : { verdict: "deviates", outcome: `${unfinished.label}: no complete final answer` }
    })
  },
  {
    id: "J-02",
    title: "Expect from an HTTP/1.0 client is ignored",
    level: "MUST",
    clauses: ["rfc9110#section-10.1.1-13"],
    why: "A 1.0 client takes the 100 for the answer.",
    rules: ["read/expect-continue"],
    control: "http-1.0",
    run: sends(({ host }) => {
      const head = compose({
        host,
        method: "POST",
        version: "HTTP/1.0",
        lines: ["Content-Length: 5", "Expect: 100-continue"]
      })
      const whole = inOneWrite("POST 1.0", `${head}AAAAA`)
      // Nobody need say 100 who has the body already (RFC 9110, section 10.1.1), so it is held back once.
      return [whole, { ...whole, label: "POST 1.0, the body later", cuts: [head.length] }]
    }),
    judge: decide(
      wrong("100 to an HTTP/1.0 client", ({ responses }) =>
        responses.some(({ status }) => status === 100)
      ),
      pass(
        "a final answer only",
        answered(() => true)
      )
    )
  },
  {
    id: "J-03",
    title: "an unknown expectation",
    level: "MAY",
    clauses: ["rfc9110#section-10.1.1-5"],
    why: "417 is the only honest refusal; ignoring it is permitted as well.",
    rules: ["read/expectation-unknown"],
    control: "close",
    run: sends(({ host }) => alone({ host, lines: ["Expect: foo"] })),
    judge: decide(
      choice("refused: 417", answered(code(417))),
      choice("ignored: 200 with the file", answered(whole("hello"))),
      wrong("another refusal", first(clientError))
    )
  }
])
