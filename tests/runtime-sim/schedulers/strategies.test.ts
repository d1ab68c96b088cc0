import { describe, expect, it } from "vitest"
import { faults } from "../../../mutation/faulty/index.ts"
import { exposeWith } from "../../../properties/runs/expose.ts"
import { enabled, labelOf, sourceOf, type Choice } from "../../../src/runtime-sim/choice.ts"
import { randomChooser, type Chooser } from "../../../src/runtime-sim/schedule.ts"
import { pctChooser } from "../../../src/runtime-sim/schedulers/pct.ts"
import {
  chooserOf,
  strategyNames,
  strategyOf,
  workloadOf,
  type StrategyName
} from "../../../src/runtime-sim/schedulers/portfolio.ts"
import { estimatedSteps, remainingEvents } from "../../../src/runtime-sim/schedulers/remaining.ts"
import { swarmFaults } from "../../../src/runtime-sim/schedulers/swarm.ts"
import { walkChooser } from "../../../src/runtime-sim/schedulers/walk.ts"
import { simulate } from "../../../src/runtime-sim/simulate.ts"
import { faultNames, type Workload } from "../../../src/runtime-sim/workload.ts"
import { initial } from "../../../src/runtime-sim/world.ts"
import { reference } from "../../../src/state-machine/server.ts"
import { echo } from "../echo.ts"
import { client, workload } from "../story.ts"

const sourcesOf = (chosen: ReadonlyArray<Choice>) => chosen.map(sourceOf)

/** The choices of an echoing run, and what else was enabled at each. */
const played = (parts: Workload, chooser: Chooser) => {
  const taken: Array<Choice> = []
  const offered: Array<ReadonlyArray<string>> = []
  simulate({
    machine: echo,
    workload: parts,
    taken,
    chooser: (choices, world) => {
      offered.push(choices.map(sourceOf))
      return chooser(choices, world)
    }
  })
  return { taken, offered }
}

/** Clients that need nobody, so that all of them can always go on. */
const talkers = workload({
  clients: [0, 1, 2, 3].map((id) => ({
    ...client(id, ""),
    segments: Array.from({ length: 6 }, () => ({ text: "x", after: "nothing" as const }))
  }))
})

describe("pct", () => {
  it("lets the source of highest priority go on for as long as it can", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { taken, offered } = played(talkers, pctChooser(seed, { depth: 1, horizonSteps: 999 }))
      const sources = sourcesOf(taken)
      // Priorities are one order: who was preferred once is never passed over for the other.
      const preferred = new Set<string>()
      for (const [step, source] of sources.entries()) {
        for (const other of offered[step] ?? [])
          if (other !== source) {
            expect(preferred, `seed ${seed}, step ${step}`).not.toContain(`${other} > ${source}`)
            preferred.add(`${source} > ${other}`)
          }
      }
    }
  })

  it("changes its order depth - 1 times", () => {
    const inversions = (depth: number) =>
      Array.from({ length: 40 }, (_, index) => {
        const { taken, offered } = played(talkers, pctChooser(index, { depth, horizonSteps: 30 }))
        const preferred = new Set<string>()
        let changed = 0
        for (const [step, source] of sourcesOf(taken).slice(0, 30).entries()) {
          const others = (offered[step] ?? []).filter((other) => other !== source)
          if (others.some((other) => preferred.has(`${other} > ${source}`))) {
            changed++
            preferred.clear()
          }
          for (const other of others) preferred.add(`${source} > ${other}`)
        }
        return changed
      })
    expect(Math.max(...inversions(1))).toBe(0)
    expect(Math.max(...inversions(2))).toBe(1)
    expect(Math.max(...inversions(3))).toBe(2)
  })

  it("is random after its horizon, so that nobody starves", () => {
    // When the last of the clients has its first turn.
    const starvedSteps = (seed: number, horizonSteps: number) => {
      const { taken } = played(talkers, pctChooser(seed, { depth: 1, horizonSteps }))
      const sources = sourcesOf(taken)
      return Math.max(...talkers.clients.map(({ id }) => sources.indexOf(`client ${id}`)))
    }
    const sum = (horizonSteps: number) =>
      Array.from({ length: 20 }, (_, seed) => starvedSteps(seed, horizonSteps)).reduce(
        (total, steps) => total + steps
      )
    expect(sum(4)).toBeLessThan(sum(999) / 2)
  })

  it("ends faults last, unless a change of priority says so", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { taken } = played(talkers, pctChooser(seed, { depth: 1, horizonSteps: 999 }))
      expect(labelOf(taken.at(-1)!)).toBe("faults stop")
    }
  })
})

