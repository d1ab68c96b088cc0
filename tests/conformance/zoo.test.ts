import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { activeCases } from "../../src/conformance/cases/index.ts"
import { type Report, exitCodeOf } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"
import { type Animal, cage } from "./zoo.ts"

// A server that never answers costs this much for each request. One that does answer must not be
// taken for silent on a busy machine: it gets the patience of a real run.
const briefPatienceMillis = 150

const verifyAnimal = async (
  animal: Animal,
  ids?: ReadonlyArray<string>,
  patienceMillis = 2_000
): Promise<Report> => {
  const { port, close } = await cage(animal)
  const url = `http://127.0.0.1:${port}/`
  try {
    return await Effect.runPromise(
      verify({
        subject: {
          kind: "url",
          url,
          address: { hostname: "127.0.0.1", port },
          host: `127.0.0.1:${port}`
        },
        multipliers: [],
        cases: activeCases.filter(({ id }) => ids === undefined || ids.includes(id)),
        profile: { patienceMillis, idleConnections: 20, deadlineMillis: 10_000 },
        jobs: 16
      })
    )
  } finally {
    close()
  }
}

const verdictOf = (report: Report, id: string) =>
  report.cases.find((each) => each.id === id)?.verdict

describe("servers that answer nothing, or always the same", () => {
  test.each(["always 400", "always 200, empty", "silent", "closes at once"] as const)(
    "%s: fails, and no negative case passes",
    async (animal) => {
      const report = await verifyAnimal(animal, undefined, briefPatienceMillis)
      expect(exitCodeOf(report)).toBe(1)
      expect(verdictOf(report, "M-01")).toBe("deviates")
      const negative = activeCases.filter(({ control }) => control !== "self")
      const passed = negative.filter(({ id }) =>
        ["pass", "choice", "unclear"].includes(verdictOf(report, id) ?? "")
      )
      expect(passed.map(({ id }) => id)).toEqual([])
      expect(report.brokenControls.length).toBeGreaterThan(0)
    }
  )
})

describe("servers that are wrong in one way", () => {
  const ids = ["M-01", "M-02", "M-13", "R-06", "R-07", "C-02", "C-03"]

  test("the honest one keeps all of these", async () => {
    const report = await verifyAnimal("honest", ids)
    expect(ids.map((id) => `${id} ${verdictOf(report, id)}`)).toEqual(ids.map((id) => `${id} pass`))
  })

  test.each([
    ["length wrong by one", "M-14b"],
    ["length wrong by one", "M-01"],
    ["HEAD with a body", "M-02"],
    ["HEAD with a body", "M-13"],
    ["ignores Host", "R-06"],
    ["swaps pipelined answers", "C-02"]
  ] as const)("%s: %s deviates", async (animal, id) => {
    const report = await verifyAnimal(animal, [...ids, id])
    expect(verdictOf(report, id)).toBe("deviates")
    expect(exitCodeOf(report)).toBe(1)
  })
})
