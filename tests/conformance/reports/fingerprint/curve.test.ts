import { expect, test } from "vitest"
import {
  lastProbesOf,
  placedStepsOf,
  stepsOf
} from "../../../../src/conformance/reports/fingerprint/curve.ts"
import { answered, measured } from "./sweeps.ts"

const sweep = measured("read")
const [first] = sweep.points

const at = (held: number, asked: number, before: number) => ({
  ...(first ?? { tasks: 1, processes: 1, residentBytes: 1 }),
  held,
  asked,
  probes: { warm: answered(before, 4 - before) }
})

test("points at which equally many were held are one step, and the worst of them counts", () => {
  const points = [at(2, 2, 4), at(1, 1, 4), at(2, 5, 1), at(2, 3, 2)]
  expect(stepsOf({ ...sweep, points })).toEqual([
    { held: 1, asked: 1, probes: { warm: answered(4) } },
    { held: 2, asked: 5, probes: { warm: answered(1, 3) } }
  ])
})

test("a kind of which none was sent is no kind of the step", () => {
  const points = [{ ...at(1, 1, 4), probes: { warm: answered(4), kept: answered(0) } }]
  expect(stepsOf({ ...sweep, points })[0]?.probes).toEqual({ warm: answered(4) })
})

test("where it ended, the worst counts too", () => {
  const points = [at(1, 1, 4), at(2, 2, 4), at(2, 3, 3), at(2, 4, 4)]
  expect(lastProbesOf({ ...sweep, points })).toEqual({ warm: answered(3, 1) })
  expect(lastProbesOf({ ...sweep, points: [] })).toEqual({})
})

test("once no more is held, a step stands where it was asked for", () => {
  const places = (points: typeof sweep.points, stopsAt: number | null) =>
    placedStepsOf({ ...sweep, points, stopsAt }).map(({ place, isQueued }) => [place, isQueued])
  const points = [at(1, 1, 4), at(2, 3, 4), at(2, 5, 4), at(2, 8, 0)]
  expect(places(points, null)).toEqual([
    [1, false],
    [2, false],
    [5, true],
    [8, true]
  ])
  expect(places(points, 2)).toEqual([
    [1, false],
    [2, false]
  ])
  expect(places([], null)).toEqual([])
})
