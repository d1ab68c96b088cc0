/** The probes of one step: who was answered before the release, who after it, and who never. */
import { describe, expect, test } from "vitest"
import { settledWithin } from "../../../src/conformance/fingerprint/question.ts"
import { Round } from "../../../src/conformance/fingerprint/round.ts"
import { answer, type Asked, goodServer, onRequests, smallServer } from "./small-server.ts"

const patience = { restMillis: 5_000, someMillis: 10_000, nobodyMillis: 20_000 }
/** For those that nobody is going to answer. */
const impatience = { restMillis: 100, someMillis: 200, nobodyMillis: 400 }

/** Lets what matches wait, from the request of that number on, until it is released. */
const holding = async (pattern: RegExp, passes = 0) => {
  const heard: Array<Asked> = []
  const waiting: Array<() => void> = []
  const { asking } = await smallServer((socket) =>
    onRequests(socket, (asked) => {
      const isHeld = pattern.test(asked.path)
      if (isHeld) heard.push(asked)
      if (isHeld && heard.length !== passes) waiting.push(() => answer(socket, asked))
      else answer(socket, asked)
    })
  )
  const release = (): void => {
    for (const each of waiting) each()
  }
  return { asking, heard, release }
}

const all = (before: number) => ({ before, after: 0, never: 0 })

test("all are answered", async () => {
  const { asking } = await goodServer()
  const round = new Round(asking, [])
  await round.wait(patience, [])
  expect([round.isStopped, round.silent]).toEqual([false, []])
  expect(round.probes(performance.now())).toEqual({
    warm: all(4),
    missing: all(2),
    malformed: all(2)
  })
})

test("before we say nobody, twelve more ask; after the release they are answered", async () => {
  const { asking, heard, release } = await holding(/^\/warm/)
  const round = new Round(asking, [])
  await round.wait(impatience, [])
  expect([round.isStopped, round.silent]).toEqual([true, ["warm"]])
  await expect.poll(() => heard.length).toBe(16)
  const releasedMillis = performance.now()
  release()
  await settledWithin(round.questions, 10_000)
  expect(round.questions.length).toBe(20)
  expect(round.isStopped).toBe(false)
  expect(round.probes(releasedMillis)).toEqual({
    warm: { before: 0, after: 16, never: 0 },
    missing: all(2),
    malformed: all(2)
  })
})

test("one of the twelve is somebody", async () => {
  const { asking } = await holding(/^\/warm/, 11)
  const round = new Round(asking, [])
  await round.wait({ ...impatience, nobodyMillis: patience.nobodyMillis }, [])
  expect(round.isStopped).toBe(false)
  for (const question of round.questions) question.close()
  await settledWithin(round.questions, 10_000)
  expect(round.probes(performance.now()).warm).toEqual({ before: 1, after: 0, never: 15 })
})

describe("who was silent before", () => {
  test("is not waited for", { timeout: 8_000 }, async () => {
    const { asking } = await holding(/^\/missing/)
    const round = new Round(asking, [])
    await round.wait(patience, ["missing"])
    expect(round.isStopped).toBe(false)
    expect(round.silent).toContain("missing")
    for (const question of round.questions) question.close()
  })

  test("is waited for if it is warm", async () => {
    const { asking, release } = await holding(/^\/warm/)
    const round = new Round(asking, [])
    const waited = round.wait(patience, ["warm"])
    await Promise.all(round.questions.slice(-2).map(({ settled }) => settled))
    release()
    await waited
    // Nobody else had to ask.
    expect([round.isStopped, round.questions.length]).toEqual([false, 8])
  })
})

test("of idle connections two are asked, and none that waits", async () => {
  const { asking, heard } = await holding(/^\/warm\/(?:2|3)\.txt$/)
  const kept = await Promise.all(Array.from({ length: 4 }, () => asking.kept()))
  await Promise.all(kept.map((connection) => connection.ask().settled))
  // The second answer on a connection is held.
  kept[0]?.ask()
  const round = new Round(asking, kept)
  expect(round.questions.length).toBe(4 + 2 + 2 + 2)
  await expect.poll(() => heard.filter(({ ordinal }) => ordinal === 1).length).toBe(3)
  for (const connection of kept) connection.close()
  for (const question of round.questions) question.close()
  await settledWithin(round.questions, 10_000)
  expect(round.probes(performance.now()).kept).toEqual({ before: 0, after: 0, never: 2 })
})
