import * as Effect from "effect/Effect"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { makeAccessLog, waitingMax } from "../../src/runtime-node/access-log.ts"
import { openWriter } from "../../src/runtime-node/background-writer.ts"
import type { AccessRecord } from "../../src/state-machine/command.ts"

const record = (connection: number): AccessRecord => ({
  connection,
  method: "GET",
  target: '/quote" and \n line',
  status: 200,
  bodyBytes: 12,
  rule: "send/complete"
})

const linesOf = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

test("a file gets one JSON object a line, after what stood in it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "amped-log-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "access.log")
  for (const first of [0, 3]) {
    const program = openWriter(file, true).pipe(
      Effect.flatMap((sink) => {
        const log = makeAccessLog(sink)
        for (let id = first; id < first + 3; id++) log.add(record(id))
        return log.flushed
      })
    )
    await Effect.runPromise(Effect.scoped(program))
  }
  const lines = linesOf(readFileSync(file, "utf8"))
  expect(lines.map((line) => line["connection"])).toEqual([0, 1, 2, 3, 4, 5])
  expect(lines[0]).toEqual({ time: expect.stringMatching(/^20\d\d-.*Z$/), ...record(0) })
})

test("a destination that can't be written is an error with advice, before anything is served", async () => {
  const error = await Effect.runPromise(
    Effect.flip(Effect.scoped(openWriter("/nowhere/access.log", true)))
  )
  expect(error.message).toBe(
    "cannot write to /nowhere/access.log (ENOENT): " +
      "give a file in a directory that exists and that this user may write to"
  )
})

test("dispatcher/log-never-waits: a full log drops whole records and says how many", async () => {
  let text = ""
  let release = () => {}
  const log = makeAccessLog((batch, done) => {
    text += batch
    release = () => done(null)
  })
  log.add(record(0))
  await new Promise((done) => setImmediate(done))
  // The writer has the first record and hangs. The ring takes its fill; the rest is dropped.
  for (let id = 1; id <= waitingMax + 1000; id++) log.add(record(id))
  expect(log.figures().dropped).toBe(1000)
  for (let batch = 0; batch <= waitingMax / 512; batch++) release()
  await Effect.runPromise(Effect.race(log.flushed, Effect.sync(release).pipe(Effect.forever)))
  const lines = linesOf(text)
  expect(lines.length).toBe(1 + waitingMax + 1)
  expect(lines.at(-2)).toMatchObject({ connection: waitingMax })
  expect(lines.at(-1)).toEqual({ time: expect.any(String), dropped: 1000 })
})

test("a writer that fails loses its batch, is counted, and doesn't stop the server", async () => {
  const log = makeAccessLog((_, done) => done("ENOSPC"))
  log.add(record(0))
  log.add(record(1))
  await Effect.runPromise(log.flushed)
  expect(log.figures()).toEqual({ written: 0, dropped: 2 })
})
