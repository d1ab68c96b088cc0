/** A state of a run, taken apart into what can be exchanged with its like and what can't. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Connection } from "../../state-machine/connection.ts"
import type { Helper as Known, Work } from "../../state-machine/pool.ts"
import type { ServerState } from "../../state-machine/server.ts"
import type { Lru } from "../../state-machine/lru.ts"
import {
  type Client,
  type Connection as Wire,
  type Helper as Real,
  unixSeconds,
  type World
} from "../world.ts"
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
  readonly of: readonly [Client, Wire | undefined, Connection | undefined]
}

export interface HelperPiece {
  readonly id: number
  readonly known: Template | undefined
  readonly real: Template | undefined
  readonly timerMillis: number
  /** Its place is part of the state: it is free, and the first of those is the next to be used. */
  readonly free: boolean
  readonly work: Work | undefined
  readonly of: readonly [Known | undefined, Real | undefined]
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

/** `before`: the pieces of a state that this one came from; what did not change is taken from there. */
export const piecesOf = (
  templates: Templates,
  { world, state }: Situation,
  before: Pieces | undefined
): Pieces => {
  const { pool, caches } = state
  return {
    clients: world.clients.map((client, place) =>
      clientPiece(templates, { world, state }, client, before?.clients[place])
    ),
    helpers: helperPieces(templates, { world, state }, before),
    queue: pool.queue,
    names: caches.names,
    heads: caches.heads,
    contents: caches.contents,
    files: templates.ofEach(world.files),
    chunks: templates.ofEach(world.chunks),
    nowSeconds: state.nowSeconds,
    rest: [
      templates.ofKept(world.faults, "other").shape,
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
      millisTo(world, "accept"),
      millisTo(world, "spawn"),
      millisTo(world, "drain")
    ]
  }
}

/** Until this timer fires; -1 when it doesn't run. */
const millisTo = ({ timers, millis }: World, key: string): number => {
  for (let at = 0; at < timers.length; at++)
    if (timers[at]!.key === key) return timers[at]!.deadlineMillis - millis
  return -1
}

const withId = <Item extends { readonly id: number }>(
  items: ReadonlyArray<Item>,
  id: number
): Item | undefined => {
  for (let at = 0; at < items.length; at++) if (items[at]!.id === id) return items[at]
  return undefined
}

const clientPiece = (
  templates: Templates,
  { world, state }: Situation,
  client: Client,
  before: ClientPiece | undefined
): ClientPiece => {
  const { id } = client
  const wire = withId(world.connections, id)
  const connection = Option.getOrUndefined(HashMap.get(state.connections, id))
  const timerMillis = millisTo(world, `connection ${id}`)
  const backlogPlace = world.backlog.indexOf(id)
  const same = before?.of[0] === client && before.of[1] === wire && before.of[2] === connection
  if (same && before.timerMillis === timerMillis && before.backlogPlace === backlogPlace)
    return before
  const [oldClient, oldWire, oldConnection] = before?.of ?? []
  return {
    id,
    client: client === oldClient ? before!.client : templates.of(client, "client"),
    wire: wire === oldWire ? before?.wire : wire && templates.of(wire, "client"),
    connection:
      connection === oldConnection
        ? before?.connection
        : connection && templates.of(connection, "client"),
    timerMillis,
    backlogPlace,
    of: [client, wire, connection]
  }
}

const helperPieces = (
  templates: Templates,
  { world, state }: Situation,
  before: Pieces | undefined
): ReadonlyArray<HelperPiece> => {
  const { helpers } = state.pool
  const piece = (known: Known | undefined, real: Real | undefined, id: number): HelperPiece => {
    const old = before && withId(before.helpers, id)
    const timerMillis = millisTo(world, `job of helper ${id}`)
    if (old?.of[0] === known && old?.of[1] === real && old?.timerMillis === timerMillis) return old
    return {
      id,
      known: known && templates.of(known, "helper"),
      real: real && templates.of(real, "helper"),
      timerMillis,
      free: known?._tag === "Idle",
      work: known?._tag === "Busy" ? known.work : undefined,
      of: [known, real]
    }
  }
  const free: Array<HelperPiece> = []
  const others: Array<HelperPiece> = []
  for (const known of helpers)
    (known._tag === "Idle" ? free : others).push(
      piece(known, withId(world.helpers, known.id), known.id)
    )
  // What the machine has given up, the world may still have.
  for (const real of world.helpers)
    if (withId(helpers, real.id) === undefined) others.push(piece(undefined, real, real.id))
  return [...free, ...others]
}
