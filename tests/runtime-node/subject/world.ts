/** Plays the machine by hand: a real port whose events a test awaits and whose commands it gives. */
import { once } from "node:events"
import { connect } from "node:net"
import type { Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { onTestFinished } from "vitest"
import { Port } from "../../../src/runtime/port.ts"
import { ServerHandle } from "../../../src/runtime-node/handle.ts"
import type { HelperKind } from "../../../src/runtime-node/helper-link.ts"
import { layer } from "../../../src/runtime-node/layer.ts"
import type { NodeOptions } from "../../../src/runtime-node/options.ts"
import type { Command } from "../../../src/state-machine/command.ts"
import type { Event } from "../../../src/state-machine/event.ts"
import { defaultSettings } from "../../../src/state-machine/limits.ts"
import { makeFolder } from "./folder.ts"

export type EventOf<Tag extends Event["_tag"]> = Extract<Event, { readonly _tag: Tag }>

export interface ByHand {
  readonly root: string
  readonly handle: ServerHandle["Service"]
  readonly perform: (...commands: ReadonlyArray<Command>) => void
  /** The next event of this kind that was not taken yet. */
  readonly next: <Tag extends Event["_tag"]>(tag: Tag) => Promise<EventOf<Tag>>
  /** Events of this kind that nobody took so far. */
  readonly untaken: <Tag extends Event["_tag"]>(tag: Tag) => ReadonlyArray<EventOf<Tag>>
  /** A client whose connection the machine knows under the id. */
  readonly client: () => Promise<{ readonly socket: Socket; readonly connection: number }>
}

export const kinds: ReadonlyArray<HelperKind> = ["threads", "processes"]

/** Runs the body against a port that is up; the clock's ticks are not kept. */
export const byHand = (
  body: (world: ByHand) => Promise<void>,
  options: Partial<NodeOptions> = {}
): Promise<void> => {
  const { root } = makeFolder()
  const chosen: NodeOptions = {
    root,
    port: 0,
    helpers: "threads",
    settings: defaultSettings,
    ...options
  }
  const program = Effect.gen(function* () {
    const port = yield* Port
    const handle = yield* ServerHandle
    const inbox = makeInbox()
    const running = yield* Effect.forkChild(port.run(inbox.add))
    const perform = (...commands: ReadonlyArray<Command>) => {
      for (const command of commands) port.perform(command)
    }
    const client = async () => {
      const socket = connect(handle.address.port, "127.0.0.1")
      onTestFinished(() => void socket.destroy())
      socket.on("error", () => {})
      const [{ connection }] = await Promise.all([inbox.next("Accepted"), once(socket, "connect")])
      return { socket, connection }
    }
    yield* Effect.promise(() => body({ root, handle, perform, client, ...inbox }))
    port.perform({ _tag: "Stop" })
    yield* Fiber.join(running)
  })
  return Effect.runPromise(program.pipe(Effect.provide(layer(chosen)), Effect.scoped))
}

const makeInbox = () => {
  const events: Array<Event> = []
  let wake = () => {}
  const take = (tag: string): Event | undefined => {
    const index = events.findIndex((event) => event._tag === tag)
    return index < 0 ? undefined : events.splice(index, 1)[0]
  }
  return {
    add: (event: Event) => {
      if (event._tag !== "ClockTicked") events.push(event)
      wake()
    },
    next: async <Tag extends Event["_tag"]>(tag: Tag): Promise<EventOf<Tag>> => {
      for (;;) {
        const event = take(tag)
        if (event !== undefined) return event as EventOf<Tag>
        await new Promise<void>((resume) => {
          const before = wake
          wake = () => {
            before()
            resume()
          }
        })
      }
    },
    untaken: <Tag extends Event["_tag"]>(tag: Tag): ReadonlyArray<EventOf<Tag>> =>
      events.filter((event): event is EventOf<Tag> => event._tag === tag)
  }
}

export const quiet = (millis: number): Promise<void> =>
  new Promise((done) => void setTimeout(done, millis))
