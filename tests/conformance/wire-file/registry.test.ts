/** How recorded octets are judged of cases that are no cases of their own: multiplied and passive ones. */
import { describe, expect, test } from "vitest"
import type { Facts, Judgement } from "../../../src/conformance/case.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { judgedCase } from "../../../src/conformance/wire-file/registry.ts"
import { exchangeOf } from "../../../src/conformance/wire-file/wire-file.ts"

const facts: Facts = {
  host: "localhost",
  server: undefined,
  entityTag: undefined,
  lastModified: undefined,
  secret: undefined,
  rootFolder: undefined,
  profile: defaultProfile
}

const date = "Date: Tue, 02 Jan 2024 03:04:05 GMT"
const response = (body: string, ...lines: ReadonlyArray<string>): string =>
  ["HTTP/1.1 200 OK", ...lines, `Content-Length: ${body.length}`, "", body].join("\r\n")

const exchange = (received: string, end: "fin-received" | "reset" = "fin-received"): Exchange =>
  exchangeOf({
    label: "GET, in another way",
    methods: [],
    isControl: false,
    entries: [
      { kind: "received", atMicros: 0, bytes: Buffer.from(received) },
      { kind: end, atMicros: 1 }
    ]
  })

const judged = (id: string, ...exchanges: ReadonlyArray<Exchange>): Judgement | undefined =>
  judgedCase(id)?.judge.judge(exchanges, facts)

describe("a pair", () => {
  const [x, y] = [response("x"), response("y")]

  test("that was answered alike passes, else it deviates and is named", () => {
    expect(judged("S-02", exchange(x), exchange(x))?.verdict).toBe("pass")
    expect(judged("S-02", exchange(x), exchange(y))).toMatchObject({
      verdict: "deviates",
      outcome: "other responses to GET, in another way",
      found: "GET, in another way: 200 (1), FIN for 200 (1), FIN"
    })
  })

  test("counts no answers to what was sent before", () => {
    expect(judged("S-04", exchange(x), exchange(y + y + x))?.verdict).toBe("pass")
    expect(judged("S-05", exchange(x), exchange(y + x))?.verdict).toBe("pass")
    expect(judged("S-05", exchange(x), exchange(y + y))?.verdict).toBe("deviates")
  })

  test("is one of all that must be alike", () => {
    const pairs = [exchange(x), exchange(x), exchange(x), exchange(y)]
    expect(judged("S-01", ...pairs)?.verdict).toBe("deviates")
  })

  test("whose answer a reset destroyed tells nothing, nor does half of one", () => {
    expect(judged("S-01", exchange(x), exchange("", "reset"))?.verdict).toBe("unclear")
    expect(judged("S-01", exchange(x))?.verdict).toBe("unclear")
  })
})

describe("what any response must have", () => {
  test("is asked for by its own case alone", () => {
    const dateless = exchange(response("x"))
    expect(judged("M-14a", dateless)).toMatchObject({
      verdict: "deviates",
      outcome: "no Date in a 200"
    })
    expect(judged("P-10", dateless)?.verdict).toBe("pass")
    expect(judged("M-14a", exchange(response("x", date)))?.verdict).toBe("pass")
  })

  test("is unclear where there is no response", () => {
    expect(judged("M-14a", exchange(""))?.verdict).toBe("unclear")
  })
})

test("who sends before it reads, and who has steps of its own, is known", () => {
  const told = ["S-04", "S-05", "R-06", "C-08", "G-01"].map((id) => {
    const { isOctets, sendsBeforeReading } = judgedCase(id) ?? {}
    return [id, isOctets, sendsBeforeReading]
  })
  expect(told).toEqual([
    ["S-04", true, false],
    ["S-05", true, true],
    ["R-06", true, false],
    ["C-08", false, false],
    ["G-01", true, false]
  ])
  expect(judgedCase("R-0")).toBeUndefined()
})
