/** What the dispatcher's sockets report, and what the commands do that it gives them. */
import type { Part } from "../state-machine/command.ts"
import type { ConnectionId } from "../state-machine/event.ts"
import { connectionOf, IllegalCommand, spend, withConnection } from "./change.ts"
import { requireHeld } from "./chunks.ts"
import { told, type Applied, type Into, type Kinds } from "./kind.ts"
import { readableAfterReset, type Connection, type World } from "./world.ts"

interface OfConnection<Tag extends string> {
  readonly _tag: Tag
  readonly connection: ConnectionId
}

interface OfBytes<Tag extends string> extends OfConnection<Tag> {
  readonly bytes: number
}

export type SocketChoice =
  | OfConnection<"Accepts">
  | { readonly _tag: "FindsNoDescriptor" }
  | { readonly _tag: "FailsToAccept" }
  | OfBytes<"Receives">
  | OfConnection<"SeesEnd">
  | OfConnection<"SeesReset">
  | OfBytes<"Writes">
  | OfBytes<"ReceivesOnly">
  | OfBytes<"WritesOnly">

export const socketChoices = (world: World, into: Into<SocketChoice>): void => {
  acceptChoices(world, into)
  for (const connection of world.connections)
    if (connection.state === "open") openChoices(world, connection, into)
}

const acceptChoices = (world: World, into: Into<SocketChoice>): void => {
  const first = world.backlog[0]
  if (first === undefined || world.listening !== "accepting") return
  let open = 0
  for (const { state } of world.connections) if (state === "open") open++
  if (open < world.bounds.descriptorsMax) into.push({ _tag: "Accepts", connection: first })
  else into.push({ _tag: "FindsNoDescriptor" })
  if (world.faults.acceptFailure > 0) into.push({ _tag: "FailsToAccept" })
}

const openChoices = (world: World, connection: Connection, into: Into<SocketChoice>): void => {
  const { id, inbound, inboundEnd, unsentBytes, outboundBytes } = connection
  if (connection.reading) {
    if (inbound !== "") {
      const bytes = Math.min(inbound.length, world.bounds.readBytesMax)
      into.push({ _tag: "Receives", connection: id, bytes })
      if (world.faults.shortRead > 0)
        for (const fewer of portions(bytes))
          into.push({ _tag: "ReceivesOnly", connection: id, bytes: fewer })
    } else if (inboundEnd === "end") into.push({ _tag: "SeesEnd", connection: id })
  }
  if (inboundEnd === "reset") into.push({ _tag: "SeesReset", connection: id })
  const bytes = Math.min(unsentBytes, world.bounds.sendBufferBytes - outboundBytes)
  if (bytes > 0) {
    into.push({ _tag: "Writes", connection: id, bytes })
    if (world.faults.shortWrite > 0)
      for (const fewer of portions(bytes))
        into.push({ _tag: "WritesOnly", connection: id, bytes: fewer })
  }
}

/** Where a transfer is cut short: after its first byte, in its middle, before its last byte. */
const portions = (bytes: number): ReadonlyArray<number> => {
  if (bytes <= 1) return []
  if (bytes === 2) return [1]
  return bytes === 3 ? [1, 2] : [1, bytes >> 1, bytes - 1]
}

const accepts = (world: World, id: ConnectionId): Applied =>
  told(
    withConnection(
      { ...world, backlog: world.backlog.slice(1) },
      { ...connectionOf(world, id), state: "open" }
    ),
    { _tag: "Accepted", connection: id }
  )

const receives = (world: World, id: ConnectionId, length: number): Applied => {
  const connection = connectionOf(world, id)
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = connection.inbound.charCodeAt(index)
  return told(
    withConnection(world, {
      ...connection,
      reading: false,
      inbound: connection.inbound.slice(length)
    }),
    { _tag: "Received", connection: id, bytes }
  )
}

const seesReset = (world: World, id: ConnectionId): Applied =>
  told(withConnection(world, { ...connectionOf(world, id), ...over }), {
    _tag: "PeerReset",
    connection: id
  })

const over = { state: "over", reading: false, unsentBytes: 0, inbound: "" } as const

const writes = (world: World, id: ConnectionId, bytes: number): Applied => {
  const connection = connectionOf(world, id)
  const taken = { ...connection, unsentBytes: connection.unsentBytes - bytes }
  return told(
    withConnection(
      world,
      connection.clientGone
        ? { ...taken, inboundEnd: "reset" }
        : { ...taken, outboundBytes: connection.outboundBytes + bytes }
    ),
    { _tag: "Sent", connection: id, bytes }
  )
}

