/** What a trial and its repetitions make of each other. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Findings, repeated } from "../../../src/conformance/fingerprint/repeat.ts"
import type { Control } from "../../../src/conformance/fingerprint/result.ts"
import { stepsAgain, stepsUpTo } from "../../../src/conformance/fingerprint/steps.ts"

const steps = [1, 2, 4, 8]
const exercised: Control = { name: "something was held", holds: true, found: "4 at most" }

const found = (stopsAt: number | null, controls: ReadonlyArray<Control> = []): Findings => ({
  stopsAt,
  stoppedAsked: stopsAt ?? undefined,
  heldMost: stopsAt ?? 8,
  points: [],
  controls: [exercised, ...controls]
})

const sweep = async (
  first: Findings,
  others: ReadonlyArray<Findings>,
  lastControls?: (asked: number) => Promise<ReadonlyArray<Control>>
) => {
  const walked: Array<ReadonlyArray<number>> = []
  const left = [...others]
  const result = await repeated(
    {
      name: "read",
      steps,
      repetitions: 1 + others.length,
      trial: async (again) => {
        walked.push(again)
        return left.shift() ?? first
      },
      ...(lastControls === undefined ? {} : { lastControls })
    },
    first
  )
  return { ...result, walked }
}

test("three that agree are measured, each from the step before the stop", async () => {
  const result = await sweep(found(4), [found(4), found(4)])
  expect(result).toMatchObject({ outcome: "measured", stopsAt: 4, repeated: [4, 4, 4], why: "" })
  expect(result.walked).toEqual([
    [2, 4, 8],
    [2, 4, 8]
  ])
})

test("what never stops is asked again for the most alone", async () => {
  const result = await sweep(found(null), [found(null)])
  expect(result).toMatchObject({ outcome: "measured", stopsAt: null, repeated: [null, null] })
  expect(result.walked).toEqual([[8]])
})

test("one that disagrees makes all of them flaky", async () => {
  const result = await sweep(found(4), [found(4), found(null)])
  expect(result).toMatchObject({ outcome: "flaky", why: "new requests stopped at 4, 4, never" })
})

test.each([
  [[1, 1, 2], "flaky"],
  [[3, 3, 2], "flaky"],
  [[4, 3, 4], "measured"],
  [[5, 3, 5], "flaky"],
  [[7, 8, 8], "measured"],
  [[8, 6, 7], "measured"],
  [[8, 5, 8], "flaky"],
  [[22, 24, 18], "measured"]
] as const)("numbers of a pool may differ by a quarter: %j is %s", async (stops, outcome) => {
  const [first = 0, ...others] = stops
  const result = await sweep(
    found(first),
    others.map((stopsAt) => found(stopsAt))
  )
  expect(result).toMatchObject({ outcome, stopsAt: Math.max(...stops), repeated: stops })
})

test("a control that fails in any of them makes it inconclusive", async () => {
  const good: Control = { name: "all were answered", holds: true, found: "0 open" }
  const bad: Control = { ...good, holds: false, found: "3 open" }
  const result = await sweep(found(4, [good]), [found(4, [bad]), found(4, [good])])
  expect(result).toMatchObject({ outcome: "inconclusive", why: "all were answered: 3 open" })
  expect(result.controls).toEqual([exercised, bad])
})

test("the last control is asked for as many as stopped it, and can fail as well", async () => {
  const asked: Array<number> = []
  const result = await sweep(found(4), [], async (count) => {
    asked.push(count)
    return [{ name: "nothing held", holds: false, found: "1 of 9" }]
  })
  expect(asked).toEqual([4])
  expect(result).toMatchObject({ outcome: "inconclusive", why: "nothing held: 1 of 9" })
})

test("nothing held is not exercised, and not asked again", async () => {
  const nothing = { ...found(null), controls: [{ ...exercised, holds: false, found: "0 at most" }] }
  const result = await sweep(nothing, [found(4)], async () => [exercised])
  expect(result).toMatchObject({ outcome: "not-exercised", why: "something was held: 0 at most" })
  expect(result.walked).toEqual([])
})

describe("whatever the trials find", () => {
  const control = fc.record({
    name: fc.constantFrom("all were answered", "nobody else was held"),
    holds: fc.boolean(),
    found: fc.constant("so")
  })
  const trial = fc
    .record({
      stopsAt: fc.option(fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 18, 24), { nil: null }),
      isExercised: fc.boolean(),
      controls: fc.array(control, { maxLength: 2 })
    })
    .map(({ stopsAt, isExercised, controls }) => {
      const { controls: _, ...rest } = found(stopsAt)
      return { ...rest, controls: [{ ...exercised, holds: isExercised }, ...controls] }
    })
  const last = fc.array(control, { maxLength: 1 })

  const property = (
    claim: (result: Awaited<ReturnType<typeof sweep>>, all: ReadonlyArray<Findings>) => void
  ) =>
    fc.assert(
      fc.asyncProperty(trial, fc.array(trial, { maxLength: 4 }), last, async (first, more, end) => {
        claim(await sweep(first, more, async () => end), [first, ...more])
      })
    )

  test("measured is only what all agree upon, with all controls", () =>
    property(({ outcome, why, controls, stopsAt }, all) => {
      if (outcome !== "measured") return expect(why).not.toBe("")
      const stops = all.map((each) => each.stopsAt)
      if (stopsAt === null) expect(new Set(stops)).toEqual(new Set([null]))
      else
        for (const each of stops) {
          expect(each).toBeGreaterThanOrEqual(stopsAt < 4 ? stopsAt : stopsAt * 0.75)
          expect(each).toBeLessThanOrEqual(stopsAt)
        }
      expect(all.flatMap((each) => each.controls).every(({ holds }) => holds)).toBe(true)
      expect(controls.every(({ holds }) => holds)).toBe(true)
    }))

  test("a trial that was not exercised is never measured, nor anything but that", () =>
    property(({ outcome }, all) => {
      const walked = all[0]?.controls[0]?.holds === true ? all : all.slice(0, 1)
      const isExercised = walked.every(({ controls: [control] }) => control?.holds === true)
      expect(outcome === "not-exercised").toBe(!isExercised)
    }))

  test("where controls hold, whoever stops once and never another time is flaky", () =>
    property(({ outcome, controls, repeated: each }) => {
      if (!controls.every(({ holds }) => holds)) return
      if (new Set(each).size === 1) expect(outcome).toBe("measured")
      if (each.includes(null) && each.some((stopsAt) => stopsAt !== null))
        expect(outcome).toBe("flaky")
    }))
})

test("without any control nothing is measured", async () => {
  const { outcome } = await sweep({ ...found(4), controls: [] }, [])
  expect(outcome).toBe("not-exercised")
})

describe("steps", () => {
  test("end with what was asked for", () => {
    expect(stepsUpTo(1)).toEqual([1])
    expect(stepsUpTo(7)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(stepsUpTo(64).at(-1)).toBe(64)
    expect(stepsUpTo(128).filter((step) => step === 128)).toEqual([128])
  })

  test("of a repetition", () => {
    expect(stepsAgain([1, 2, 3], 1)).toEqual([1, 2, 3])
    expect(stepsAgain([1, 2, 3], 3)).toEqual([2, 3])
    expect(stepsAgain([1, 2, 3], undefined)).toEqual([3])
  })
})
