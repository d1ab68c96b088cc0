import { expect, test } from "vitest"
import { foldEvents } from "../../../src/conformance/reports/fold.ts"
import { totalsOfRun } from "../../../src/conformance/reports/totals.ts"
import { eventsOf, folded, recorded } from "./runs.ts"

const cases = [recorded("pass", "A-01"), recorded("deviates", "A-02"), recorded("pass", "A-03")]
const [start, learned, first, second, third, end] = eventsOf(cases)
const told = (...events: ReadonlyArray<typeof start>) => events.flatMap((event) => event ?? [])

test("cases stand in the order of the registry, whatever the order in which they ended", () => {
  const run = folded(told(start, learned, third, first, second, end))
  expect(run.cases.map(({ id }) => id)).toEqual(["A-01", "A-02", "A-03"])
  expect(run).toMatchObject({ server: "nginx/1.22.1", seed: 7, unfinished: [] })
  expect(run.ended?.exitCode).toBe(1)
})

test("a stream that ends early keeps what was not finished, and is counted", () => {
  const run = folded(told(start, third))
  expect(run.unfinished.map(({ id }) => id)).toEqual(["A-01", "A-02"])
  expect([run.ended, run.server]).toEqual([undefined, undefined])
  expect(totalsOfRun(run).must).toEqual({ kept: 1, judged: 1 })
})

test("a result that was not announced is kept behind the others", () => {
  const extra = { _tag: "CaseFinished", result: recorded("pass", "Z-99") } as const
  const run = folded(told(start, extra, first))
  expect(run.cases.map(({ id }) => id)).toEqual(["A-01", "Z-99"])
})

test("of two results of a case the later counts", () => {
  const again = { _tag: "CaseFinished", result: recorded("flaky", "A-01") } as const
  expect(folded(told(start, first, again)).cases.map(({ verdict }) => verdict)).toEqual(["flaky"])
})

test("deaths are kept", () => {
  const death = { _tag: "SubjectDied", how: "exited with 9", during: ["A-01"] } as const
  expect(folded(told(start, death, death)).deaths.length).toBe(2)
})

test("events that do not begin a run are none", () => {
  expect(foldEvents([])).toBeUndefined()
  expect(foldEvents(told(learned, start))).toBeUndefined()
  expect(foldEvents(told(start, start))).toBeUndefined()
})