/** The connection that a command names, which must be one that the machine may still name. */
const open = (world: World, id: ConnectionId, command: string): Connection => {
  const connection = connectionOf(world, id)
  if (connection.state !== "open")
    throw new IllegalCommand(`${command} names connection ${id}, which is not open`)
  return connection
}

export const read = (world: World, id: ConnectionId): World => {
  const connection = open(world, id, "Read")
  if (connection.reading) throw new IllegalCommand(`connection ${id} already has a Read`)
  return withConnection(world, { ...connection, reading: true })
}

export const send = (world: World, id: ConnectionId, parts: ReadonlyArray<Part>): World => {
  const connection = open(world, id, "Send")
  if (connection.unsentBytes > 0) throw new IllegalCommand(`connection ${id} already has a Send`)
  if (connection.outboundEnd !== "none")
    throw new IllegalCommand(`Send on connection ${id} after Finish`)
  let bytes = 0
  for (const part of parts) {
    if (part._tag === "Slice") requireHeld(world, part)
    bytes += part._tag === "Text" ? part.text.length : part.lengthBytes
  }
  if (bytes === 0) throw new IllegalCommand(`Send of nothing on connection ${id}`)
  return withConnection(world, { ...connection, unsentBytes: bytes })
}

export const finish = (world: World, id: ConnectionId): World => {
  const connection = open(world, id, "Finish")
  if (connection.unsentBytes > 0)
    throw new IllegalCommand(`Finish on connection ${id} before all was sent`)
  return withConnection(world, { ...connection, outboundEnd: "end" })
}

/** A connection that the peer has reset already can be closed once more: that only gives its descriptor back. */
export const close = (world: World, id: ConnectionId, how: "gracefully" | "reset"): World => {
  const connection = connectionOf(world, id)
  if (connection.state === "over") return world
  // The kernel resets a connection that is closed with bytes unread, whatever was meant.
  const resets = how === "reset" || connection.inbound !== ""
  return withConnection(world, {
    ...connection,
    ...over,
    outboundBytes: resets
      ? readableAfterReset(world, connection)
      : connection.outboundBytes + connection.unsentBytes,
    outboundEnd: resets ? "reset" : "end"
  })
}

/** Connections that were never accepted are reset with the listening socket. */
export const stopAccept = (world: World): World => ({
  ...world,
  listening: "closed",
  backlog: [],
  connections: world.connections.map((connection) =>
    connection.state === "backlog"
      ? { ...connection, ...over, outboundEnd: "reset" as const }
      : connection
  )
})

const kind = <Choice extends OfConnection<string>>(
  label: (choice: Choice) => string,
  apply: (world: World, choice: Choice) => Applied
) => ({
  class: "progress" as const,
  source: ({ connection }: Choice) => `connection ${connection}`,
  label: (choice: Choice) => `connection ${choice.connection} ${label(choice)}`,
  apply
})

const acceptFailed = (world: World, reason: string): Applied =>
  told(world, { _tag: "AcceptFailed", reason })

export const socketKinds: Kinds<SocketChoice> = {
  Accepts: {
    ...kind(
      () => "is accepted",
      (world, { connection }) => accepts(world, connection)
    ),
    source: () => "accept"
  },
  FindsNoDescriptor: {
    class: "progress",
    source: () => "accept",
    label: () => "accept finds no descriptor",
    apply: (world) => acceptFailed(world, "EMFILE")
  },
  FailsToAccept: {
    class: "fault",
    source: () => "accept",
    label: () => "accept fails",
    apply: (world) => acceptFailed(spend(world, "acceptFailure"), "ENFILE")
  },
  Receives: kind(
    ({ bytes }) => `receives ${bytes}`,
    (world, { connection, bytes }) => receives(world, connection, bytes)
  ),
  SeesEnd: kind(
    () => "sees the end",
    (world, { connection }) =>
      told(withConnection(world, { ...connectionOf(world, connection), reading: false }), {
        _tag: "PeerEnded",
        connection
      })
  ),
  SeesReset: kind(
    () => "sees a reset",
    (world, { connection }) => seesReset(world, connection)
  ),
  Writes: kind(
    ({ bytes }) => `writes ${bytes}`,
    (world, { connection, bytes }) => writes(world, connection, bytes)
  ),
  ReceivesOnly: {
    ...kind(
      ({ bytes }) => `receives only ${bytes}`,
      (world, { connection, bytes }) => receives(spend(world, "shortRead"), connection, bytes)
    ),
    class: "fault"
  },
  WritesOnly: {
    ...kind(
      ({ bytes }) => `writes only ${bytes}`,
      (world, { connection, bytes }) => writes(spend(world, "shortWrite"), connection, bytes)
    ),
    class: "fault"
  }
}
