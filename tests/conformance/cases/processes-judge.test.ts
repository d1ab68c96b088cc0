/** The judges of what was measured beside the octets, with measurements made by hand. */
import { describe, expect, test } from "vitest"
import type { Judge } from "../../../src/conformance/case.ts"
import type { Exchange, Observed } from "../../../src/conformance/exchange.ts"
import { judgeActive, slowestMicros } from "../../../src/conformance/cases/abuse-crowd.ts"
import {
  closedAfterSeconds,
  endsInTime,
  judgeIdle,
  judgeTakesNothing
} from "../../../src/conformance/cases/abuse-slow.ts"
import { oldContent, sizes } from "../../../src/conformance/cases/changes-content.ts"
import { judgeExhaustion } from "../../../src/conformance/cases/processes-exhaustion.ts"
import { judgeLeaks } from "../../../src/conformance/cases/processes-leaks.ts"
import {
  judgeFast,
  judgeGraceful,
  judgeHeld
} from "../../../src/conformance/cases/processes-shutdown.ts"
import { impossible, observation } from "../../../src/conformance/observation.ts"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { facts } from "./judged.ts"

const judged = (judge: Judge, ...exchanges: ReadonlyArray<Exchange>): string => {
  const { verdict, outcome } = judge.judge(exchanges, facts)
  return `${verdict}: ${outcome}`
}

const hello = response(rootFiles.hello.bytes)
const served = received([hello])
const nothing = received([], { end: "open" })

describe("leaks", () => {
  const usage = (observed: Observed) =>
    observation("after a round", {
      descriptors: 20,
      processes: 2,
      threads: 4,
      residentBytes: 50e6,
      ...observed
    })
  const growing = (name: string, by: number, last = 8) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8, last].map((round) => usage({ [name]: 50e6 + round * by }))

  test("a round that leaves nothing behind", () => {
    expect(judged(judgeLeaks, served, usage({}), usage({}))).toMatch(/^pass: /)
    expect(judged(judgeLeaks, served, usage({}), usage({ descriptors: 90 }))).toMatch(/^pass: /)
    expect(judged(judgeLeaks, served)).toBe("pass: served afterwards; nothing measured")
  })

  test.each([
    ["descriptors", 1],
    ["processes", 1],
    ["threads", 1],
    ["residentBytes", 9e6]
  ] as const)("%s that grow with every round", (name, by) => {
    const word = name === "residentBytes" ? "memory" : name
    const leak = `deviates: more ${word} with every round`
    expect(judged(judgeLeaks, served, ...growing(name, by))).toBe(leak)
    // Given back in the end; or a round without growth among them.
    expect(judged(judgeLeaks, served, ...growing(name, by, 0))).toMatch(/^pass: /)
    const paused = growing(name, by).with(5, usage({ [name]: 50e6 }))
    expect(judged(judgeLeaks, served, ...paused)).toMatch(/^pass: /)
  })

  test("a little more memory each time is no leak", () => {
    expect(judged(judgeLeaks, served, ...growing("residentBytes", 8e6))).toMatch(/^pass: /)
  })

  test("not served afterwards, or not possible", () => {
    expect(judged(judgeLeaks, nothing, usage({}))).toBe("deviates: not served afterwards")
    expect(judged(judgeLeaks, ...impossible("no /proc"))).toBe("not-applicable: no /proc")
    expect(judged(judgeLeaks)).toMatch(/^unclear: /)
  })
})

describe("exhaustion", () => {
  const exhausted = (observed: Observed) =>
    observation("while they were there", {
      descriptorsMax: 64,
      descriptorsOfOne: 64,
      clients: 200,
      processorMillis: 10,
      leastShare: 0.1,
      ...observed
    })

  test.each<readonly [string, ReadonlyArray<Exchange>]>([
    ["pass: waited, and recovered", [exhausted({}), served]],
    ["deviates: not served after they left", [exhausted({}), nothing]],
    ["deviates: busy all the time, with nothing to do", [exhausted({ leastShare: 0.95 }), served]],
    ["deviates: it exited with 1", [exhausted({ death: "exited with 1" })]],
    ["unclear: no exchange", []]
  ])("%s", (expected, exchanges) => {
    expect(judged(judgeExhaustion, ...exchanges)).toBe(expected)
  })
})

