import { readFileSync } from "node:fs"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { presetsOn } from "../../src/cli/presets.ts"
import { activeCases, passiveCases } from "../../src/conformance/cases/index.ts"
import {
  type Expectations,
  Expectations as ExpectationsFile,
  expected,
  findExpectations,
  type KnownDeviation,
  updated
} from "../../src/conformance/expectations.ts"
import { multipliers } from "../../src/conformance/multipliers/multiplier.ts"
import type { CaseResult } from "../../src/conformance/result.ts"

const result = (verdict: CaseResult["verdict"], id = "R-06"): CaseResult => ({
  id,
  title: "a title",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  why: "a reason",
  rules: ["read/bad-host"],
  chapter: "target",
  verdict,
  outcome: "200 for 400",
  expected: "400",
  found: "200",
  durationMillis: 1,
  exchanges: []
})

const listOf = (...deviations: ReadonlyArray<Partial<KnownDeviation>>): Expectations => ({
  format: "amped-expectations/1",
  name: "a server",
  deviations: deviations.map((each) => ({
    case: "R-06",
    clause: "rfc9112#section-3.2-6",
    reason: "as it always did",
    ...each
  }))
})

const now = { server: "nginx/1.22.1", today: "2026-06-01" }
const verdictOf = (list: Expectations, given: CaseResult, circumstances = now) =>
  expected(given, list, circumstances).verdict

describe("a known deviation", () => {
  test.each([
    ["deviates", "expected-fail"],
    ["pass", "unexpected-pass"],
    ["choice", "unexpected-pass"],
    ["blocked", "blocked"],
    ["crash", "crash"],
    ["flaky", "flaky"],
    ["not-applicable", "not-applicable"]
  ] as const)("%s becomes %s", (given, then) => {
    expect(verdictOf(listOf({}), result(given))).toBe(then)
  })

  test("of another case changes nothing", () => {
    expect(verdictOf(listOf({}), result("deviates", "R-07"))).toBe("deviates")
    expect(expected(result("deviates"), undefined, now).verdict).toBe("deviates")
  })

  test.each([
    [">=1.22 <1.23", "nginx/1.22.1", "expected-fail"],
    [">=1.23", "nginx/1.22.1", "deviates"],
    // Who hides the version is held to all of them.
    [">=1.23", "Caddy", "expected-fail"]
  ])("for %s of %s: %s", (versions, server, then) => {
    expect(verdictOf(listOf({ versions }), result("deviates"), { ...now, server })).toBe(then)
  })

  test("is expected on its last day, and not on the next", () => {
    const list = listOf({ until: "2026-06-01" })
    expect(verdictOf(list, result("deviates"))).toBe("expected-fail")
    const late = expected(result("deviates"), list, { ...now, today: "2026-06-02" })
    expect([late.verdict, late.reason]).toEqual([
      "deviates",
      "expected until 2026-06-01 only: as it always did (rfc9112#section-3.2-6)"
    ])
  })

  test("that shows sometimes is expected when it does, and not missed when it doesn't", () => {
    const list = listOf({ sometimes: true })
    expect(verdictOf(list, result("deviates"))).toBe("expected-fail")
    expect(verdictOf(list, result("pass"))).toBe("pass")
  })

  test("with another outcome is news", () => {
    expect(verdictOf(listOf({ outcome: "200 for 400" }), result("deviates"))).toBe("expected-fail")
    expect(verdictOf(listOf({ outcome: "no answer" }), result("deviates"))).toBe("deviates")
  })
})

test("an update keeps what still shows, drops what is mended, adds what is new", () => {
  const list = listOf({ case: "R-06" }, { case: "R-07" }, { case: "R-99" })
  const results = [
    result("expected-fail", "R-06"),
    result("unexpected-pass", "R-07"),
    result("deviates", "R-08"),
    result("pass", "R-09")
  ]
  const reasons = updated(list, results).deviations.map(({ case: id, reason }) => `${id} ${reason}`)
  expect(reasons).toEqual([
    "R-06 as it always did",
    "R-99 as it always did",
    "R-08 not explained yet"
  ])
})

test("of several lists the one counts that fits the Server field", () => {
  const lists = [
    { ...listOf(), name: "one", server: "^one/" },
    { ...listOf(), name: "other", server: "^other/" },
    listOf()
  ]
  expect(findExpectations(lists, "other/2")?.name).toBe("other")
  expect(findExpectations(lists, "third")).toBeUndefined()
  expect(findExpectations(lists, undefined)).toBeUndefined()
})

describe("shipped lists", () => {
  const ids = [...activeCases, ...multipliers, ...passiveCases].map(({ id }) => id)
  const folder = new URL("../../servers/", import.meta.url)

  test.each(presetsOn("servers"))("%s: of cases that exist, each once", (name) => {
    const text = readFileSync(new URL(`${name}/expect.json`, folder), "utf8")
    const { deviations } = Schema.decodeUnknownSync(ExpectationsFile)(JSON.parse(text))
    const listed = deviations.map((each) => each.case)
    expect(listed.filter((id) => !ids.includes(id))).toEqual([])
    expect(new Set(listed).size).toBe(listed.length)
  })
})

test.each([
  ["a range", { versions: "new ones" }],
  ["a date", { until: "next year" }]
])("%s that is none is refused", (_what, wrong) => {
  const read = Schema.decodeUnknownResult(ExpectationsFile)(listOf(wrong))
  expect(read._tag).toBe("Failure")
})
