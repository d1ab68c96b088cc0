/** Mistakes with connections: their number, their timers, and how they end. */
import type { Command } from "../../src/state-machine/command.ts"
import {
  connectionIn,
  type Fault,
  followedBy,
  limited,
  rewritten,
  without,
  wrapped
} from "./fault.ts"

const isConnectionTimer = (command: Command, tag: "StartTimer" | "StopTimer"): boolean =>
  command._tag === tag && command.timer._tag === "Connection"

/** The deadline of a connection starts anew with each event of this kind. */
const extended = (tag: "Received" | "Sent", millis: "headMillis" | "sendMillis") =>
  wrapped((state, event, honest) => {
    const step = honest(state, event)
    if (event._tag !== tag || connectionIn(step.state, event.connection) === undefined) return step
    const timer = { _tag: "Connection", connection: event.connection } as const
    const again: Command = { _tag: "StartTimer", timer, millis: state.settings.limits[millis] }
    return { ...step, commands: [again, ...step.commands] }
  })

export const connections: ReadonlyArray<Fault> = [
  {
    id: "connections-unbounded",
    kind: "overload",
    sentence: "There is no end to the connections that are taken.",
    rule: "accept/full",
    machine: limited(() => ({ connectionsMax: 1_000_000 }))
  },
  {
    id: "over-limit-waits",
    kind: "overload",
    sentence: "A connection over the limit is taken and kept waiting, instead of told 503.",
    rule: "accept/over-limit",
    machine: limited(({ connectionsMax, overloadMax }) => ({
      connectionsMax: connectionsMax + overloadMax,
      overloadMax: 0
    }))
  },
  {
    id: "accept-never-resumes",
    kind: "starvation",
    sentence: "Once accepting was paused it never goes on.",
    rule: "accept/resume",
    machine: rewritten((commands, { _tag }) =>
      _tag === "Started" ? commands : commands.filter((command) => command._tag !== "ResumeAccept")
    )
  },
  {
    id: "idle-for-ever",
    kind: "leak",
    sentence: "A connection that waits for the next request has no timer.",
    rule: "accept/completes",
    machine: rewritten((commands, { _tag }) =>
      commands.map((command) =>
        _tag === "Sent" && command._tag === "StartTimer" && isConnectionTimer(command, "StartTimer")
          ? { _tag: "StopTimer", timer: command.timer }
          : command
      )
    )
  },
  {
    id: "timer-outlives-reset",
    kind: "leak",
    sentence: "The timer of a connection that its peer reset runs on.",
    rule: "faults/peer-reset",
    machine: rewritten((commands, { _tag }) =>
      _tag === "PeerReset"
        ? commands.filter((command) => !isConnectionTimer(command, "StopTimer"))
        : commands
    )
  },
  {
    id: "slow-head",
    kind: "overload",
    sentence: "Each byte of a head gives its sender the whole time again.",
    rule: "read/head-timeout",
    machine: extended("Received", "headMillis")
  },
  {
    id: "slow-reader",
    kind: "overload",
    sentence: "Each byte that leaves gives its reader the whole time again.",
    rule: "send/stalled",
    machine: extended("Sent", "sendMillis")
  },
  {
    id: "no-linger",
    kind: "loss",
    sentence: "The socket is closed right after the last byte, so a reset can destroy the answer.",
    rule: "send/linger",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      const finished = step.commands.find(({ _tag }) => _tag === "Finish")
      if (finished?._tag !== "Finish") return step
      const { connection } = finished
      return connectionIn(step.state, connection)?.phase._tag === "Linger"
        ? followedBy(
            step,
            { _tag: "TimerFired", timer: { _tag: "Connection", connection } },
            honest
          )
        : step
    })
  },
  {
    id: "pipelined-lost",
    kind: "loss",
    sentence: "What comes while an answer is sent is dropped.",
    rule: "accept/completes",
    machine: wrapped((state, event, honest) => {
      const phase =
        event._tag === "Received" ? connectionIn(state, event.connection)?.phase._tag : undefined
      return phase === undefined || phase === "Read" || event._tag !== "Received"
        ? honest(state, event)
        : honest(state, { ...event, bytes: new Uint8Array() })
    })
  },
  {
    id: "drain-cuts",
    kind: "loss",
    sentence: "A drain stops at once, whoever is still being answered.",
    rule: "dispatcher/drained",
    machine: rewritten((commands, { _tag }) =>
      _tag === "DrainRequested" && !commands.some((command) => command._tag === "Stop")
        ? [...commands, { _tag: "Stop" }]
        : commands
    )
  },
  {
    id: "drain-listens-on",
    kind: "overload",
    sentence: "The listening socket stays open during a drain.",
    rule: "dispatcher/drain",
    machine: without((command) => command._tag === "StopAccept")
  },
  {
    id: "no-cell",
    kind: "crash",
    sentence: "Nobody thought of a reset after the last answer, and the server dies of it.",
    rule: "dispatcher/total",
    machine: wrapped((state, event, honest) => {
      if (event._tag === "PeerReset" && lingers(connectionIn(state, event.connection)))
        throw new Error("no transition for PeerReset in Linger")
      return honest(state, event)
    })
  }
]

const lingers = (connection: ReturnType<typeof connectionIn>): boolean =>
  connection?.phase._tag === "Linger"
