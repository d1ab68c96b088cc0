import assert from "node:assert"
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import { claims } from "../../properties/formal/claims.ts"
import { configurations } from "../../properties/formal/configurations.ts"
import { neverTaken } from "../../properties/formal/coverage.ts"
import { figuresIn, outdated } from "../../properties/formal/figures.ts"
import { mistakes } from "../../properties/formal/mistakes.ts"
import { isInstalled, modelFolder, readReport, search } from "../../properties/formal/spin.ts"
import { tie } from "../../properties/formal/tie.ts"

const installed = await isInstalled()

describe("what the checker reports", () => {
  const complete = `
State-vector 140 byte, depth reached 340, errors: 0
       23 states, stored
       30 transitions (= stored+matched)
  237.468\ttotal actual memory usage
`

  test("is read", () => {
    expect(readReport(complete)).toMatchObject({
      errors: 0,
      states: 23,
      transitions: 30,
      memoryMegabytes: 237.468
    })
  })

  test("names the first error", () => {
    const text = `pan:1: assertion violated (a==b) (at depth 14)\n${complete.replace("errors: 0", "errors: 1")}`
    expect(readReport(text)).toMatchObject({ errors: 1, error: "assertion violated (a==b)" })
  })

  test.each([
    "error: max search depth too small",
    "pan: out of memory",
    "pan: too many processes",
    "pan:1: assertion violated - invalid array index",
    "Warning: Search not completed"
  ])("is refused when the search was cut short: %s", (line) => {
    expect(() => readReport(`${line}\n${complete}`)).toThrow(/incomplete|not completed/)
  })

  test("is refused when it says nothing", () => {
    expect(() => readReport("Killed")).toThrow("did not report")
  })
})

test("a line that no search takes is named, and one that some search takes is not", () => {
  const model = ["", "first", "second", "assert(false)", "third"]
  const lines = (all: ReadonlyArray<number>, taken: ReadonlyArray<number>) => ({
    all: new Set(all),
    taken: new Set(taken)
  })
  const searches = [lines([2, 3, 4], [2]), lines([2, 3, 5], [3])]
  expect(neverTaken(searches, model)).toEqual(["5: third"])
})

test("figures in the document that are no longer true are named", () => {
  const documented = figuresIn("| `tie-a` | 1,234 | 5 | x |\n| `other` | words |\n")
  expect([...documented.keys()]).toEqual(["tie-a"])
  expect(outdated(documented, "tie-a", { states: 1234, moves: 5 })).toBeUndefined()
  expect(outdated(documented, "unknown", { states: 1, moves: 1 })).toBeUndefined()
  expect(outdated(documented, "tie-a", { states: 1234, moves: 6 })).toContain(
    "says 1234 states and 5 moves, these are 1234 and 6"
  )
})

describe("the model", () => {
  const model = readFileSync(`${modelFolder}amped.pml`, "utf8")
  const readme = readFileSync(`${modelFolder}README.md`, "utf8")

  test("holds the mistakes that are looked for, and no others", () => {
    const inModel = new Set(Array.from(model.matchAll(/\bFAULT_\w+/g), ([name]) => `-D${name}`))
    const lookedFor = mistakes.map(({ search }) => search.defines.at(-1))
    expect(inModel).toEqual(new Set(lookedFor))
  })

  test("has each property checked, and each broken by a mistake", () => {
    const numbers = Array.from({ length: 10 }, (_, index) => `P${index + 1}`)
    const named = (all: typeof claims) =>
      new Set(
        all.flatMap(({ property }) => property.split(" ")).map((name) => name.replace("'", ""))
      )
    for (const number of numbers) {
      expect(named(claims), `${number} is checked`).toContain(number)
      expect(named(mistakes), `${number} is broken`).toContain(number)
      expect(readme).toContain(`| ${number} |`)
    }
  })

  test("is described with every configuration, property and mistake", () => {
    const tied = configurations.map(({ name }) => `tie-${name}`)
    const names = [...tied, ...[...claims, ...mistakes].map(({ name }) => name)]
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(readme).toContain(`\`${name}\``)
  })
})

if (!installed && process.env["AMPED_REQUIRE_SERVERS"] === "1")
  test("spin and gcc are installed", () => assert.fail("apt-get install spin gcc libc6-dev"))

const title = `with spin${installed ? "" : " (skipped: spin or gcc is not installed)"}`

describe.skipIf(!installed)(title, { timeout: 60_000 }, () => {
  const configuration = configurations.find(({ name }) => name === "two-clients-two-files")!

  test("machine and model take the same transitions", async () => {
    const { problem, states, transitions, found } = await tie(configuration)
    expect(problem).toBeUndefined()
    // One helper: nothing to rename, so Spin's own counts are those of the compared graphs.
    expect([found.states, found.transitions]).toEqual([states, transitions + 1])
  })

  test("a machine with another rule is told apart, in words", async () => {
    const { machine } = faults.find(({ id }) => id === "lifo-queue")!
    const { problem } = await tie(configuration, machine)
    expect(problem).toContain("the machine allows: connection 1 receives, and then client 1 here")
    expect(problem).toContain("queue (Locate a for 1 tries 1) (Locate a for 0 tries 1)")
    expect(problem).toContain("queue (Locate a for 0 tries 1) (Locate a for 1 tries 1)")
  })

  test("a mistake in the model is found by the property that it breaks", async () => {
    const { search: asked, fails } = mistakes.find(({ name }) => name === "mistake-blocking-read")!
    const { error } = await search(asked)
    expect(error).toMatch(fails!)
  })
})
