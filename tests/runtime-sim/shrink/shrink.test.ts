import { describe, expect, it } from "vitest"
import { faults, type Fault } from "../../../mutation/faulty/index.ts"
import { exposeWith } from "../../../properties/runs/expose.ts"
import { keptReplays } from "../../../properties/runs/replays.ts"
import { judgedRun } from "../../../src/cli/judged.ts"
import { breaksRule } from "../../../src/cli/shrunk.ts"
import { IllegalCommand } from "../../../src/runtime-sim/change.ts"
import { generate } from "../../../src/runtime-sim/generate.ts"
import { defaultLabel, randomChooser, replayChooser } from "../../../src/runtime-sim/schedule.ts"
import { shrink, type Oracle, type Shrunk } from "../../../src/runtime-sim/shrink/shrink.ts"
import type { SimulatedMachine } from "../../../src/runtime-sim/simulate.ts"
import { noFaults, type FaultName, type Workload } from "../../../src/runtime-sim/workload.ts"
import { reference, type ServerState } from "../../../src/state-machine/server.ts"
import { client, file, workload } from "../story.ts"

/** Each run of the workload with one thing less; the machine sees as much as the shrinker did. */
const withOneLess = ({ workload }: Shrunk): ReadonlyArray<Workload> => [
  ...workload.clients.map((_, index) => ({
    ...workload,
    clients: workload.clients.toSpliced(index, 1)
  })),
  ...workload.clients.flatMap((client, index) =>
    client.segments.map((_, segment) => ({
      ...workload,
      clients: workload.clients.with(index, {
        ...client,
        segments: client.segments.toSpliced(segment, 1)
      })
    }))
  ),
  ...workload.files.map((_, index) => ({ ...workload, files: workload.files.toSpliced(index, 1) })),
  ...(Object.keys(noFaults) as ReadonlyArray<FaultName>)
    .filter((name) => workload.faults[name] > 0)
    .map((name) => ({
      ...workload,
      faults: { ...workload.faults, [name]: workload.faults[name] - 1 }
    }))
]

const assertMinimal = (oracle: Oracle, shrunk: Shrunk): void => {
  const { workload, labels, steps } = shrunk
  expect(oracle(workload, labels)?.labels()).toEqual(steps)
  const asShort = (other: Workload, fewer: ReadonlyArray<string>) =>
    (oracle(other, fewer)?.steps ?? Infinity) <= steps.length
  for (const less of withOneLess(shrunk)) expect(asShort(less, labels)).toBe(false)
  for (const index of labels.keys()) {
    expect(asShort(workload, labels.toSpliced(index, 1)), `without label ${index}`).toBe(false)
    if (labels[index] !== defaultLabel)
      expect(asShort(workload, labels.with(index, defaultLabel)), `label ${index}`).toBe(false)
  }
}

const kept = keptReplays()
const keptSteps = (fault: Fault): number => {
  const { replay } = kept.find((each) => each.replay.fault === fault.id)!
  return breaksRule(fault.machine, fault.rule)(replay.workload, replay.labels)!.steps
}

// Measured: 28 machines from seed 1 on take 10 to 900 runs each, and at most 0.6 s.
describe.each(faults)("a run of the machine with $id", (fault) => {
  const oracle = breaksRule(fault.machine, fault.rule)

  it("becomes 1-minimal, of about the length of the one that is kept", () => {
    const exposed = exposeWith(fault, "random")!
    const shrunk = shrink(oracle, exposed.workload, exposed.judged.labels())!
    expect(shrunk.certificate).toEqual({ minimal: "1-minimal" })
    expect(shrunk.executions).toBeLessThan(5000)
    expect(shrunk.steps.length).toBeLessThanOrEqual(3 * keptSteps(fault))
    assertMinimal(oracle, shrunk)
  })
})

/** The reference machine, with a command too many once it was asked for something. */
const crashing = (settings: Workload["settings"]): SimulatedMachine<ServerState> => {
  const machine = reference(settings)
  return {
    initial: machine.initial,
    step: (state, event) => {
      const step = machine.step(state, event)
      return event._tag === "Received"
        ? { ...step, commands: [...step.commands, { _tag: "Read", connection: 99 }] }
        : step
    }
  }
}

describe("a crash", () => {
  const found = generate(3)
  const crashed = judgedRun(crashing(found.settings), found, randomChooser(3))

  it("leaves the labels that lead to it", () => {
    expect(crashed.crash).toBeInstanceOf(IllegalCommand)
    expect(crashed.run).toBeUndefined()
    expect(crashed.labels().at(-1)).toMatch(/^connection \d+ receives /)
    const again = judgedRun(crashing(found.settings), found, replayChooser(crashed.labels()))
    expect(again.labels()).toEqual(crashed.labels())
    expect(again.crash).toEqual(crashed.crash)
  })

  it("shrinks like any other failure, of the rule dispatcher/total", () => {
    const oracle = breaksRule(crashing, "dispatcher/total")
    const shrunk = shrink(oracle, found, crashed.labels())!
    expect(shrunk.steps).toHaveLength(4)
    expect(shrunk.workload.clients).toHaveLength(1)
    assertMinimal(oracle, shrunk)
  })
})

describe("shrinking", () => {
  const asks = (id: number) => client(id, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
  const three = workload({ clients: [asks(0), asks(1), asks(2)], files: [file("/a", 5)] })
  const labelled =
    (label: string): Oracle =>
    (workload, labels) => {
      const judged = judgedRun(reference(workload.settings), workload, replayChooser(labels))
      const steps = judged.labels().indexOf(label) + 1
      return steps === 0 ? undefined : { steps, labels: () => judged.labels().slice(0, steps) }
    }

  it("does not begin with a run that doesn't fail", () => {
    expect(shrink(() => undefined, three, ["client 0 connects"])).toBeUndefined()
  })

  it("keeps the same failure and no other", () => {
    const { workload, steps } = shrink(labelled("client 0 connects"), three, [])!
    expect(workload.clients.map(({ id }) => id)).toEqual([0])
    expect(steps.at(-1)).toBe("client 0 connects")
  })

  it("decides only what the fair order would not do", () => {
    const patient = {
      ...three,
      clients: three.clients.map((each) => ({ ...each, end: "waits" as const }))
    }
    const { labels, steps } = shrink(labelled("time to connection 0"), patient, [])!
    expect(steps).toEqual(["client 0 connects", "connection 0 is accepted", ...steps.slice(2)])
    const decided = labels.filter((label) => label !== defaultLabel)
    expect(decided.length).toBeGreaterThan(0)
    expect(decided.length).toBeLessThan(steps.length)
  })

  it("takes the same way for the same run", () => {
    const oracle = labelled("client 0 takes 5")
    const all = workload({ ...three, clients: [asks(0)] })
    expect(shrink(oracle, all, [])).toEqual(shrink(oracle, all, []))
  })

  it("numbers the clients that are left from 0", () => {
    const oracle: Oracle = (workload, labels) => {
      const needed = workload.clients.some(({ takesBytesMax }) => takesBytesMax === 4097)
      const failure = labelled("client 0 connects")(workload, labels)
      const other = labelled("client 2 connects")(workload, labels)
      return needed ? (failure ?? other) : undefined
    }
    const clients = [asks(0), asks(1), { ...asks(2), takesBytesMax: 4097 }]
    const shrunk = shrink(oracle, { ...three, clients }, ["client 2 connects"])!
    expect(shrunk.workload.clients.map(({ id }) => id)).toEqual([0])
    expect(shrunk.steps).toEqual(["client 0 connects"])
  })
})
