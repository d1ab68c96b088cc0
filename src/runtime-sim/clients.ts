/** What clients do: connect, send their segments, take what comes, leave. */
import type { ConnectionId } from "../state-machine/event.ts"
import { clientOf, connectionOf, spend, withClient, withConnection } from "./change.ts"
import { unseen, type Applied, type Deed, type Into, type Kinds } from "./kind.ts"
import { readableAfterReset, type Client, type Connection, type World } from "./world.ts"
import type { Happening } from "../runtime/trace.ts"

interface OfClient<Tag extends string> {
  readonly _tag: Tag
  readonly client: ConnectionId
}

interface OfBytes<Tag extends string> extends OfClient<Tag> {
  readonly bytes: number
}

export type ClientChoice =
  | OfClient<"ClientConnects">
  | OfClient<"ClientRefused">
  | OfBytes<"ClientSends">
  | OfBytes<"ClientTakes">
  | OfClient<"ClientSeesEnd">
  | OfClient<"ClientSeesReset">
  | OfClient<"ClientHalfCloses">
  | OfClient<"ClientLeaves">
  | OfClient<"ClientResets">
  | OfBytes<"ClientTakesOnly">
  | OfClient<"ClientStalls">
  | OfClient<"ClientHalfClosesEarly">
  | OfClient<"ClientResetsEarly">

/** What every client can do now: progress before faults. */
export const clientChoices = (world: World, into: Into<ClientChoice>): void => {
  for (const client of world.clients) {
    if (client.state === "away")
      into.push({
        _tag: world.listening === "closed" ? "ClientRefused" : "ClientConnects",
        client: client.id
      })
    else if (client.state === "connected") {
      const connection = connectionOf(world, client.id)
      connectedChoices(client, connection, into)
      faultChoices(world, client, connection, into)
    }
  }
}

const connectedChoices = (
  client: Client,
  connection: Connection,
  into: Into<ClientChoice>
): void => {
  const { id, script } = client
  if (connection.outboundEnd === "reset" && connection.outboundBytes === 0) {
    into.push({ _tag: "ClientSeesReset", client: id })
    return
  }
  if (client.stalled) return
  const { outboundBytes } = connection
  if (outboundBytes > 0) {
    const bytes = Math.min(outboundBytes, script.takesBytesMax)
    into.push({ _tag: "ClientTakes", client: id, bytes })
  } else if (connection.outboundEnd === "end") into.push({ _tag: "ClientSeesEnd", client: id })
  if (client.ended) return
  const segment = script.segments[client.segment]
  if (segment === undefined) {
    if (script.end !== "waits") into.push({ _tag: atEnd[script.end], client: id })
  } else if (segment.after === "nothing" || answered(client, connection))
    into.push({ _tag: "ClientSends", client: id, bytes: segment.text.length })
}

const atEnd = {
  "half-closes": "ClientHalfCloses",
  leaves: "ClientLeaves",
  resets: "ClientResets"
} as const

const answered = (
  { takenBytes, takenBytesAtSend }: Client,
  { outboundBytes, unsentBytes }: Connection
): boolean => takenBytes > takenBytesAtSend && outboundBytes === 0 && unsentBytes === 0

const faultChoices = (
  { faults }: World,
  client: Client,
  connection: Connection,
  into: Into<ClientChoice>
): void => {
  const { id, script, stalled, ended } = client
  if (stalled) return
  const takes = Math.min(connection.outboundBytes, script.takesBytesMax)
  if (faults.slowTake > 0 && takes > 1) into.push({ _tag: "ClientTakesOnly", client: id, bytes: 1 })
  if (faults.stall > 0) into.push({ _tag: "ClientStalls", client: id })
  const early = client.segment < script.segments.length
  if (faults.halfClose > 0 && early && !ended)
    into.push({ _tag: "ClientHalfClosesEarly", client: id })
  if (faults.reset > 0) into.push({ _tag: "ClientResetsEarly", client: id })
}

const closed = (
  { id }: Client,
  how: Extract<Happening, { readonly _tag: "ClientClosed" }>["how"]
): Deed => ({
  actor: `client ${id}`,
  what: { _tag: "ClientClosed", connection: id, how }
})

const connects = (world: World, id: ConnectionId): Applied =>
  unseen({
    ...withClient(world, { ...clientOf(world, id), state: "connected" }),
    backlog: [...world.backlog, id],
    connections: [...world.connections, freshConnection(id)]
  })

const freshConnection = (id: ConnectionId): Connection => ({
  id,
  state: "backlog",
  reading: false,
  inbound: "",
  inboundEnd: "none",
  unsentBytes: 0,
  outboundBytes: 0,
  outboundEnd: "none",
  clientGone: false
})

const refused = (world: World, id: ConnectionId): Applied =>
  unseen(withClient(world, { ...clientOf(world, id), state: "over" }))

