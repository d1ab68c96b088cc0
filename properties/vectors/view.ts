/** A state in the words of the specification, for people who review a vector. What is empty is left out. */
import * as HashMap from "effect/HashMap"
import type { Numbering } from "../../src/conformance/vectors/numbering.ts"
import type { Connection, Phase } from "../../src/state-machine/connection.ts"
import { entriesOf } from "../../src/state-machine/lru.ts"
import { latin1 } from "../../src/state-machine/octets.ts"
import type { Helper, Work } from "../../src/state-machine/pool.ts"
import type { ServerState } from "../../src/state-machine/server.ts"

const phaseView = (phase: Phase, numbering: Numbering): object => {
  switch (phase._tag) {
    case "Read": {
      const { line, fields } = phase.progress
      if (phase.skipping !== undefined)
        return { skips: phase.skipping.body, of: phase.skipping.request.target }
      return {
        ...(line === undefined ? {} : { line: `${line.method} ${line.target}` }),
        ...(fields.length === 0 ? {} : { fields: fields.length }),
        ...(phase.begun ? {} : { idle: true })
      }
    }
    case "Find":
      return {
        path: phase.path,
        ...(phase.later.length === 0 ? {} : { later: phase.later }),
        ...(phase.stale === undefined ? {} : { stale: true }),
        ...ticketView(phase.ticket, numbering)
      }
    case "Header":
      return {
        path: phase.facts.path,
        status: phase.exchange.answer.status,
        ...ticketView(phase.ticket, numbering)
      }
    case "Send":
      return {
        status: phase.exchange.answer.status,
        // How long a head is differs between implementations, so only whether anything is on its way is told.
        inFlight: phase.inFlightBytes > 0,
        bodyBytesGiven: phase.bodyBytesSent,
        ...(phase.persistence === "close" ? { closes: true } : {}),
        ...ticketView(phase.ticket, numbering)
      }
    case "Linger":
      return { discardedBytes: phase.discardedBytes }
  }
}

const ticketView = (ticket: number | undefined, numbering: Numbering): object => {
  if (ticket === undefined) return {}
  const known = numbering.ticketToVector(ticket)
  // A job in the queue has no number yet: it gets one with its `Submit`.
  return { waitsFor: known > 0 ? `ticket ${known}` : "a job in the queue" }
}

const connectionView = (connection: Connection, numbering: Numbering): object => ({
  connection: connection.id,
  phase: connection.phase._tag,
  ...phaseView(connection.phase, numbering),
  ...(connection.held.length === 0 ? {} : { held: latin1(connection.held) }),
  ...(connection.reading ? { reading: true } : {}),
  ...(connection.peerEnded ? { peerEnded: true } : {}),
  ...(connection.last ? { last: true } : {})
})

const workView = ({ job, connection }: Work): object => ({
  job,
  ...(connection === undefined ? { for: "nobody" } : { for: `connection ${connection}` })
})

const helperView = (helper: Helper, numbering: Numbering): object => ({
  helper: numbering.helperToVector(helper.id),
  state: helper._tag.toLowerCase(),
  ...(helper._tag === "Busy"
    ? { ticket: numbering.ticketToVector(helper.work.ticket), ...workView(helper.work) }
    : {})
})

const filled = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0)
    )
  )

export const viewOf = (state: ServerState, numbering: Numbering): Record<string, unknown> => {
  const connections = [...HashMap.values(state.connections)].toSorted((a, b) => a.id - b.id)
  const { pool, caches } = state
  return filled({
    unixSeconds: state.nowSeconds,
    accepting: state.accepting,
    draining: state.draining,
    connections: connections.map((connection) => connectionView(connection, numbering)),
    helpers: pool.helpers.map((helper) => helperView(helper, numbering)),
    queue: pool.queue.map(workView),
    spawnPause: pool.paused,
    names: entriesOf(caches.names).map(([path]) => path),
    contents: entriesOf(caches.contents).map(([key]) => key)
  })
}
