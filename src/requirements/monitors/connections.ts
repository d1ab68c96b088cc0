/** Connections: taken within bounds, read and written one piece at a time, ended under a rule. */
import type { ConnectionId, Event } from "../../state-machine/event.ts"
import type { Command } from "../../state-machine/command.ts"
import { lengthOf, mayBeBare, type Conversation } from "../conversation.ts"
import type { MonitorFactory, StepTaken } from "../monitor.ts"

const connectionOf = (subject: Event | Command): ConnectionId | undefined => {
  if ("connection" in subject) return subject.connection
  if ("timer" in subject && subject.timer._tag === "Connection") return subject.timer.connection
  return undefined
}

export const writes: MonitorFactory = {
  rules: ["send/partial-writes", "send/output-bounded"],
  start: ({ gauge, settings: { limits }, conversations }) => {
    const partial = gauge("send/partial-writes")
    const bounded = gauge("send/output-bounded")
    const allOut = (connection: ConnectionId, command: string): void => {
      const left = conversations.open.get(connection)?.outstandingBytes ?? 0
      partial.check(left === 0, () => `${command} while ${left} bytes of the last Send are not out`)
    }
    return {
      event: {
        Sent: ({ connection, bytes }) => {
          const left = conversations.open.get(connection)?.outstandingBytes
          if (left === undefined) return
          partial.check(
            bytes > 0 && bytes <= left,
            () => `${bytes} bytes were Sent and ${left} were handed over`
          )
        }
      },
      command: {
        Send: ({ connection, parts }) => {
          allOut(connection, "Send")
          const slices = parts.reduce(
            (sum, part) => (part._tag === "Slice" ? sum + lengthOf(part) : sum),
            0
          )
          bounded.check(
            slices <= limits.chunkBytes,
            () => `one Send holds ${slices} bytes of contents, and ${limits.chunkBytes} are a chunk`
          )
        },
        Finish: ({ connection }) => allOut(connection, "Finish"),
        Close: ({ connection, how }) => {
          if (how === "gracefully") allOut(connection, "Close gracefully")
        }
      }
    }
  }
}

export const reads: MonitorFactory = {
  rules: ["read/held-bytes-bounded"],
  start: ({ gauge, settings: { limits }, conversations }) => {
    const bounded = gauge("read/held-bytes-bounded")
    const reading = new Set<ConnectionId>()
    /** Known to take no further request: what comes is dropped and not held. */
    const isLast = ({ last, waiting, scan }: Conversation): boolean =>
      scan.lost ||
      last?.announcesClose === true ||
      waiting.some(({ fields, version }) => version !== "HTTP/1.1" || /^connection:/im.test(fields))
    let draining = false
    return {
      event: {
        DrainRequested: () => {
          draining = true
        },
        Received: ({ connection, bytes }) => {
          reading.delete(connection)
          bounded.check(
            bytes.length <= limits.readBytesMax,
            () => `one Read brought ${bytes.length} bytes`
          )
        },
        PeerEnded: ({ connection }) => {
          reading.delete(connection)
        },
        PeerReset: ({ connection }) => {
          reading.delete(connection)
        }
      },
      command: {
        Close: ({ connection }) => {
          reading.delete(connection)
        },
        Read: ({ connection }) => {
          bounded.check(
            !reading.has(connection),
            () => "a second Read before the first was answered"
          )
          reading.add(connection)
          const conversation = conversations.open.get(connection)
          if (!conversation || draining || conversation.finished || isLast(conversation)) return
          const { current, waiting, outstandingBytes, scan } = conversation
          const sending = current !== undefined || outstandingBytes > 0
          const answering = sending || waiting.length > 0
          bounded.check(
            answering || scan.pendingBytes <= limits.headBytesMax,
            () => `a Read while ${scan.pendingBytes} bytes of an unfinished head are held`
          )
          // While nothing is sent, the first request is the one that is being worked on.
          const later = sending ? waiting : waiting.slice(1)
          const came = scan.pendingBytes - scan.missingBytes
          const held = later.reduce((sum, { bytes }) => sum + bytes, came)
          bounded.check(
            !answering || held < limits.pipelinedBytesMax,
            () => `a Read while ${held} bytes of later requests are held`
          )
        }
      }
    }
  }
}

/** Rules under which a connection may end although a request on it has no answer in full. */
const reasons: ReadonlySet<string> = new Set([
  "accept/draining",
  "accept/full",
  "send/changed",
  "send/failed",
  "send/stalled",
  "dispatcher/drain-timeout",
  "faults/peer-reset"
])

