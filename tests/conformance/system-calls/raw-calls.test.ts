import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type RawCall, readRecording } from "../../../src/conformance/system-calls/raw-calls.ts"
import { ending, givenArguments, type Readable, writeLine } from "./strace-writer.ts"

interface Made {
  readonly call: RawCall
  /** Where another thread came between, if one did. */
  readonly cutAt: number | undefined
}

/** One thread's calls, one after the other. */
const callsOf = (thread: number): fc.Arbitrary<ReadonlyArray<Made>> =>
  fc
    .array(
      fc.record({
        name: fc.constantFrom("read", "epoll_wait", "openat"),
        given: givenArguments,
        end: ending,
        gapMicros: fc.nat({ max: 5_000 }),
        lastedMicros: fc.nat({ max: 5_000 }),
        cut: fc.option(fc.nat(), { nil: undefined })
      }),
      { maxLength: 5 }
    )
    .map((made) => {
      let nowMicros = 1_000_000_000 + thread
      return made.map(({ name, given, end, gapMicros, lastedMicros, cut }) => {
        const startMicros = nowMicros + gapMicros + 1
        nowMicros = startMicros + lastedMicros + 1
        const text = given.join(", ")
        const call: RawCall = {
          thread,
          name,
          given: text,
          result: end.result,
          startMicros,
          endMicros: startMicros + lastedMicros
        }
        const before = given.slice(0, cut === undefined ? 0 : cut % (given.length + 1)).join(", ")
        return { call, cutAt: cut === undefined ? undefined : before.length }
      })
    })

const linesOf = ({ call, cutAt }: Made): ReadonlyArray<Readable> => {
  const { thread, name, given, result, startMicros, endMicros } = call
  const end = { result, lastedMicros: endMicros - startMicros }
  const begun = { thread, name, atMicros: startMicros }
  if (cutAt === undefined) return [{ kind: "call", ...begun, given, ...end }]
  const [first, second] = [given.slice(0, cutAt), given.slice(cutAt)]
  return [
    { kind: "unfinished", ...begun, given: first },
    { kind: "resumed", thread, name, atMicros: endMicros, given: second, ...end }
  ]
}

/**
 * As strace writes: by time. A whole call is written when it ends, and has the time at which it
 * began.
 */
const written = (made: ReadonlyArray<Made>): string =>
  made
    .flatMap((each) => linesOf(each))
    .toSorted((left, right) => left.atMicros - right.atMicros)
    .map((line) => writeLine(line))
    .join("\n")

describe("a recording", () => {
  it("gives the calls of every thread, whoever came between", () => {
    const threads = fc.tuple(callsOf(1), callsOf(2), callsOf(3))
    fc.assert(
      fc.property(threads, (made) => {
        const all = made.flat()
        const { calls, unreadable } = readRecording(written(all))
        expect(unreadable).toEqual([])
        for (const thread of [1, 2, 3])
          expect(calls.filter((call) => call.thread === thread)).toEqual(
            all.map(({ call }) => call).filter((call) => call.thread === thread)
          )
        const starts = calls.map(({ startMicros }) => startMicros)
        expect(starts).toEqual(starts.toSorted((left, right) => left - right))
      }),
      { numRuns: 500 }
    )
  })
})

describe("a line that can't be read", () => {
  it("is counted, and shown with where it stands", () => {
    const { calls, lines, unreadable } = readRecording(
      "1 1.000000 read(3, 4) = 4 <0.000001>\nwhat is this\n1 1.000002 read(3, 4) = 0 <0.000001>\n"
    )
    expect(calls.length).toBe(2)
    expect(lines).toBe(3)
    expect(unreadable).toEqual([{ line: 2, text: "what is this" }])
  })

  it.each([
    ["no call was begun", "1 1.000000 <... read resumed>, 4) = 4 <0.000001>"],
    [
      "another call was begun",
      "1 1.000000 write(3,  <unfinished ...>\n1 1.000001 <... read resumed>, 4) = 4 <0.000001>"
    ]
  ])("is the end of a call where %s", (_, text) => {
    expect(readRecording(text).unreadable.length).toBe(1)
  })
})

describe("a call", () => {
  it("has its name from the end, where strace came in the middle of a call", () => {
    const text = "1 1.000000 ????( <unfinished ...>\n1 3.000000 <... futex resumed>) = 0 <2.000000>"
    const { calls, unreadable } = readRecording(text)
    expect(unreadable).toEqual([])
    expect(calls).toEqual([
      {
        thread: 1,
        name: "futex",
        given: "",
        result: "0",
        startMicros: 1_000_000,
        endMicros: 3_000_000
      }
    ])
  })

  it.each([
    ["its thread was killed", "+++ killed by SIGKILL +++", 2_000_000],
    ["its thread made another call", "read(3, 4) = 4 <0.000001>", 2_000_000],
    ["the recording ended", "--- SIGCHLD {} ---", 2_000_000]
  ])("that never came back is kept: %s", (_, after, endMicros) => {
    const { calls } = readRecording(
      `1 1.500000 epoll_wait(4,  <unfinished ...>\n1 2.000000 ${after}`
    )
    expect(calls[0]).toEqual({
      thread: 1,
      name: "epoll_wait",
      given: "4, ",
      result: "?",
      startMicros: 1_500_000,
      endMicros
    })
  })

  it("that isn't timed ends when its line was written", () => {
    const [call] = readRecording("1 1.000000 read(3, 4) = 4").calls
    expect(call?.endMicros).toBe(1_000_000)
  })
})
