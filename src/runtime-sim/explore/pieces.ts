/** A state of a run, taken apart into what can be exchanged with its like and what can't. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Work } from "../../state-machine/pool.ts"
import type { ServerState } from "../../state-machine/server.ts"
import type { Lru } from "../../state-machine/lru.ts"
import { unixSeconds, type World } from "../world.ts"
import type { Template, Templates } from "./template.ts"

/** A machine in a world: all that decides how a run goes on. */
export interface Situation {
  readonly world: World
  readonly state: ServerState
}

export interface ClientPiece {
  readonly id: number
  readonly client: Template
  /** What the network holds; `undefined` before the client connected. */
  readonly wire: Template | undefined
  /** What the machine knows; `undefined` before and after. */
  readonly connection: Template | undefined
  /** Milliseconds until its timer fires; -1 when none runs. */
  readonly timerMillis: number
  /** Place among those that wait to be accepted; -1 when it doesn't. */
  readonly backlogPlace: number
}

export interface HelperPiece {
  readonly id: number
  readonly known: Template | undefined
  readonly real: Template | undefined
  readonly timerMillis: number
  /** Its place is part of the state: it is free, and the first of those is the next to be used. */
  readonly free: boolean
  readonly work: Work | undefined
}

export interface Pieces {
  readonly clients: ReadonlyArray<ClientPiece>
  /** Free helpers in their order, then the others. */
  readonly helpers: ReadonlyArray<HelperPiece>
  readonly queue: ReadonlyArray<Work>
  readonly names: Lru<object>
  readonly heads: Lru<string>
  readonly contents: Lru<object>
  readonly files: ReadonlyArray<Template>
  readonly chunks: ReadonlyArray<Template>
  readonly nowSeconds: number
  /** Whatever is left, as numbers. */
  readonly rest: ReadonlyArray<number>
}

const listenings = ["accepting", "paused", "closed"] as const
const acceptings = ["open", "exhausted", "full", "closed"] as const
const drains = ["never", "any-time", "after-clients", "requested"] as const

export const piecesOf = (templates: Templates, { world, state }: Situation): Pieces => {
  const { pool, caches } = state
  const timers = new Map(
    world.timers.map(({ key, deadlineMillis }) => [key, deadlineMillis - world.millis])
  )
  const millisOf = (key: string): number => timers.get(key) ?? -1
  return {
    clients: clientPieces(templates, { world, state }, millisOf),
    helpers: helperPieces(templates, { world, state }, millisOf),
    queue: pool.queue,
    names: caches.names,
    heads: caches.heads,
    contents: caches.contents,
    files: templates.ofEach(world.files),
    chunks: templates.ofEach(world.chunks),
    nowSeconds: state.nowSeconds,
    rest: [
      templates.of(world.faults).shape,
      listenings.indexOf(world.listening),
      acceptings.indexOf(state.accepting),
      drains.indexOf(world.drain),
      Number(world.faultsStopped) +
        2 * Number(world.stopped) +
        4 * Number(state.draining) +
        8 * Number(pool.paused),
      unixSeconds(world) - state.nowSeconds,
      world.toldUnixSeconds - state.nowSeconds,
      world.millis % 1000,
      millisOf("accept"),
      millisOf("spawn"),
      millisOf("drain")
    ]
  }
}

const clientPieces = (
  templates: Templates,
  { world, state }: Situation,
  millisOf: (key: string) => number
): ReadonlyArray<ClientPiece> =>
  world.clients.map((client) => {
    const { id } = client
    const wire = world.connections.find((each) => each.id === id)
    const connection = Option.getOrUndefined(HashMap.get(state.connections, id))
    return {
      id,
      client: templates.of(client, "client"),
      wire: wire && templates.of(wire, "client"),
      connection: connection && templates.of(connection, "client"),
      timerMillis: millisOf(`connection ${id}`),
      backlogPlace: world.backlog.indexOf(id)
    }
  })

const helperPieces = (
  templates: Templates,
  { world, state }: Situation,
  millisOf: (key: string) => number
): ReadonlyArray<HelperPiece> => {
  const { helpers } = state.pool
  const pieces = helpers.map((known): HelperPiece => {
    const real = world.helpers.find(({ id }) => id === known.id)
    return {
      id: known.id,
      known: templates.of(known, "helper"),
      real: real && templates.of(real, "helper"),
      timerMillis: millisOf(`job of helper ${known.id}`),
      free: known._tag === "Idle",
      work: known._tag === "Busy" ? known.work : undefined
    }
  })
  // What the machine has given up, the world may still have.
  for (const real of world.helpers)
    if (!helpers.some(({ id }) => id === real.id))
      pieces.push({
        id: real.id,
        known: undefined,
        real: templates.of(real, "helper"),
        timerMillis: millisOf(`job of helper ${real.id}`),
        free: false,
        work: undefined
      })
  return [...pieces.filter(({ free }) => free), ...pieces.filter(({ free }) => !free)]
}
