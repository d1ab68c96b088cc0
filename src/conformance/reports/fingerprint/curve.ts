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

/** In the order of the axis; points at which equally many were held are one step. */
export const stepsOf = ({ points }: Sweep): ReadonlyArray<Step> =>
  [...Map.groupBy(points, ({ held }) => held)]
    .toSorted(([one], [other]) => one - other)
    .map(([held, same]) => ({
      held,
      asked: Math.max(...same.map(({ asked }) => asked)),
      probes: Object.fromEntries(
        probeKinds.flatMap((kind) => {
          const worst = worstOf(same, kind)
          return worst === undefined ? [] : [[kind, worst]]
        })
      )
    }))
