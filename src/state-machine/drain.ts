/**
 * Graceful end: no new connection, what was begun is finished, the rest is cut after a deadline
 * (spec/dispatcher.md).
 */
import * as HashMap from "effect/HashMap"
import type { Connection } from "./connection.ts"
import { advance, connectionOf, drainedIfEmpty } from "./exchange.ts"
import type { Handling } from "./state.ts"

/** In the order of their ids: a hash map has none that could be relied on. */
const connectionsOf = (handling: Handling): ReadonlyArray<Connection> =>
  [...HashMap.values(handling.state.connections)].toSorted((first, second) => first.id - second.id)

/** The one handler whose work grows with the connections; it runs once and is bounded by `connectionsMax`. */
export const onDrainRequested = (handling: Handling): void => {
  handling.rules.push("dispatcher/drain")
  if (handling.state.draining) return
  const { drainMillis } = handling.state.settings.limits
  handling.state = { ...handling.state, draining: true, accepting: "closed" }
  handling.commands.push(
    { _tag: "StopAccept" },
    { _tag: "StopTimer", timer: { _tag: "Accept" } },
    { _tag: "StartTimer", timer: { _tag: "Drain" }, millis: drainMillis }
  )
  for (const { id } of connectionsOf(handling)) {
    const connection = connectionOf(handling, id)
    if (connection !== undefined) advance(handling, connection, { _tag: "Draining" })
  }
  drainedIfEmpty(handling)
}

export const drainTimeout = (handling: Handling): void => {
  handling.rules.push("dispatcher/drain-timeout")
  for (const { id } of connectionsOf(handling)) {
    const connection = connectionOf(handling, id)
    if (connection !== undefined) advance(handling, connection, { _tag: "Abandoned" })
  }
  drainedIfEmpty(handling)
}
