/** Exploring: what is printed, what a broken rule looks like, and how it ends when it can't. */
import * as Effect from "effect/Effect"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import { explorationToJson, renderExploration } from "../../src/cli/exploration-report.ts"
import { exploreWorlds, type WorldExplored } from "../../src/cli/exploration.ts"
import { parseFaults } from "../../src/cli/fault-counts.ts"
import { smallest } from "../../src/runtime-sim/small-world.ts"
import { oneLine, run, start } from "./amped.ts"

const timeout = 60_000

describe.concurrent("explore", { timeout }, () => {
  test("a small world holds, with a line for each choice of files", async ({ onTestFinished }) => {
    const args = ["explore", "--clients", "2", "--helpers", "1"]
    const { code, stdout, stderr } = await run(args, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^a, a +\d+ .* holds$/m)
    expect(stdout).toMatch(/^a, b +\d+ .* holds$/m)
    expect(stdout).toMatch(/^2 worlds, \d+ states, [\d,]+ moves, [\d.]+ s; \d+ rules taken$/m)
  })

  test("--json prints JSON and nothing else", async ({ onTestFinished }) => {
    const args = ["explore", "--clients", "1", "--faults", "1", "--json"]
    const { code, stdout, stderr } = await run(args, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    const { format, worlds } = JSON.parse(stdout)
    expect([format, worlds.length, worlds[0].complete]).toEqual(["amped-exploration/1", 1, true])
    expect(worlds[0].rules["faults/peer-reset"]).toBeGreaterThan(0)
  })

  test("a world that is given up is no world that holds", async ({ onTestFinished }) => {
    const args = ["explore", "--clients", "3", "--states-max", "1000"]
    const { code, stdout, stderr } = await run(args, { whenFinished: onTestFinished })
    expect(code).toBe(1)
    expect(stdout).toMatch(/ incomplete$/m)
    expect(oneLine(stderr)).toMatch(/not every state was seen; raise --states-max/)
  })

  test("an interrupt keeps what was seen", async ({ onTestFinished }) => {
    const args = ["explore", "--clients", "4", "--faults", "2"]
    const running = start(args, { whenFinished: onTestFinished })
    await pause(8000)
    running.child.kill("SIGINT")
    const { code, stderr, stdout } = await running.ended
    expect(code).toBe(130)
    expect(stderr).toBe("amped: interrupted\n")
    expect(stdout).toMatch(/^a, a, a, a +[\d,]+ .* incomplete$/m)
  })

  test.each([
    [["--clients", "0"], /--clients 0 leaves nothing to explore/],
    [["--clients", "17"], /at most 16 clients/],
    [["--faults", "lightning=1"], /no fault "lightning"; there are shortRead, /],
    [["--faults", "reset"], /reset has no count; give reset=1/]
  ])("%j is refused in one line", async (args, line) => {
    const { code, stderr } = await run(["explore", ...args])
    expect(code).toBe(2)
    expect(oneLine(stderr)).toMatch(line)
  })
})

const exploredWith = async (id: string): Promise<ReadonlyArray<WorldExplored>> => {
  const found: Array<WorldExplored> = []
  const { machine } = faults.find((fault) => fault.id === id)!
  const options = {
    machine,
    size: { ...smallest, clients: 2 },
    faultsMax: undefined,
    ...{ judged: true, exchanges: true, ample: false, statesMax: 10_000 }
  }
  await Effect.runPromise(exploreWorlds(options, found))
  return found
}

test("a rule that is broken is told by its sentence, with every move that leads there", async () => {
  const text = renderExploration(await exploredWith("two-jobs-at-once"))
  expect(text).toMatch(/breaks helpers\/one-job$/m)
  expect(text).toMatch(/^helpers\/one-job: A helper has at most one job/m)
  expect(text).toMatch(/after 9 moves, and after no fewer:$/m)
  expect(text).toMatch(/^ {3}1 {2}helper 1 is ready|^ {3}1 {2}client \d connects/m)
})

test("the same as JSON holds the workload, so that the run can be repeated", async () => {
  const { worlds } = JSON.parse(explorationToJson(await exploredWith("two-jobs-at-once")))
  expect(worlds[0].counterexample).toMatchObject({ rule: "helpers/one-job", atEnd: false })
  expect(worlds[0].counterexample.workload.clients).toHaveLength(2)
})

test("faults are a number of the usual ones together, or a count of each kind", () => {
  expect(parseFaults("0")).toEqual({ counts: {}, inAll: undefined })
  expect(parseFaults("2")).toEqual({ counts: { reset: 2, helperDeath: 2 }, inAll: 2 })
  expect(parseFaults("stall=1,diskError=12")).toEqual({
    counts: { stall: 1, diskError: 12 },
    inAll: undefined
  })
})