const sends = (world: World, id: ConnectionId): Applied => {
  const client = clientOf(world, id)
  const connection = connectionOf(world, id)
  const text = client.script.segments[client.segment]?.text ?? ""
  const sentBytes = client.sentBytes + text.length
  const sent: Client = {
    ...client,
    segment: client.segment + 1,
    sentBytes,
    takenBytesAtSend: client.takenBytes
  }
  // Bytes for a socket that is closed are answered with a reset, which discards what did not reach the
  // client yet: why a server must linger (RFC 9112 section 9.6).
  const arrived: Connection =
    connection.state === "over"
      ? {
          ...connection,
          outboundBytes: readableAfterReset(world, connection),
          outboundEnd: "reset"
        }
      : { ...connection, inbound: connection.inbound + text }
  return unseen(withConnection(withClient(world, sent), arrived), {
    actor: `client ${id}`,
    what: { _tag: "ClientSent", connection: id, bytes: sentBytes }
  })
}

const takes = (world: World, id: ConnectionId, bytes: number): Applied => {
  const client = clientOf(world, id)
  const connection = connectionOf(world, id)
  const takenBytes = client.takenBytes + bytes
  return unseen(
    withConnection(withClient(world, { ...client, takenBytes }), {
      ...connection,
      outboundBytes: connection.outboundBytes - bytes
    }),
    { actor: `client ${id}`, what: { _tag: "ClientReceived", connection: id, bytes: takenBytes } }
  )
}

/** The client read the server's end or reset, and closes its own side. */
const seesEnd = (world: World, id: ConnectionId, how: "server-ended" | "server-reset"): Applied => {
  const client = clientOf(world, id)
  const connection = connectionOf(world, id)
  return unseen(
    withConnection(withClient(world, { ...client, state: "over", ended: true }), {
      ...connection,
      inboundEnd: connection.inboundEnd === "none" ? "end" : connection.inboundEnd,
      clientGone: true
    }),
    closed(client, how)
  )
}

const halfCloses = (world: World, id: ConnectionId): Applied => {
  const client = clientOf(world, id)
  return unseen(
    withConnection(withClient(world, { ...client, ended: true }), {
      ...connectionOf(world, id),
      inboundEnd: "end"
    }),
    closed(client, "ended")
  )
}

const leaves = (world: World, id: ConnectionId): Applied => {
  const client = clientOf(world, id)
  const connection = connectionOf(world, id)
  return unseen(
    withConnection(withClient(world, { ...client, state: "over", ended: true }), {
      ...connection,
      // A socket closed with bytes unread sends a reset instead of an end.
      inboundEnd: connection.outboundBytes > 0 ? "reset" : "end",
      outboundBytes: 0,
      clientGone: true
    }),
    closed(client, "ended")
  )
}

const resets = (world: World, id: ConnectionId): Applied => {
  const client = clientOf(world, id)
  return unseen(
    withConnection(withClient(world, { ...client, state: "over", ended: true }), {
      ...connectionOf(world, id),
      inboundEnd: "reset",
      outboundBytes: 0,
      clientGone: true
    }),
    closed(client, "reset")
  )
}

const kind = <Choice extends OfClient<string>>(
  does: string,
  apply: (world: World, choice: Choice) => Applied
) => ({
  class: "progress" as const,
  source: ({ client }: Choice) => `client ${client}`,
  label: ({ client }: Choice) => `client ${client} ${does}`,
  apply
})

export const clientKinds: Kinds<ClientChoice> = {
  ClientConnects: kind("connects", (world, { client }) => connects(world, client)),
  ClientRefused: kind("is refused", (world, { client }) => refused(world, client)),
  ClientSends: {
    ...kind("sends", (world, { client }) => sends(world, client)),
    label: ({ client, bytes }) => `client ${client} sends ${bytes}`
  },
  ClientTakes: {
    ...kind("takes", (world, { client, bytes }) => takes(world, client, bytes)),
    label: ({ client, bytes }) => `client ${client} takes ${bytes}`
  },
  ClientSeesEnd: kind("sees the end", (world, { client }) =>
    seesEnd(world, client, "server-ended")
  ),
  ClientSeesReset: kind("sees a reset", (world, { client }) =>
    seesEnd(world, client, "server-reset")
  ),
  ClientHalfCloses: kind("half-closes", (world, { client }) => halfCloses(world, client)),
  ClientLeaves: kind("leaves", (world, { client }) => leaves(world, client)),
  ClientResets: kind("resets", (world, { client }) => resets(world, client)),
  ClientTakesOnly: {
    ...kind("takes", (world, { client, bytes }) => takes(spend(world, "slowTake"), client, bytes)),
    class: "fault",
    label: ({ client, bytes }) => `client ${client} takes only ${bytes}`
  },
  ClientStalls: {
    ...kind("stalls", (world, { client }) =>
      unseen(spend(withClient(world, { ...clientOf(world, client), stalled: true }), "stall"))
    ),
    class: "fault"
  },
  ClientHalfClosesEarly: {
    ...kind("half-closes early", (world, { client }) =>
      halfCloses(spend(world, "halfClose"), client)
    ),
    class: "fault"
  },
  ClientResetsEarly: {
    ...kind("resets early", (world, { client }) => resets(spend(world, "reset"), client)),
    class: "fault"
  }
}
