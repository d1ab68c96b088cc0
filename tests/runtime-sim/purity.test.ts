import fc from "fast-check"
import { expect, it } from "vitest"
import { apply, enabled, labelOf } from "../../src/runtime-sim/choice.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { perform } from "../../src/runtime-sim/perform.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import { initial, type World } from "../../src/runtime-sim/world.ts"
import { reference } from "../../src/state-machine/server.ts"

const frozen = <Value>(value: Value): Value => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value
  if (ArrayBuffer.isView(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}

/** Shows every world of a run of the reference machine. */
const visit = (seed: number, see: (world: World) => void): void => {
  const workload = generate(seed)
  const machine = reference(workload.settings)
  const chooser = randomChooser(seed)
  let state = machine.initial
  let world = initial(workload)
  const handle = (event: Parameters<typeof machine.step>[1]) => {
    const stepped = machine.step(state, event)
    state = stepped.state
    for (const command of stepped.commands) world = frozen(perform(world, frozen(command)))
  }
  handle({ _tag: "Started", unixSeconds: workload.startUnixSeconds })
  for (let step = 0; step < 300; step++) {
    see(world)
    const choices = enabled(world)
    const choice = choices[choices.length === 0 ? 0 : chooser(choices, world)]
    if (choice === undefined) return
    const next = apply(world, choice)
    world = frozen(next.world)
    if (next.event !== undefined) handle(next.event)
  }
}

it("neither a choice nor a command changes the world that it is given", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      visit(seed, frozen)
    })
  )
})

it("every enabled choice can be taken, not only the one that is", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      visit(seed, (world) => {
        for (const choice of enabled(world)) apply(world, choice)
      })
    })
  )
})

it("labels tell all choices apart that are enabled together", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      visit(seed, (world) => {
        const labels = enabled(world).map(labelOf)
        expect(new Set(labels).size).toBe(labels.length)
      })
    })
  )
})

it("a world is plain data: it survives being written and read", () => {
  visit(1, (world) => expect(structuredClone(world)).toEqual(world))
})
