/** All connections by their names, and the commands that speak of one of them. */
import type { Socket } from "node:net"
import type { Command } from "../state-machine/command.ts"
import type { ConnectionId } from "../state-machine/event.ts"
import type { Chunks } from "./chunks.ts"
import type { ConnectionBounds } from "./connection.ts"
import { Connection } from "./connection.ts"
import type { Dispatcher } from "./dispatcher.ts"

export type ConnectionCommand = Extract<Command, { readonly connection: ConnectionId }>

export interface Connections {
  /** Names the socket and tells the machine. */
  readonly admit: (socket: Socket) => void
  readonly perform: (command: ConnectionCommand) => void
  /** The run is over: what the machine did not close is reset. */
  readonly resetAll: () => void
  readonly count: () => number
}

export const makeConnections = (
  bounds: ConnectionBounds,
  chunks: Chunks,
  push: Dispatcher["push"]
): Connections => {
  const open = new Map<ConnectionId, Connection>()
  let named = 0

  const admit = (socket: Socket) => {
    const id = named++
    open.set(id, new Connection(id, socket, bounds, push, () => open.delete(id)))
    push({ _tag: "Accepted", connection: id })
  }

  const act = (connection: Connection, command: ConnectionCommand) => {
    switch (command._tag) {
      case "Read":
        return connection.read()
      case "Send":
        return connection.send(
          command.parts.map((part) => (part._tag === "Text" ? part.text : chunks.slice(part)))
        )
      case "Finish":
        return connection.finish()
      case "Close":
        open.delete(command.connection)
        return connection.close(command.how)
    }
  }

  return {
    admit,
    perform: (command) => {
      const connection = open.get(command.connection)
      // It may be gone already, with `PeerReset` still in the queue.
      if (connection !== undefined) act(connection, command)
    },
    resetAll: () => {
      for (const connection of open.values()) connection.close("reset")
      open.clear()
    },
    count: () => open.size
  }
}
