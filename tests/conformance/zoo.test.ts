/** The suite against servers that are wrong on purpose; `npm run zoo` has all of them, this a few. */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { animals } from "../../mutation/zoo/animals/index.ts"
import { documentFile, render } from "../../mutation/zoo/document.ts"
import { differenceOf, honestId, publishedRows, type Row } from "../../mutation/zoo/kills.ts"
import { measuredIds, Zookeeper } from "../../mutation/zoo/measure.ts"
import { memoryNetwork, type Server } from "../../mutation/zoo/network.ts"
import { stays, wrongWith } from "../../mutation/zoo/stays.ts"
import { twin } from "../../mutation/zoo/twin/twin.ts"
import type { Control } from "../../src/conformance/case.ts"
import { activeCases } from "../../src/conformance/cases/index.ts"
import { exitCodeOf, type Report } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"

const nullServers = animals.filter(({ kind }) => kind === "null")

let zookeeper: Zookeeper
beforeAll(async () => {
  zookeeper = await Zookeeper.hire()
})
afterAll(() => zookeeper.remove())

const idsWith = (report: Report, verdict: string): ReadonlyArray<string> =>
  report.cases.filter((each) => each.verdict === verdict).map(({ id }) => id)

const idsOf = (...controls: ReadonlyArray<Control>): ReadonlySet<string> =>
  new Set(activeCases.filter(({ control }) => controls.includes(control)).map(({ id }) => id))

describe("servers that answer nothing, or always the same", () => {
  test.each(nullServers)("$id: the run fails, and no refusal proves anything", async (animal) => {
    const report = await zookeeper.judge(animal.id, animal.start(zookeeper.folder))
    expect(exitCodeOf(report)).toBe(1)
    expect(idsWith(report, "deviates")).toContain("M-01b")
    expect(report.brokenControls).not.toEqual([])
    // Those that send hello.txt to everybody are right about many single requests, but not about two.
    const isRightOnce = !report.brokenControls.some((each) => each.includes("(close)"))
    const cases = isRightOnce ? idsOf("pipelined") : idsOf("pipelined", "close", "http-1.0")
    const wrong = ["pass", "choice", "unclear"]
      .flatMap((verdict) => idsWith(report, verdict))
      .filter((id) => cases.has(id))
    expect(wrong).toEqual([])
  })
})

describe("verify, as users run it", () => {
  const exitCode = async (server: Server): Promise<number> => {
    const network = memoryNetwork(server)
    const report = await Effect.runPromise(
      verify({
        subject: { kind: "network", name: "an animal", network, host: "localhost" },
        cases: activeCases.filter(({ chapter }) => chapter === "framing" || chapter === "target"),
        jobs: 40
      })
    )
    return exitCodeOf(report)
  }
  const start = (id: string): Server => {
    const animal = animals.find((each) => each.id === id)
    return (animal?.start ?? twin())(zookeeper.folder)
  }

  test.each([
    [honestId, 0],
    ["always-400", 1],
    ["silence", 1],
    ["length-plus", 1]
  ] as const)("%s: exit %i", async (id, expected) => {
    expect(await exitCode(start(id))).toBe(expected)
  })
})

describe("servers with one bad habit", () => {
  test.each([
    ["host-unread", ["R-08a", "R-08c", "R-08d", "R-08e", "R-08f"]],
    ["length-plus", ["B-06c"]],
    ["second-decoding-unchecked", ["U-04g"]],
    ["head-of-nothing", ["M-02"]],
    ["match-weak", ["H-04b"]]
  ] as const)("%s: rejected by %s, and as published", async (id, expected) => {
    const row = await zookeeper.measure(id)
    const handmade = row.rejectedBy.filter((each) => !each.startsWith("G-"))
    expect(handmade).toEqual(expected)
    const published = publishedRows().find((each) => each.id === id)
    expect(published && differenceOf(published, row)).toBeUndefined()
    expect(published?.exitCode).toBe(1)
  })
})

describe("what is published", () => {
  const rows = publishedRows()

  test("names all animals and machines, with a reason where nobody is rejected", () => {
    expect(rows.map(({ id }) => id)).toEqual(measuredIds)
    expect(new Set(measuredIds).size).toBe(measuredIds.length)
    expect(wrongWith(rows)).toEqual([])
    expect(readFileSync(documentFile, "utf8")).toBe(render(rows))
  })

  const without = (caseId: string): ReadonlyArray<Row> =>
    rows.map((row) => ({ ...row, rejectedBy: row.rejectedBy.filter((id) => id !== caseId) }))

  test("a case that rejects nobody any more is told", () => {
    expect(wrongWith(without("P-03")).join()).toMatch(/P-03 rejects nobody/)
  })

  test("a reason to stay that is not needed is told", () => {
    const [idle = ""] = Object.keys(stays)
    const killing = rows.map((row) => (row.id === "drip" ? { ...row, rejectedBy: [idle] } : row))
    expect(wrongWith(killing).join()).toContain(`${idle} rejects somebody`)
  })

  test("a difference is told in cases", () => {
    const [row] = rows
    if (row === undefined) throw new Error("nothing is published")
    const now = { ...row, rejectedBy: ["M-01"] }
    expect(differenceOf(row, now)).toBe(`${row.id}: rejected by M-01`)
    expect(differenceOf(now, row)).toBe(`${row.id}: no longer rejected by M-01`)
    expect(differenceOf(row, { ...row, choices: -1 })).toBe(`${row.id}: other figures`)
  })
})
