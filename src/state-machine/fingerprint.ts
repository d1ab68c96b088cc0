/**
 * A number for a state, to tell in a replay that two runs are in the same one. It looks at the connection that
 * an event speaks of in full, and at the rest by its counts, so it costs the same however many there are.
 */
import * as Hash from "effect/Hash"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Event } from "./event.ts"
import { latin1 } from "./octets.ts"
import type { ServerState } from "./state.ts"

/** A connection is changed by events that name it, or a helper that works for it. */
const touched = (event: Event): number | undefined => {
  if ("connection" in event) return event.connection
  if (event._tag === "TimerFired" && event.timer._tag === "Connection")
    return event.timer.connection
  return undefined
}

/** Whole, 32 bits. Of the state after `event` was handled. */
export const fingerprint = (state: ServerState, event: Event): number => {
  const { pool, caches, connections } = state
  const id = touched(event)
  const connection =
    id === undefined ? undefined : Option.getOrUndefined(HashMap.get(connections, id))
  const shown = connection === undefined ? "" : { ...connection, held: latin1(connection.held) }
  return Hash.string(
    JSON.stringify([
      state.nowSeconds,
      state.accepting,
      state.draining,
      HashMap.size(connections),
      pool.helpers,
      pool.queue.length,
      pool.queue[0]?.ticket ?? 0,
      pool.nextHelper,
      pool.nextTicket,
      pool.paused,
      caches.names.newest ?? "",
      caches.names.weight,
      caches.heads.weight,
      caches.contents.newest ?? "",
      caches.contents.weight,
      shown
    ])
  )
}
