/** What both sides saw of the same thing: the wire, a file, a job. For traces that record the world as well. */
import type { Job } from "../../state-machine/command.ts"
import type { ConnectionId, HelperId, Outcome } from "../../state-machine/event.ts"
import { lengthOf } from "../conversation.ts"
import type { MonitorFactory } from "../monitor.ts"

/** One connection, counted from its start. */
interface Wire {
  sentBytes: number
  receivedBytes: number
  handedBytes: number
  takenBytes: number
  reset: boolean
}

export const wires: MonitorFactory = {
  rules: ["read/split-invariant", "send/exact-bytes"],
  start: ({ gauge }) => {
    const inbound = gauge("read/split-invariant")
    const outbound = gauge("send/exact-bytes")
    const wires = new Map<ConnectionId, Wire>()
    const wireOf = (connection: ConnectionId): Wire => {
      const known = wires.get(connection)
      if (known) return known
      const fresh = {
        sentBytes: 0,
        receivedBytes: 0,
        handedBytes: 0,
        takenBytes: 0,
        reset: false
      }
      wires.set(connection, fresh)
      return fresh
    }
    return {
      event: {
        Received: ({ connection, bytes }) => {
          const wire = wireOf(connection)
          wire.receivedBytes += bytes.length
          if (wire.sentBytes > 0)
            inbound.check(
              wire.receivedBytes <= wire.sentBytes,
              () => `${wire.receivedBytes} bytes came, and the client sent ${wire.sentBytes}`
            )
        }
      },
      command: {
        Send: ({ connection, parts }) => {
          const wire = wireOf(connection)
          for (const part of parts) wire.handedBytes += lengthOf(part)
        },
        Close: ({ connection, how }) => {
          if (how === "reset") wireOf(connection).reset = true
        }
      },
      world: {
        ClientSent: ({ connection, bytes }) => {
          wireOf(connection).sentBytes = bytes
        },
        ClientReceived: ({ connection, bytes }) => {
          wireOf(connection).takenBytes = bytes
        },
        ClientClosed: ({ connection, how }) => {
          if (how !== "server-ended") return
          const { handedBytes, takenBytes, reset } = wireOf(connection)
          outbound.check(!reset && takenBytes === handedBytes, () =>
            reset
              ? `client ${connection} sees an end where the connection was reset`
              : `client ${connection} sees the end after ${takenBytes} of ${handedBytes} bytes`
          )
        }
      }
    }
  }
}

export const loads: MonitorFactory = {
  rules: ["header/coherent"],
  start: ({ gauge }) => {
    const coherent = gauge("header/coherent")
    const current = new Map<string, string>()
    const jobs = new Map<HelperId, Job>()
    return {
      world: {
        FileChanged: ({ path, version }) => {
          current.set(path, version)
        },
        HelperTook: ({ helper, job }) => {
          jobs.set(helper, job)
        },
        HelperDone: ({ helper, outcome }) => {
          const job = jobs.get(helper)
          const version = job && current.get(job.path)
          if (job?._tag !== "Load" || version === undefined || outcome._tag !== "Loaded") return
          coherent.check(
            job.version === version,
            () => `helper ${helper} loads ${version} of ${job.path} as ${job.version}`
          )
        }
      }
    }
  }
}

const alike = (one: Outcome, other: Outcome): boolean =>
  one._tag === other._tag &&
  (one._tag !== "Loaded" || other._tag !== "Loaded" || one.lengthBytes === other.lengthBytes) &&
  (one._tag !== "Found" || other._tag !== "Found" || one.facts.version === other.facts.version)

export const reports: MonitorFactory = {
  rules: ["helpers/in-order"],
  start: ({ gauge }) => {
    const inOrder = gauge("helpers/in-order")
    /** What each job came to, by helper and ticket. */
    const done = new Map<string, Outcome>()
    return {
      event: {
        Notified: ({ helper, ticket, outcome }) => {
          if (done.size === 0) return
          const said = done.get(`${helper} ${ticket}`)
          inOrder.check(
            said !== undefined && alike(said, outcome),
            () => `helper ${helper} is heard to say of ticket ${ticket} what it did not say`
          )
        }
      },
      world: {
        HelperDone: ({ helper, ticket, outcome }) => {
          done.set(`${helper} ${ticket}`, outcome)
        }
      }
    }
  }
}