/** Once a drain or a FIN has been seen, requests that had not begun need no answer. */
const unanswered = (conversation: Conversation, mayDrop: boolean): boolean => {
  if (conversation.current && !mayBeBare(conversation.current)) return true
  const { waiting, scan } = conversation
  if (scan.lost || waiting.length === (scan.missingBytes > 0 ? 1 : 0)) return false
  return !mayDrop && conversation.last?.announcesClose !== true
}

export const lateness: MonitorFactory = {
  rules: ["faults/late-event"],
  start: ({ gauge, conversations }) => {
    const late = gauge("faults/late-event")
    const isOpen = (connection: ConnectionId): boolean => conversations.open.has(connection)
    return {
      step: ({ event, commands }) => {
        const connection = connectionOf(event)
        if (connection === undefined || event._tag === "Accepted" || isOpen(connection)) return
        const [first] = commands
        late.check(
          first === undefined,
          () => `${event._tag} for connection ${connection}, which is gone, led to ${first?._tag}`
        )
      },
      heard: ({ event, commands }) => {
        const closed = new Set<ConnectionId>()
        for (const command of commands) {
          const connection = connectionOf(command)
          if (connection === undefined) continue
          if (command._tag === "StopTimer" || command._tag === "Log") continue
          // After a reset by the peer there is nothing to close, and closing it does no harm.
          if (event._tag === "PeerReset" && command._tag === "Close") continue
          late.check(
            isOpen(connection) && !closed.has(connection),
            () => `${command._tag} for connection ${connection}, which is gone`
          )
          if (command._tag === "Close") closed.add(connection)
        }
      }
    }
  }
}

export const completion: MonitorFactory = {
  rules: ["accept/completes"],
  start: ({ gauge, conversations }) => {
    const completes = gauge("accept/completes")
    /** Answers that are not in the log yet, by connection. */
    const unlogged = new Map<ConnectionId, number>()
    const over: Array<ConnectionId> = []
    let draining = false
    const ends = (connection: ConnectionId, { rules, event }: StepTaken): void => {
      const conversation = conversations.open.get(connection)
      if (!conversation) return
      over.push(connection)
      completes.check(
        event._tag === "PeerReset" ||
          rules.some((rule) => reasons.has(rule)) ||
          !unanswered(conversation, draining),
        () => `connection ${connection} ends under ${rules.join(", ")} with a request unanswered`
      )
    }
    const count = (connection: ConnectionId, change: number): void => {
      unlogged.set(connection, (unlogged.get(connection) ?? 0) + change)
    }
    return {
      event: {
        PeerReset: ({ connection }, step) => ends(connection, step),
        DrainRequested: () => {
          draining = true
        }
      },
      command: {
        Log: ({ record: { connection } }) => count(connection, -1),
        Close: ({ connection }, step) => ends(connection, step)
      },
      answer: { begins: ({ connection }) => count(connection, 1) },
      stepEnd: () => {
        for (const connection of over.splice(0)) {
          const left = unlogged.get(connection) ?? 0
          unlogged.delete(connection)
          completes.check(
            left <= 0,
            () => `${left} answers on connection ${connection} are not in the log`
          )
        }
      }
    }
  }
}

export const rest: MonitorFactory = {
  rules: ["accept/completes", "faults/quiescence"],
  start: ({ gauge, conversations }) => {
    const completes = gauge("accept/completes")
    const quiescence = gauge("faults/quiescence")
    const timed = new Set<ConnectionId>()
    let faultsStopped = false
    let ended = false
    return {
      event: {
        TimerFired: ({ timer }) => {
          if (timer._tag === "Connection") timed.delete(timer.connection)
        },
        PeerReset: ({ connection }) => {
          timed.delete(connection)
        }
      },
      command: {
        StartTimer: ({ timer }) => {
          if (timer._tag === "Connection") timed.add(timer.connection)
        },
        StopTimer: ({ timer }) => {
          if (timer._tag === "Connection") timed.delete(timer.connection)
        }
      },
      stepEnd: ({ event }) => {
        const connection = connectionOf(event)
        if (connection === undefined || !conversations.open.has(connection)) return
        completes.check(
          timed.has(connection),
          () => `connection ${connection} is open after ${event._tag} and has no timer`
        )
      },
      world: {
        FaultsStopped: () => {
          faultsStopped = true
        },
        Ended: ({ reason }) => {
          ended = true
          const atRest = reason === "quiescent" || reason === "drained"
          if (faultsStopped) quiescence.check(atRest, () => `the run ended by ${reason}`)
          if (!atRest) return
          const [open] = conversations.open.keys()
          completes.check(open === undefined, () => `connection ${open} never ended`)
        }
      },
      end: () => {
        if (faultsStopped && !ended) quiescence.check(false, () => "the trace has no end")
      }
    }
  }
}
