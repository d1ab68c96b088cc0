/** Contents: which chunks are in memory, and that slices are taken from these only. */
import type { Job } from "../../state-machine/command.ts"
import type { HelperId, Ticket } from "../../state-machine/event.ts"
import type { Context, MonitorFactory } from "../monitor.ts"

export interface Held {
  readonly path: string
  readonly version: string
  readonly offset: number
  readonly lengthBytes: number
}

/** Follows `Loaded` and `Forget`. */
export class Memory {
  readonly held = new Map<Ticket, Held>()
  readonly #byPlace = new Map<string, Held>()
  readonly #loading = new Map<HelperId, { readonly ticket: Ticket; readonly job: Job }>()
  heldBytes = 0

  submitted(helper: HelperId, ticket: Ticket, job: Job): void {
    this.#loading.set(helper, { ticket, job })
  }

  gone(helper: HelperId): void {
    this.#loading.delete(helper)
  }

  loaded(helper: HelperId, ticket: Ticket, lengthBytes: number): void {
    const work = this.#loading.get(helper)
    if (work?.ticket !== ticket || work.job._tag !== "Load") return
    this.#loading.delete(helper)
    const { path, version, offset } = work.job
    const held = { path, version, offset, lengthBytes }
    this.held.set(ticket, held)
    this.#byPlace.set(`${path} ${version} ${offset}`, held)
    this.heldBytes += lengthBytes
  }

  forgotten(ticket: Ticket): void {
    const held = this.held.get(ticket)
    if (!held) return
    const place = `${held.path} ${held.version} ${held.offset}`
    if (this.#byPlace.get(place) === held) this.#byPlace.delete(place)
    this.heldBytes -= held.lengthBytes
    this.held.delete(ticket)
  }

  at(path: string, version: string, offset: number): Held | undefined {
    return this.#byPlace.get(`${path} ${version} ${offset}`)
  }
}

/** Keeps a memory up to date. Its handlers are part of the monitors that use one. */
export const memoryHandlers = (memory: Memory) =>
  ({
    event: {
      Notified: ({ helper, ticket, outcome }) => {
        if (outcome._tag === "Loaded") memory.loaded(helper, ticket, outcome.lengthBytes)
      },
      HelperLost: ({ helper }) => memory.gone(helper)
    },
    command: {
      Submit: ({ helper, ticket, job }) => memory.submitted(helper, ticket, job),
      KillHelper: ({ helper }) => memory.gone(helper),
      Forget: ({ chunk }) => memory.forgotten(chunk)
    }
  }) satisfies ReturnType<MonitorFactory["start"]>

export const contents: MonitorFactory = {
  rules: ["caches/unknown-goes-to-helper", "caches/bounded"],
  start: ({ gauge, settings: { limits }, conversations }: Context) => {
    const known = gauge("caches/unknown-goes-to-helper")
    const bounded = gauge("caches/bounded")
    const memory = new Memory()
    const { event, command } = memoryHandlers(memory)
    return {
      event,
      command: {
        ...command,
        Send: ({ connection, parts }) => {
          for (const part of parts) {
            if (part._tag === "Text") continue
            const held = memory.held.get(part.chunk)
            const { path, version, offset, chunkOffset, lengthBytes } = part
            known.check(
              held !== undefined &&
                held.path === path &&
                held.version === version &&
                held.offset + chunkOffset === offset &&
                chunkOffset >= 0 &&
                chunkOffset + lengthBytes <= held.lengthBytes,
              () =>
                held === undefined
                  ? `connection ${connection} is sent ticket ${part.chunk}, which is not in memory`
                  : `${lengthBytes} bytes of ${path} at ${offset} are not in ticket ${part.chunk}`
            )
          }
        }
      },
      stepEnd: ({ event: { _tag } }) => {
        if (_tag !== "Notified") return
        const allowance = (conversations.open.size + limits.helpersMax) * limits.chunkBytes
        bounded.check(
          memory.heldBytes <= limits.contentBytesMax + allowance,
          () => `${memory.heldBytes} bytes of contents are held`
        )
      }
    }
  }
}