describe("the end of a server", () => {
  const file = oldContent(sizes.sentBytes)
  const half = file.subarray(0, 1_000)
  const whole = received([response(file)])
  const cut = received([response(half, { declared: file.length })])
  const hangs = received([response(half, { declared: file.length })], { end: "open" })
  const foreign = received([response(Buffer.alloc(1_000, "x"), { declared: file.length })])
  const after = (observed: Observed) => observation("after SIGTERM", observed)
  const good = after({ refusedMillis: 4, endedMillis: 50 })

  test.each<readonly [string, Judge, ReadonlyArray<Exchange>]>([
    ["pass: what was begun was finished", judgeGraceful, [whole, good]],
    ["choice: what was begun was cut by a close", judgeGraceful, [cut, good]],
    ["deviates: what was begun hangs", judgeGraceful, [hangs, good]],
    ["deviates: octets that are not of the file", judgeGraceful, [foreign, good]],
    ["deviates: new clients are still served", judgeGraceful, [whole, after({ endedMillis: 50 })]],
    ["deviates: it does not end", judgeGraceful, [whole, after({ refusedMillis: 4 })]],
    ["unclear: the file was not served", judgeGraceful, [nothing, good]],
    ["unclear: no exchange", judgeGraceful, []],
    ["pass: it ends", judgeFast, [cut, after({ endedMillis: 1 })]],
    ["deviates: it does not end", judgeFast, [cut, after({})]],
    ["deviates: what was begun hangs", judgeFast, [hangs, after({ endedMillis: 1 })]],
    ["pass: it ends", judgeHeld, [served, after({ endedMillis: 1 })]],
    ["deviates: it does not end", judgeHeld, [served, after({})]],
    ["unclear: not served beside the held requests", judgeHeld, [nothing, after({})]]
  ])("%s (%#)", (expected, judge, exchanges) => {
    expect(judged(judge, ...exchanges)).toBe(expected)
  })
})

describe("idle and slow clients", () => {
  const timeout = response("", { status: "408 Request Timeout" })
  const idle = (
    pieces: ReadonlyArray<Uint8Array>,
    end: Exchange["end"]
  ): ReadonlyArray<Exchange> => [received(pieces, { requests: 2, end })]

  test.each<readonly [string, ReadonlyArray<Exchange>]>([
    ["pass: FIN", idle([hello], "fin")],
    ["pass: 408, then FIN", idle([hello, timeout], "fin")],
    ["deviates: ended by a reset", idle([hello], "reset")],
    ["deviates: still open after the declared limit", idle([hello], "open")],
    ["deviates: an answer that nobody asked for", idle([hello, hello], "fin")],
    ["unclear: the file was not served", idle([timeout], "fin")]
  ])("idle: %s", (expected, exchanges) => {
    expect(judged(judgeIdle, ...exchanges)).toBe(expected)
  })

  const short = [response("abc", { declared: 100 })]
  test.each<readonly [string, ReadonlyArray<Exchange>]>([
    ["pass: cut off", [received(short), served]],
    ["pass: cut off", [received(short, { end: "reset" }), served]],
    ["deviates: the whole answer still came", [served, served]],
    ["deviates: still open after the declared limit", [received(short, { end: "open" }), served]],
    ["deviates: another client was not served meanwhile", [received(short), nothing]],
    ["unclear: no answer at all", [nothing, served]]
  ])("takes nothing: %s (%#)", (expected, exchanges) => {
    expect(judged(judgeTakesNothing, ...exchanges)).toBe(expected)
  })

  test("a request that never ends: closed in time, or not", () => {
    const timedOut = received([timeout])
    expect(judged(endsInTime("headLimitMillis", "deviates"), timedOut)).toMatch(/^pass: /)
    const late = "still open after the declared limit"
    expect(judged(endsInTime("headLimitMillis", "deviates"), nothing)).toBe(`deviates: ${late}`)
    expect(judged(endsInTime("bodyLimitMillis", "choice"), nothing)).toBe(`choice: ${late}`)
    expect(judged(endsInTime("bodyLimitMillis", "choice"))).toMatch(/^unclear: /)
  })

  test("the measured interval is from the last octet to the end", () => {
    expect(closedAfterSeconds(received([hello], { endMicros: 3_001_000 }))).toBe("3.0 s")
  })
})

describe("an active client beside a crowd", () => {
  const five = received([hello, hello, hello, hello, hello], { requests: 5 })

  test("every request is answered, on one connection or on several", () => {
    expect(judged(judgeActive, five)).toMatch(/^pass: /)
    const two = received([hello, hello], { requests: 5 })
    const three = received([hello, hello, hello], { requests: 5 })
    expect(judged(judgeActive, two, three)).toMatch(/^pass: /)
    expect(judged(judgeActive, two)).toMatch(/^deviates: /)
    expect(judged(judgeActive, nothing)).toMatch(/^deviates: /)
    expect(judged(judgeActive)).toMatch(/^deviates: /)
  })

  test("how long it waited is from a request to the next octets", () => {
    const bytes = Buffer.from("x")
    const entries = [
      { kind: "sent", atMicros: 100, bytes },
      { kind: "received", atMicros: 150, bytes },
      { kind: "sent", atMicros: 1_000, bytes },
      { kind: "received", atMicros: 1_700, bytes }
    ] as const
    expect(slowestMicros({ ...five, entries })).toBe(700)
  })
})
