/** The last pass of shrinking: exploration of what is left. */
import { describe, expect, it } from "vitest"
import { faults } from "../../../mutation/faulty/index.ts"
import { exposeWith } from "../../../properties/runs/expose.ts"
import { breaksRule } from "../../../src/cli/shrunk.ts"
import { watching } from "../../../src/requirements/watch.ts"
import { shortened } from "../../../src/runtime-sim/shrink/shortest.ts"
import { shrink, type Shrunk } from "../../../src/runtime-sim/shrink/shrink.ts"

/** A shrunk run of a faulty machine, and how to make it shorter by so many moves tried. */
const shrunkOf = (id: string) => {
  const fault = faults.find((each) => each.id === id)!
  const { machine: machineOf, rule } = fault
  const oracle = breaksRule(machineOf, rule)
  const { workload, judged } = exposeWith(fault, "portfolio")!
  const shrunk = shrink(oracle, workload, judged.labels())!
  const searched = {
    machineOf,
    rule,
    oracle,
    watch: (settings: Shrunk["workload"]["settings"]) => watching({ settings }, rule)
  }
  const within = (transitionsMax: number): Shrunk =>
    shortened(shrunk, { ...searched, transitionsMax })
  return { shrunk, oracle, within }
}

describe("a run that nothing can be left out of", () => {
  // Its labels name the fourth helper, so the three before it had to come and go.
  const { shrunk, oracle, within } = shrunkOf("no-ticket-check")

  it("becomes shorter where another order of events does", () => {
    const shorter = within(3000)
    expect(shrunk.steps.length).toBeGreaterThan(shorter.steps.length)
    expect(shorter.steps).toHaveLength(9)
    expect(oracle(shorter.workload, shorter.labels)?.steps).toBe(9)
    expect(shorter.executions).toBeGreaterThan(shrunk.executions)
  })

  it("is called shortest once every shorter run of its workload was looked at", () => {
    const { certificate, workload } = within(3000)
    expect(certificate).toMatchObject({
      minimal: "shortest",
      bounds: { clients: workload.clients.length, faults: 1 }
    })
  })

  it("stays as it is where there is no time to look", () => {
    expect(within(0)).toEqual(shrunk)
  })
})

describe("a run that a fault makes longer than it need be", () => {
  it("is found with another fault in its place", () => {
    const { shrunk, within } = shrunkOf("spawns-at-once")
    expect(shrunk.workload.faults.helperDeath).toBe(1)
    const { steps, workload } = within(3000)
    expect(steps).toEqual(["helper 1 fails to start"])
    expect(workload.faults.helperDeath).toBe(0)
  })
})
