/** The published table of faulty machines: none is missing, none gets away, and every monitor can bite. */
import { assert, describe, test } from "vitest"
import { faultKinds, faults } from "../../mutation/faulty/index.ts"
import { judge } from "../../src/requirements/registry.ts"
import { reference } from "../../src/state-machine/server.ts"
import { isEndless } from "./explored.ts"
import { type Row, strangers, wrongWith } from "./measure.ts"
import { bites } from "./rules.ts"
import { publishedDocument, publishedRows, render } from "./table.ts"
import { handMadeSettings, honest } from "./traces.ts"
import { outOfReach } from "./worlds.ts"

const rows = publishedRows()

test("every faulty machine is in the table, under its rule, and nothing else", () => {
  assert.deepStrictEqual(strangers(rows), [])
})

test("each is found soon, and its shrunk run is short", () => {
  assert.deepStrictEqual(rows.flatMap(wrongWith), [])
})

test("docs/teeth.md says what was measured", () => {
  assert.strictEqual(publishedDocument(), render(rows))
})

test("there are mistakes of every kind", () => {
  const counts = faultKinds.map((kind) => faults.filter((fault) => fault.kind === kind).length)
  assert.isAtLeast(Math.min(...counts), 3)
  assert.isAtLeast(faults.length, 44)
})

test("what exploration can't reach is listed with the reason, and nothing else is", () => {
  const unseen = rows.filter(({ explored }) => explored === null).map(({ id }) => id)
  assert.sameMembers(Object.keys(outOfReach), unseen)
})

test("each rule with a monitor is broken by a machine, or by a trace made by hand", () => {
  const toothless = bites().filter(({ machines, trace }) => machines.length === 0 && !trace)
  assert.deepStrictEqual(
    toothless.map(({ rule }) => rule),
    []
  )
})

test("the trace that those made by hand begin with breaks nothing", () => {
  assert.deepStrictEqual(judge(honest, { settings: handMadeSettings }).violations, [])
})

test("accept/completes: a machine called endless has a fair run without an end, and no other has", () => {
  const [first] = faults
  assert.deepStrictEqual(
    faults.filter((fault) => fault.endless).map(isEndless),
    faults.filter((fault) => fault.endless).map(() => true)
  )
  assert.isFalse(isEndless({ ...first!, machine: reference }))
})

describe("a row is wrong", () => {
  const [row] = rows as [Row, ...ReadonlyArray<Row>]
  const never = { random: null, pct1: null, pct2: null, pct3: null, walk: null, swarm: null }
  const wrong: ReadonlyArray<readonly [string, Partial<Row>, RegExp]> = [
    [
      "that nothing finds",
      { runs: { ...never, portfolio: null }, explored: null },
      /nothing finds/
    ],
    ["that takes too many runs", { runs: { ...never, portfolio: 501 } }, /needs 501 runs/],
    ["that the portfolio misses", { runs: { ...never, portfolio: null } }, /too many runs/],
    ["that is shrunk badly", { shrunk: 16, shortest: 10 }, /shrunk to 16/],
    ["that is not shrunk", { shrunk: null }, /shrunk to null/]
  ]
  test.each(wrong)("%s", (_, parts, expected) => {
    assert.match(wrongWith({ ...row, ...parts }).join("; "), expected)
  })

  test("that belongs to no machine, or to another rule", () => {
    assert.match(strangers([...rows, { ...row, id: "gone" }]).join(), /^gone .* is no more$/)
    assert.lengthOf(strangers([{ ...row, rule: "find/hidden" }, ...rows.slice(1)]), 2)
    assert.match(strangers(rows.slice(1)).join(), / is missing$/)
  })
})
