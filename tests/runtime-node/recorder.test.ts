import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { makeRecorder } from "../../src/runtime-node/recorder.ts"
import type { Stepped } from "../../src/runtime/driver.ts"
import type { TraceHeader } from "../../src/runtime/trace.ts"
import type { Event } from "../../src/state-machine/event.ts"

const header: TraceHeader = { format: "amped-trace/1", subject: "test", seed: null, settings: {} }
const stepped: Stepped<null> = { rules: ["read/partial"], state: null, commands: [] }
const received = (text: string): Event => ({
  _tag: "Received",
  connection: 1,
  bytes: Buffer.from(text, "latin1")
})

const recorded = async (steps: number, bound?: number) => {
  let text = ""
  const recorder = makeRecorder(
    (batch, done) => {
      text += batch
      done(null)
    },
    header,
    bound
  )
  for (let step = 0; step < steps; step++) recorder.observe(received('\u00ff\0\n"'), stepped, step)
  recorder.end("drained", steps)
  await Effect.runPromise(recorder.flushed)
  const lines = text.trimEnd().split("\n")
  return { recorder, lines: lines.map((line): Record<string, unknown> => JSON.parse(line)) }
}

test("a recording is a header, the steps in sequence, and an end", async () => {
  const { lines, recorder } = await recorded(3)
  expect(lines[0]).toEqual(header)
  expect(lines.slice(1).map((line) => line["sequence"])).toEqual([0, 1, 2, 3])
  expect(lines[1]).toMatchObject({
    atMillis: 0,
    actor: "dispatcher",
    what: {
      _tag: "Step",
      event: { _tag: "Received", bytes: '\u00ff\0\n"' },
      rules: ["read/partial"]
    }
  })
  expect(lines.at(-1)).toMatchObject({ actor: "world", what: { _tag: "Ended", reason: "drained" } })
  expect(recorder.figures()).toEqual({ entries: 4, incomplete: null })
})

test("a recording that outruns the disk ends early and says so, in the file and in the figures", async () => {
  const { lines, recorder } = await recorded(1000, 10_000)
  expect(lines.length).toBeLessThan(200)
  expect(lines.slice(1).map((line) => line["sequence"])).toEqual(
    lines.slice(1).map((_, index) => index)
  )
  expect(lines.at(-1)).toMatchObject({ what: { _tag: "Ended", reason: "interrupted" } })
  expect(recorder.figures().incomplete).toMatch(/more than 10000 characters/)
})

test("a recording that can't be written says so in the figures", async () => {
  const recorder = makeRecorder((_, done) => done("ENOSPC"), header)
  recorder.observe(received("x"), stepped, 0)
  await Effect.runPromise(recorder.flushed)
  expect(recorder.figures().incomplete).toBe("not written: ENOSPC")
})
