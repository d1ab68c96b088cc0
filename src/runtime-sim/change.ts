/** Small changes of a world, each giving a new one. */
import type { ConnectionId, HelperId } from "../state-machine/event.ts"
import type { FaultName } from "./workload.ts"
import type { Client, Connection, Helper, World } from "./world.ts"

/** The machine asked for something that no right machine asks for. Our fault, so loud. */
export class IllegalCommand extends Error {
  override readonly name = "IllegalCommand"
}

export const clientOf = (world: World, id: ConnectionId): Client => {
  for (const client of world.clients) if (client.id === id) return client
  throw new Error(`there is no client ${id}`)
}

export const connectionOf = (world: World, id: ConnectionId): Connection => {
  for (const connection of world.connections) if (connection.id === id) return connection
  throw new IllegalCommand(`there is no connection ${id}`)
}

export const helperOf = (world: World, id: HelperId): Helper => {
  for (const helper of world.helpers) if (helper.id === id) return helper
  throw new IllegalCommand(`there is no helper ${id}, or no longer`)
}

const replaced = <Item extends { readonly id: number }>(
  items: ReadonlyArray<Item>,
  item: Item
): ReadonlyArray<Item> => items.map((each) => (each.id === item.id ? item : each))

export const withClient = (world: World, client: Client): World => ({
  ...world,
  clients: replaced(world.clients, client)
})

export const withConnection = (world: World, connection: Connection): World => ({
  ...world,
  connections: replaced(world.connections, connection)
})

export const withHelper = (world: World, helper: Helper): World => ({
  ...world,
  helpers: replaced(world.helpers, helper)
})

/** One fault of this kind fewer is left. */
export const spend = (world: World, fault: FaultName): World => ({
  ...world,
  faults: { ...world.faults, [fault]: world.faults[fault] - 1 }
})
