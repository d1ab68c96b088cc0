/**
 * New connections, and when there can be none (spec/accept.md).
 */
import * as HashMap from "effect/HashMap"
import { admitted, startTimer } from "./connection.ts"
import type { ConnectionId } from "./event.ts"
import { keep } from "./exchange.ts"
import { beginError } from "./header.ts"
import { refusedRequest } from "./message.ts"
import type { Handling } from "./state.ts"

export const onAccepted = (handling: Handling, id: ConnectionId): void => {
  const { state } = handling
  const { limits } = state.settings
  const count = HashMap.size(state.connections)
  if (state.draining) {
    handling.rules.push("accept/draining")
    handling.commands.push({ _tag: "Close", connection: id, how: "reset" })
  } else if (count >= limits.connectionsMax + limits.overloadMax) {
    // Was on its way when accepting paused.
    handling.rules.push("accept/full")
    handling.commands.push({ _tag: "Close", connection: id, how: "reset" })
    pause(handling)
  } else if (count >= limits.connectionsMax) {
    overLimit(handling, id)
    if (count + 1 >= limits.connectionsMax + limits.overloadMax) pause(handling)
  } else {
    const connection = { ...admitted(id), reading: true }
    handling.rules.push("accept/admit")
    handling.commands.push(startTimer(connection, limits.headMillis), {
      _tag: "Read",
      connection: id
    })
    keep(handling, connection)
  }
}

/** Told so and closed; a client that knows can come back, one that waits can't. */
const overLimit = (handling: Handling, id: ConnectionId): void => {
  const { settings, nowSeconds } = handling.state
  const context = { settings, nowSeconds }
  const turn = beginError(context, admitted(id), refusedRequest("", ""), "accept/over-limit", 503)
  handling.rules.push(...turn.rules)
  handling.commands.push(...turn.commands)
  if (turn.connection !== undefined) keep(handling, turn.connection)
}

const pause = (handling: Handling): void => {
  if (handling.state.accepting !== "open") return
  handling.state = { ...handling.state, accepting: "full" }
  handling.commands.push({ _tag: "PauseAccept" })
}

/** Readiness of the listener would not go away: to try again at once would spin (redsocks issue 19, libuv b3ab332). */
export const onAcceptFailed = (handling: Handling): void => {
  const { accepting, settings } = handling.state
  handling.rules.push("accept/exhausted")
  // Closed, or paused already: the end of the pause that goes on is not to be brought forward.
  if (accepting !== "open") return
  handling.state = { ...handling.state, accepting: "exhausted" }
  handling.commands.push(
    { _tag: "PauseAccept" },
    { _tag: "StartTimer", timer: { _tag: "Accept" }, millis: settings.limits.acceptPauseMillis }
  )
}

export const onAcceptTimer = (handling: Handling): void => {
  if (handling.state.accepting !== "exhausted") {
    handling.rules.push("faults/late-event")
    return
  }
  const { connections, settings } = handling.state
  const { connectionsMax, overloadMax } = settings.limits
  if (HashMap.size(connections) >= connectionsMax + overloadMax) {
    // They were on their way when accepting paused: now it goes on for another reason.
    handling.rules.push("accept/full")
    handling.state = { ...handling.state, accepting: "full" }
    return
  }
  handling.rules.push("accept/resume")
  handling.state = { ...handling.state, accepting: "open" }
  handling.commands.push({ _tag: "ResumeAccept" })
}
