/**
 * Everything that a state of the code holds and that can change, as text: two states are one if this is the same.
 * Of tickets only the order counts. The order of lists that are only looked up in does not, nor does that of use
 * in the caches: in small worlds they are bounded to one entry or have room for all.
 */
import * as HashMap from "effect/HashMap"
import { entriesOf, type Lru } from "../../src/state-machine/lru.ts"
import type { Running } from "./abstraction.ts"

export const identityOf = ({ world, state }: Running): string => {
  const { clients, bounds: _, connections, timers, chunks, ...rest } = world
  const { settings: __, connections: served, caches, ...server } = state
  return ranked(
    JSON.stringify([
      rest,
      clients.map(({ script: ___, ...client }) => client),
      sorted(connections),
      sorted(timers),
      sorted(chunks),
      server,
      sorted([...HashMap.values(served)]),
      entries(caches.names),
      entries(caches.heads),
      entries(caches.contents)
    ])
  )
}

const sorted = (items: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  items.map((item) => JSON.stringify(item)).toSorted()

const entries = <Value>(lru: Lru<Value>): ReadonlyArray<string> => sorted(entriesOf(lru))

const tickets = /(ticket|claim|chunk|nextTicket)(\\*":)(\d+)/g

/** Each ticket by its place among those that occur. */
const ranked = (text: string): string => {
  const found = new Set(Array.from(text.matchAll(tickets), (match) => Number(match[3])))
  const order = [...found].toSorted((left, right) => left - right)
  const rank = new Map(order.map((ticket, index) => [String(ticket), index]))
  return text.replace(tickets, (_, field, colon, ticket) => `${field}${colon}${rank.get(ticket)}`)
}
