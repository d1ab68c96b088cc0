/** What the summary says of rules that nothing put to the test. */
import { describe, expect, test } from "vitest"
import { type Arm, Showing } from "../../src/cli/arm.ts"
import { armsToJson, renderArms } from "../../src/cli/summary.ts"
import { judge, monitoredRules } from "../../src/requirements/registry.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { accepted, entriesOf, start } from "../requirements/trace-builder.ts"

const arm = (name: string, ...vacuous: ReadonlyArray<RuleId>): Arm => ({
  name,
  rules: new Map(),
  vacuous,
  figures: ["one run"],
  violations: [],
  millis: 1
})

describe("rules that never came up", () => {
  test("are those with a monitor that checked nothing, whatever else speaks for them", () => {
    const showing = new Showing()
    expect(showing.vacuous).toHaveLength(monitoredRules.size)
    showing.addJudgement(judge(entriesOf([start, accepted(1)])))
    showing.addTaken(["accept/draining"])
    expect(showing.vacuous).toContain("accept/draining")
    expect(showing.vacuous).not.toContain("accept/admit")
    expect(showing.vacuous).not.toContain("find/hidden")
  })

  test("are told once for all arms, in one line", () => {
    const arms = [arm("threads", "accept/full", "send/linger"), arm("simulation", "send/linger")]
    const lines = renderArms(arms)
      .split("\n")
      .filter((line) => line.includes("never came up"))
    expect(lines).toEqual([
      `vacuous     1 of ${monitoredRules.size} that monitors judge never came up: send/linger`
    ])
    const { vacuous, arms: told } = JSON.parse(armsToJson(arms))
    expect(vacuous).toEqual(["send/linger"])
    expect(told[0].vacuous).toEqual(["accept/full", "send/linger"])
  })

  test("are counted where they are many, and not mentioned where there are none", () => {
    const many = [...monitoredRules].slice(0, 7)
    expect(renderArms([arm("simulation", ...many)])).toMatch(/: (\S+, ){3}\S+ and 3 more$/m)
    expect(renderArms([arm("simulation")])).not.toContain("vacuous")
  })
})
