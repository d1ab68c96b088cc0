/**
 * The server: connections, pool and caches put together. `step` is the whole dispatcher as a pure function:
 * one event in; the transitions taken, the next state and the commands out.
 */
import { onAcceptFailed, onAccepted, onAcceptTimer } from "./accept.ts"
import type { Command } from "./command.ts"
import { drainTimeout, onDrainRequested } from "./drain.ts"
import type { Event, TimerName } from "./event.ts"
import { advance, afterPool, connectionOf, onNotified } from "./exchange.ts"
import { fingerprint } from "./fingerprint.ts"
import type { Settings } from "./limits.ts"
import { helperHung, helperLost, helperReady, type Loss, settle, spawnAgain } from "./pool.ts"
import type { TransitionId } from "./rules.ts"
import { type Handling, emptyServer, type ServerState } from "./state.ts"

export type { ServerState } from "./state.ts"

/** What one handler did. It ran to completion: nothing in it waited. */
export interface Step {
  /** The transitions taken, in order: more than one when nothing had to be waited for between them. */
  readonly rules: ReadonlyArray<TransitionId>
  readonly state: ServerState
  /** In the order in which they must be started. */
  readonly commands: ReadonlyArray<Command>
}

export const initial = (settings: Settings): ServerState => emptyServer(settings)

/** Total: every event is right in every state, and what comes too late is ignored by a rule. */
export const step = (state: ServerState, event: Event): Step => {
  const handling: Handling = { state, rules: [], commands: [] }
  handle(handling, event)
  return handling
}

/** The reference machine, ready for a driver. */
export const reference = (settings: Settings) => ({ initial: initial(settings), step, fingerprint })

const handle = (handling: Handling, event: Event): void => {
  switch (event._tag) {
    case "Started":
      return onStarted(handling, event.unixSeconds)
    case "ClockTicked":
      handling.rules.push("dispatcher/clock")
      handling.state = { ...handling.state, nowSeconds: event.unixSeconds }
      return
    case "Accepted":
      return onAccepted(handling, event.connection)
    case "AcceptFailed":
      return onAcceptFailed(handling)
    case "Received":
    case "PeerEnded":
    case "PeerReset":
    case "Sent":
      return onPeer(handling, event)
    case "HelperReady":
      return afterPool(handling, helperReady(handling.state.pool, limitsOf(handling), event.helper))
    case "HelperLost":
      return onLoss(handling, helperLost(handling.state.pool, limitsOf(handling), event.helper))
    case "Notified":
      return onNotified(handling, event)
    case "TimerFired":
      return onTimer(handling, event.timer)
    case "DrainRequested":
      return onDrainRequested(handling)
  }
}

const limitsOf = (handling: Handling) => handling.state.settings.limits

const onStarted = (handling: Handling, unixSeconds: number): void => {
  handling.rules.push("dispatcher/start")
  handling.commands.push({ _tag: "ResumeAccept" })
  handling.state = { ...handling.state, nowSeconds: unixSeconds }
  afterPool(handling, settle(handling.state.pool, limitsOf(handling)))
}

type PeerEvent = Extract<Event, { readonly _tag: "Received" | "PeerEnded" | "PeerReset" | "Sent" }>

const onPeer = (handling: Handling, event: PeerEvent): void => {
  const connection = connectionOf(handling, event.connection)
  if (connection === undefined) late(handling)
  else advance(handling, connection, event)
}

/** The thing that the event speaks of is gone: the normal case after a close, not a fault of anybody. */
const late = (handling: Handling): void => {
  handling.rules.push("faults/late-event")
}

const onLoss = (handling: Handling, loss: Loss): void => {
  afterPool(handling, loss)
  const waiting = loss.failed?.connection
  const connection = waiting === undefined ? undefined : connectionOf(handling, waiting)
  if (connection !== undefined) advance(handling, connection, { _tag: "Failed" })
}

const onTimer = (handling: Handling, timer: TimerName): void => {
  switch (timer._tag) {
    case "Connection": {
      const connection = connectionOf(handling, timer.connection)
      return connection === undefined
        ? late(handling)
        : advance(handling, connection, { _tag: "TimerFired" })
    }
    case "Job":
      return onLoss(handling, helperHung(handling.state.pool, limitsOf(handling), timer.helper))
    case "Spawn":
      return afterPool(handling, spawnAgain(handling.state.pool, limitsOf(handling)))
    case "Accept":
      return onAcceptTimer(handling)
    case "Drain":
      return drainTimeout(handling)
  }
}
