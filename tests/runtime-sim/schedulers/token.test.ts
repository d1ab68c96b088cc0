import fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { labelOf, type Choice } from "../../../src/runtime-sim/choice.ts"
import { generate } from "../../../src/runtime-sim/generate.ts"
import { picksChooser, recording } from "../../../src/runtime-sim/schedulers/picks.ts"
import {
  chooserOf,
  strategyNames,
  workloadOf
} from "../../../src/runtime-sim/schedulers/portfolio.ts"
import {
  parseToken,
  printToken,
  tokenFormat,
  type Pick,
  type Token
} from "../../../src/runtime-sim/schedulers/token.ts"
import { simulate } from "../../../src/runtime-sim/simulate.ts"
import { digestOf, digestStart, digestText } from "../../../src/runtime/digest.ts"
import { reference } from "../../../src/state-machine/server.ts"
import { echo } from "../echo.ts"

const picksArbitrary = fc.array(
  fc
    .record({ count: fc.integer({ min: 1, max: 300 }), index: fc.nat({ max: 299 }) })
    .map(({ count, index }): Pick => ({ count, index: index % count }))
)

const tokenArbitrary: fc.Arbitrary<Token> = fc
  .record({
    strategy: fc.constantFrom(...strategyNames),
    seed: fc.nat({ max: 0xffffffff }),
    picks: fc.option(picksArbitrary, { nil: undefined })
  })
  .map(({ picks, ...seed }) => (picks === undefined ? seed : { ...seed, picks }))

const refusal = (text: string): string => {
  const parsed = parseToken(text)
  return Result.isFailure(parsed) ? parsed.failure.message : "accepted"
}

describe("a token", () => {
  it("says what it was printed for, and fits a command line", () => {
    fc.assert(
      fc.property(tokenArbitrary, (token) => {
        const text = printToken(token)
        expect(text).toMatch(/^[A-Za-z0-9][\w-]*$/)
        expect(Result.getOrThrow(parseToken(text))).toEqual(token)
      })
    )
    expect(printToken({ strategy: "pct3", seed: 4711 }).length).toBeLessThanOrEqual(10)
  })

  it("is refused when a character is wrong, missing or doubled", () => {
    const wrong = fc.property(tokenArbitrary, fc.nat(), fc.nat({ max: 63 }), (token, at, digit) => {
      const text = printToken(token)
      const index = at % text.length
      const replaced = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[digit]
      const other = `${text.slice(0, index)}${replaced}${text.slice(index + 1)}`
      if (other !== text) expect(refusal(other)).toContain("is damaged")
      expect(refusal(text.slice(0, -1))).toContain("is damaged")
      expect(refusal(`${text}${text.at(-1)}`)).toContain("is damaged")
    })
    fc.assert(wrong)
    for (const text of ["", "A", "hello", "a b", "AQ==", "4711"])
      expect(refusal(text), text).toBe("is damaged: a character is wrong, or missing")
  })

  it("of another format is refused in one line that says so", () => {
    // Format 2 as it will begin and end, whatever stands between.
    expect(refusal("AgAJCQngrw")).toBe(
      `has format 2, and this version of amped reads format ${tokenFormat}: use the version that printed it`
    )
  })
})

/** The digest of all labels: what the schedule chose, whatever the machine did with it. */
const digestOfSeed = (token: Token): string => {
  const workload = workloadOf(token.strategy, token.seed)
  const chooser = chooserOf(token.strategy, token.seed, workload)
  const { labels } = simulate({ machine: echo, workload, chooser })
  let digest = digestOf(digestStart, JSON.stringify(workload))
  for (const label of labels()) digest = digestOf(digest, label)
  return digestText(digest)
}

// When this fails, tokens that people hold mean other runs: count `tokenFormat` up, then take the new digests.
it("tokens of this format keep their meaning", () => {
  const seen = strategyNames.map((strategy) => `${strategy} ${digestOfSeed({ strategy, seed: 7 })}`)
  expect([tokenFormat, ...seen]).toMatchInlineSnapshot(`
    [
      1,
      "random eebab9fba4de69a7",
      "pct1 f1f3cc19d8d2e15a",
      "pct2 a603a16a86413cd8",
      "pct3 4c1b97b3699577c5",
      "walk 94d8d52e3c0e5f11",
      "swarm a8a8570b4368d8e9",
    ]
  `)
})

describe("picks", () => {
  const recorded = (seed: number) => {
    const workload = generate(seed)
    const picks: Array<Pick> = []
    const chooser = recording(chooserOf("pct2", seed, workload), picks)
    const run = simulate({ machine: reference(workload.settings), workload, chooser })
    return { workload, picks, labels: run.labels() }
  }

  it("printed as a token repeat the run", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { workload, picks, labels } = recorded(seed)
      const token = Result.getOrThrow(parseToken(printToken({ strategy: "pct2", seed, picks })))
      const chooser = picksChooser(token.picks ?? [])
      const again = simulate({ machine: reference(workload.settings), workload, chooser })
      expect(again.labels()).toEqual(labels)
    }
  })

  it("that don't fit the run are refused at the first step that shows it", () => {
    const { workload, picks, labels } = recorded(1)
    const machine = reference(workload.settings)
    const other = picks.with(9, { index: 0, count: 99 })
    const taken: Array<Choice> = []
    expect(() => simulate({ machine, workload, chooser: picksChooser(other), taken })).toThrow(
      /at step 10 it chooses among 99, and \d+ are enabled/
    )
    expect(taken.map(labelOf)).toEqual(labels.slice(0, 9))
  })
})
