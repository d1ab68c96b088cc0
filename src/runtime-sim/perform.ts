/** What the machine's commands do to the world. None of them takes effect as an event at once. */
import type { Command } from "../state-machine/command.ts"
import { forget } from "./chunks.ts"
import { startTimer, stopTimer } from "./clock.ts"
import { killHelper, spawnHelper, submit } from "./pool.ts"
import { close, finish, read, send, stopAccept } from "./sockets.ts"
import type { World } from "./world.ts"

/**
 * What only a faulty machine does: waits inside a handler. Time passes meanwhile, so all other sources find
 * the dispatcher late.
 */
export interface Block {
  readonly _tag: "Block"
  readonly operation: string
  readonly millis: number
}

export type WorldCommand = Command | Block

/** Pure. Throws `IllegalCommand` for what no right machine asks. */
export const perform = (world: World, command: WorldCommand): World => {
  switch (command._tag) {
    case "ResumeAccept":
      return listen(world, "accepting")
    case "PauseAccept":
      return listen(world, "paused")
    case "StopAccept":
      return stopAccept(world)
    case "Read":
      return read(world, command.connection)
    case "Send":
      return send(world, command.connection, command.parts)
    case "Finish":
      return finish(world, command.connection)
    case "Close":
      return close(world, command.connection, command.how)
    case "StartTimer":
      return startTimer(world, command.timer, command.millis)
    case "StopTimer":
      return stopTimer(world, command.timer)
    case "SpawnHelper":
      return spawnHelper(world, command.helper)
    case "KillHelper":
      return killHelper(world, command.helper)
    case "Submit":
      return submit(world, command.helper, command.ticket, command.job)
    case "Forget":
      return forget(world, command.chunk)
    case "Log":
      return world
    case "Stop":
      return { ...world, stopped: true }
    case "Block":
      return { ...world, millis: world.millis + command.millis }
  }
}

const listen = (world: World, listening: "accepting" | "paused"): World =>
  world.listening === "closed" ? world : { ...world, listening }
