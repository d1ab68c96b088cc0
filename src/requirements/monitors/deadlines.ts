/** Deadlines of connections: total, so that no trickle of bytes puts them off, and ended with the connection. */
import type { Command } from "../../state-machine/command.ts"
import type { ConnectionId } from "../../state-machine/event.ts"
import type { MonitorFactory } from "../monitor.ts"

export const deadlines: MonitorFactory = {
  rules: ["read/head-timeout", "send/stalled", "faults/peer-reset"],
  start: ({ gauge, conversations }) => {
    const head = gauge("read/head-timeout")
    const stalled = gauge("send/stalled")
    const reset = gauge("faults/peer-reset")
    const timed = new Set<ConnectionId>()
    const touches = (
      commands: ReadonlyArray<Command>,
      tag: "StartTimer" | "StopTimer",
      connection: ConnectionId
    ): boolean =>
      commands.some(
        (command) =>
          command._tag === tag &&
          command.timer._tag === "Connection" &&
          command.timer.connection === connection
      )
    return {
      event: {
        TimerFired: ({ timer }) => {
          if (timer._tag === "Connection") timed.delete(timer.connection)
        },
        PeerReset: ({ connection }, { commands }) => {
          if (timed.delete(connection))
            reset.check(
              touches(commands, "StopTimer", connection),
              () => `connection ${connection} is gone and its timer runs on`
            )
        },
        Received: ({ connection }, { commands, rules }) => {
          const scan = conversations.open.get(connection)?.scan
          const begun = scan?.lost === false && scan.pendingBytes > 0
          if (begun && rules.length === 1 && rules[0] === "read/partial")
            head.check(
              !touches(commands, "StartTimer", connection),
              () => `the time for the head on connection ${connection} begins again`
            )
        },
        Sent: ({ connection, bytes }, { commands }) => {
          const left = conversations.open.get(connection)?.outstandingBytes ?? 0
          const next = commands.some(({ _tag }) => _tag === "Send")
          if (left > bytes && !next)
            stalled.check(
              !touches(commands, "StartTimer", connection),
              () => `the time to take ${left} bytes on connection ${connection} begins again`
            )
        }
      },
      command: {
        StartTimer: ({ timer }) => {
          if (timer._tag === "Connection") timed.add(timer.connection)
        },
        StopTimer: ({ timer }) => {
          if (timer._tag === "Connection") timed.delete(timer.connection)
        }
      }
    }
  }
}