describe("the walk", () => {
  it("draws orders about alike, where a coin among sources prefers the short ones first", () => {
    // One client with a single event left, one with many: uniformly, the short one is anywhere.
    const clients = [
      { ...client(0, ""), end: "waits" as const },
      {
        ...client(1, ""),
        end: "waits" as const,
        segments: Array.from({ length: 11 }, () => ({ text: "x", after: "nothing" as const }))
      }
    ]
    const placeOf = (seed: number): number => {
      const { taken } = played(workload({ clients }), walkChooser(seed))
      const own = sourcesOf(taken).filter((source) => source.startsWith("client"))
      return own.indexOf("client 0")
    }
    const places = Array.from({ length: 300 }, (_, seed) => placeOf(seed))
    const late = places.filter((place) => place >= 4).length
    // A coin would come this far in one of sixteen.
    expect(late).toBeGreaterThan(90)
  })

  it("counts down what each source has left", () => {
    const world = initial(talkers)
    expect(remainingEvents(world).get("client 0")).toBe(10)
    const [first] = enabled(world)
    expect(first && sourceOf(first)).toBe("client 0")
    expect(estimatedSteps(talkers)).toBeGreaterThan(50)
  })

  it("guesses the length of a run about right, as often too high as too low", () => {
    const ratios = Array.from({ length: 101 }, (_, seed) => {
      const own = workloadOf("random", seed)
      const machine = reference(own.settings)
      const { labels } = simulate({ machine, workload: own, chooser: randomChooser(seed) })
      return estimatedSteps(own) / labels().length
    }).toSorted((first, second) => first - second)
    expect(ratios[50]).toBeGreaterThan(0.7)
    expect(ratios[50]).toBeLessThan(1.5)
    expect(ratios[10]).toBeGreaterThan(0.2)
    expect(ratios[90]).toBeLessThan(5)
  })
})

describe("swarm", () => {
  const seeds = Array.from({ length: 400 }, (_, seed) => swarmFaults(seed))

  it("leaves each class of faults out of one seed in four", () => {
    for (const name of faultNames) {
      const off = seeds.filter((drawn) => drawn[name] === 0).length
      expect(off, name).toBeGreaterThan(70)
      expect(off, name).toBeLessThan(130)
    }
  })

  it("draws counts from few to many", () => {
    const most = seeds.map((drawn) => Math.max(...Object.values(drawn)))
    expect(Math.max(...most)).toBe(10)
    expect(most.filter((count) => count === 1).length).toBeGreaterThan(80)
  })
})

describe("the portfolio", () => {
  it("takes the strategies in turn, also before seed 0", () => {
    const count = strategyNames.length
    const turns = Array.from({ length: 2 * count }, (_, index) => strategyOf("portfolio", index))
    expect(turns).toEqual([...strategyNames, ...strategyNames])
    expect(strategyOf("portfolio", -1)).toBe(strategyNames.at(-1))
    expect(strategyOf("walk", 3)).toBe("walk")
  })

  it("gives strategies that differ, each the same for the same seed", () => {
    const labelsOf = (strategy: StrategyName) => {
      const own = workloadOf(strategy, 11)
      const chooser = chooserOf(strategy, 11, own)
      return simulate({ machine: reference(own.settings), workload: own, chooser }).labels()
    }
    const all = strategyNames.map((strategy) => labelsOf(strategy).join())
    expect(new Set(all).size).toBe(strategyNames.length)
    expect(strategyNames.map((strategy) => labelsOf(strategy).join())).toEqual(all)
  })
})

// Fixed seeds, so the same on every machine. The bounds are about three times what was measured.
const bounds: ReadonlyArray<readonly [fault: string, runsMax: number]> = [
  ["blocking-find", 10],
  ["lost-partial-write", 40],
  ["ticket-reused", 100],
  ["crash-forgotten", 300],
  ["lifo-queue", 150],
  ["no-ticket-check", 500]
]

describe.each(strategyNames)("%s", (strategy) => {
  it.each(bounds)("finds %s within %i runs", (id, runsMax) => {
    const fault = faults.find((each) => each.id === id)!
    expect(exposeWith(fault, strategy, 1, runsMax)?.strategy).toBe(strategy)
  })
})
