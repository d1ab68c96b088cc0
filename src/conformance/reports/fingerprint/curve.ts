/** A sweep as steps of its axis: what was held, and the worst that happened to each kind of probe there. */
import type { Answered, Point, ProbeKind, Sweep } from "../../fingerprint/result.ts"
import { probeKinds, sentOf } from "./words.ts"

export interface Step {
  readonly held: number
  /** The most that was asked for at this number held. */
  readonly asked: number
  readonly probes: Readonly<Partial<Record<ProbeKind, Answered>>>
}

const share = (answered: Answered): number =>
  sentOf(answered) === 0 ? 1 : answered.before / sentOf(answered)

/** At one number held the worst counts: a probe that waits once is what the sweep looks for. */
const worstOf = (points: ReadonlyArray<Point>, kind: ProbeKind): Answered | undefined =>
  points
    .flatMap(({ probes }) => probes[kind] ?? [])
    .filter((answered) => sentOf(answered) > 0)
    .toSorted((one, other) => share(one) - share(other))[0]

const stepOf = (points: ReadonlyArray<Point>): Step => ({
  held: Math.max(...points.map(({ held }) => held)),
  asked: Math.max(...points.map(({ asked }) => asked)),
  probes: Object.fromEntries(
    probeKinds.flatMap((kind) => {
      const worst = worstOf(points, kind)
      return worst === undefined ? [] : [[kind, worst]]
    })
  )
})

const grouped = (points: ReadonlyArray<Point>, by: "held" | "asked"): ReadonlyArray<Step> =>
  [...Map.groupBy(points, (point) => point[by])]
    .toSorted(([one], [other]) => one - other)
    .map(([, same]) => stepOf(same))

/** In the order of the axis; points at which equally many were held are one step. */
export const stepsOf = ({ points }: Sweep): ReadonlyArray<Step> => grouped(points, "held")

/** What became of the probes where it ended, each time that as many were held. */
export const lastProbesOf = ({ points }: Sweep): Step["probes"] => {
  const held = points.at(-1)?.held
  return stepOf(points.filter((point) => point.held === held)).probes
}

export interface PlacedStep extends Step {
  readonly place: number
  /** More was asked for than could be held, and nothing stopped: what is beyond the held waits in the server's line. */
  readonly isQueued: boolean
}

const placed = (steps: ReadonlyArray<Step>, by: "held" | "asked"): ReadonlyArray<PlacedStep> =>
  steps.map((step) => ({ ...step, place: step[by], isQueued: by === "asked" }))

/** Each step by what was held; once no more is held though more is asked for, by what was asked. */
export const placedStepsOf = (sweep: Sweep): ReadonlyArray<PlacedStep> => {
  const { points, stopsAt } = sweep
  if (stopsAt !== null) return placed(stepsOf(sweep), "held")
  const most = Math.max(0, ...points.map(({ held }) => held))
  const first = Math.min(...points.filter(({ held }) => held === most).map(({ asked }) => asked))
  const isQueued = ({ held, asked }: Point) => held === most && asked > Math.max(most, first)
  return [
    ...placed(
      grouped(
        points.filter((point) => !isQueued(point)),
        "held"
      ),
      "held"
    ),
    ...placed(grouped(points.filter(isQueued), "asked"), "asked")
  ]
}
