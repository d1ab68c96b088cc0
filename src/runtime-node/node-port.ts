/** The port over sockets, timers and helpers: each command to the part of the world that performs it. */
import * as Effect from "effect/Effect"
import type { Command } from "../state-machine/command.ts"
import type { Event } from "../state-machine/event.ts"
import type { AccessLog } from "./access-log.ts"
import type { Chunks } from "./chunks.ts"
import { startClock, unixSeconds } from "./clock.ts"
import type { Connections } from "./connections.ts"
import type { Dispatcher } from "./dispatcher.ts"
import type { Helpers } from "./running-helpers.ts"
import type { Listener } from "./listener.ts"
import type { ServedCounter } from "./served.ts"
import type { Timers } from "./timers.ts"

/** The parts of the world. */
export interface World {
  readonly dispatcher: Dispatcher
  readonly listener: Listener
  readonly connections: Connections
  readonly chunks: Chunks
  readonly timers: Timers
  readonly helpers: Helpers
  readonly served: ServedCounter
  readonly accessLog: AccessLog | null
}

/** What may still be closing when the run is over gets this long: last bytes, and helpers that are killed. */
const closeMillis = 2_000

/** `onStop` is called within the `Stop` command: the last thing the machine asks for. */
export const performer = (world: World, onStop: () => void): ((command: Command) => void) => {
  const { listener, connections, chunks, timers, helpers } = world
  return (command) => {
    switch (command._tag) {
      case "Read":
      case "Send":
      case "Finish":
      case "Close":
        return connections.perform(command)
      case "StartTimer":
        return timers.start(command.timer, command.millis)
      case "StopTimer":
        return timers.stop(command.timer)
      case "Submit":
        return helpers.submit(command.helper, command.ticket, command.job)
      case "Forget":
        return chunks.forget(command.chunk)
      case "Log":
        world.served.add(command.record)
        return world.accessLog?.add(command.record)
      case "SpawnHelper":
        return helpers.spawn(command.helper)
      case "KillHelper":
        return helpers.kill(command.helper)
      case "ResumeAccept":
        return listener.resume()
      case "PauseAccept":
        return listener.pause()
      case "StopAccept":
        return listener.stop()
      case "Stop":
        return onStop()
    }
  }
}

/**
 * Starts the events and waits for the machine's `Stop`. Whatever ends the run (a defect, an interrupt), all
 * is closed behind it.
 */
export const runWorld = (
  world: World,
  stopped: Effect.Effect<void>,
  handle: (event: Event) => void
): Effect.Effect<void> =>
  Effect.suspend(() => {
    const seconds = unixSeconds()
    const failed = Effect.callback<never>((resume) => {
      world.dispatcher.push({ _tag: "Started", unixSeconds: seconds })
      world.dispatcher.start(handle, (defect) => resume(Effect.die(defect)))
      world.listener.resume()
    })
    const stopClock = startClock(world.dispatcher.push, seconds)
    return Effect.raceFirst(stopped, failed).pipe(
      Effect.ensuring(Effect.sync(stopClock)),
      Effect.ensuring(closeWorld(world))
    )
  })

/** Closes, kills and joins everything. May be called again. */
export const closeWorld = (world: World): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const { dispatcher, listener, connections, timers, helpers } = world
    dispatcher.stop()
    timers.stopAll()
    connections.resetAll()
    helpers.killAll()
    listener.whenClosed(() => helpers.whenGone(() => resume(Effect.void)))
  }).pipe(
    Effect.timeoutOption(closeMillis),
    Effect.andThen(Effect.sync(() => world.listener.resetAll()))
  )
