/** Sweeps made by hand: told by where they stop, not point by point. */
import type {
  Answered,
  Point,
  Probes,
  Sweep,
  SweepName
} from "../../../../src/conformance/fingerprint/result.ts"

const askedSteps = [1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 17, 20, 24, 32, 33, 40, 48, 64]

export const answered = (before: number, after = 0, never = 0): Answered => ({
  before,
  after,
  never
})

export interface Course {
  readonly stopsAt?: number
  /** It stops where so many are asked for, whatever is held. */
  readonly stopsAtAsked?: number
  /** The most that the server has outstanding at once. */
  readonly helpers?: number
  /** Of the four warm probes, how many wait at the numbers held before it stops. */
  readonly waitingAt?: Readonly<Record<number, number>>
  /** Kinds of probes that still are answered where warm ones are not; at other steps all are. */
  readonly alive?: ReadonlyArray<"missing" | "malformed" | "kept">
  readonly kinds?: ReadonlyArray<"missing" | "malformed" | "kept">
  readonly tasks?: (held: number) => number
}

const probesAt = (
  held: number,
  isStopped: boolean,
  { waitingAt = {}, alive = [], kinds = [] }: Course
) => {
  const waits = isStopped ? 4 : (waitingAt[held] ?? 0)
  const probes: Record<string, Answered> = { warm: answered(4 - waits, waits) }
  for (const kind of kinds)
    probes[kind] = isStopped && !alive.includes(kind) ? answered(0, 2) : answered(2)
  return probes as Probes
}

const pointsOf = (course: Course): ReadonlyArray<Point> => {
  const {
    stopsAt = Infinity,
    stopsAtAsked = Infinity,
    helpers = Infinity,
    tasks = () => 2
  } = course
  const asked = askedSteps.filter((step) => step <= stopsAt && step <= stopsAtAsked)
  return asked.map((step) => {
    const held = Math.min(step, helpers)
    return {
      asked: step,
      held,
      probes: probesAt(held, held === stopsAt || step === stopsAtAsked, course),
      tasks: tasks(held),
      processes: 2,
      residentBytes: 8_000_000 + held * 10_000
    }
  })
}

const controls = [
  { name: "the disk is held", holds: true, found: "held 1 of 1" },
  { name: "release revives", holds: true, found: "4 of 4 answered after release" }
]

export const measured = (
  name: SweepName,
  course: Course = {},
  waiting: Sweep["waiting"] = []
): Sweep => {
  const points = pointsOf(
    name === "lookup" || name === "read"
      ? { kinds: ["missing", "malformed", "kept"], ...course }
      : course
  )
  const isBeyond = course.stopsAtAsked !== undefined
  const stopsAt =
    course.stopsAt ?? (isBeyond ? (course.helpers ?? course.stopsAtAsked) : null) ?? null
  return {
    name,
    outcome: "measured",
    why: "",
    stopsAt,
    repeated: [stopsAt, stopsAt, stopsAt],
    heldMost: Math.max(0, ...points.map(({ held }) => held)),
    points,
    waiting,
    waitingProcesses: Math.max(0, ...waiting.map(({ processes }) => processes)),
    controls
  }
}

export const unmeasured = (
  name: SweepName,
  outcome: "not-exercised" | "inconclusive" | "flaky",
  why: string,
  more: Partial<Sweep> = {}
): Sweep => ({
  name,
  outcome,
  why,
  stopsAt: null,
  repeated: [],
  heldMost: 0,
  points: [],
  waiting: [],
  waitingProcesses: 0,
  controls: [],
  ...more
})

export const freeNet = { requests: measured("requests"), idle: measured("idle") }

export const waitingIn = (call: string, threads = 1, dispatchers = 0, processes = 1) => [
  {
    call,
    place: /open|stat/.test(call) ? "request_wait_answer" : "folio_wait_bit_common",
    threads,
    processes,
    dispatchers,
    besideDispatcher: dispatchers
  }
]
