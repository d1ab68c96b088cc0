/** The dispatcher waits. What AMPED is there to prevent. */
import type { Block } from "../../src/runtime-sim/perform.ts"
import type { Command } from "../../src/state-machine/command.ts"
import { type Fault, rewritten } from "./fault.ts"

/** A wait is no command of the machine; only the simulated world can let time pass inside a handler. */
const waitBefore = (tag: Command["_tag"], operation: string, millis: number) =>
  rewritten((commands) =>
    commands.flatMap((command): ReadonlyArray<Command> => {
      const block: Block = { _tag: "Block", operation, millis }
      return command._tag === tag ? [block as unknown as Command, command] : [command]
    })
  )

export const blocking: ReadonlyArray<Fault> = [
  {
    id: "blocking-find",
    kind: "blocking",
    sentence: "The dispatcher looks a name up by itself before it asks a helper.",
    rule: "dispatcher/never-blocks",
    machine: waitBefore("Submit", "stat", 8)
  },
  {
    id: "blocking-pipe",
    kind: "blocking",
    sentence: "Spawning a helper waits until the new process runs.",
    rule: "dispatcher/never-blocks",
    machine: waitBefore("SpawnHelper", "fork", 3)
  },
  {
    id: "blocking-log",
    kind: "blocking",
    sentence: "The access log is written and synced inside the handler.",
    rule: "dispatcher/never-blocks",
    machine: waitBefore("Log", "fsync", 12)
  },
  {
    id: "blocking-send",
    kind: "blocking",
    sentence: "A page of the file is touched while it is sent, and read from the disk then.",
    rule: "dispatcher/never-blocks",
    machine: waitBefore("Send", "page fault", 8)
  }
]
