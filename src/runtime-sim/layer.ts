/** The port over a world of values: commands change the world, the chooser says what happens next. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Port } from "../runtime/port.ts"
import { enabled, type Choice } from "./choice.ts"
import type { Deed } from "./kind.ts"
import { honestLaws, type Laws } from "./laws.ts"
import type { WorldCommand } from "./perform.ts"
import type { Chooser } from "./schedule.ts"
import type { World } from "./world.ts"

/** Sees a run from the world's side, as it goes. */
export interface WorldObserver {
  /** A choice was taken; `world` is what it led to. Its event is handled next. */
  readonly chosen: (choice: Choice, world: World) => void
  /** Something happened in the world, at this virtual time. */
  readonly happened: (deed: Deed, atMillis: number) => void
  /** Nothing is enabled any more, or `stepsMax` choices were taken. */
  readonly ended: (world: World, stepsTaken: number) => void
}

/**
 * The port for one run. `run` hands over events until nothing is enabled or `stepsMax` choices were taken;
 * all of it is one synchronous stretch, in which no fiber, timer or promise has a part.
 */
export const simulated = (
  start: World,
  chooser: Chooser,
  observer: WorldObserver,
  stepsMax: number,
  { apply, perform }: Laws = honestLaws
): Layer.Layer<Port> =>
  Layer.sync(Port, () => {
    let world = start
    return Port.of({
      nowMillis: () => world.millis,
      // A faulty machine's commands are more than the port's type says; see `Block`.
      perform: (command: WorldCommand) => {
        world = perform(world, command)
        if (command._tag === "Block") observer.happened(blocked(command), world.millis)
      },
      run: (handle) =>
        Effect.sync(() => {
          handle({ _tag: "Started", unixSeconds: world.toldUnixSeconds })
          let steps = 0
          for (; steps < stepsMax; steps++) {
            const choices = enabled(world)
            if (choices.length === 0) break
            const choice = choices[chooser(choices, world)]
            if (choice === undefined) throw new Error("the chooser chose none of the choices")
            const applied = apply(world, choice)
            world = applied.world
            observer.chosen(choice, world)
            for (const deed of applied.deeds) observer.happened(deed, world.millis)
            if (applied.event !== undefined) handle(applied.event)
          }
          observer.ended(world, steps)
        })
    })
  })

/** What a trace says of a handler that waited. */
export const blocked = ({ operation, millis }: Extract<WorldCommand, { _tag: "Block" }>): Deed => ({
  actor: "dispatcher",
  what: { _tag: "Blocked", operation, millis }
})
