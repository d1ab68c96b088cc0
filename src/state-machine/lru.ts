/**
 * A bounded map that drops what was used least recently. Persistent: an update leaves the old value as it
 * was, and costs the same at every size.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

interface Node<Value> {
  readonly value: Value
  readonly weight: number
  /** Key of the next less and the next more recently used one. */
  readonly older: string | undefined
  readonly newer: string | undefined
}

export interface Lru<Value> {
  readonly nodes: HashMap.HashMap<string, Node<Value>>
  readonly oldest: string | undefined
  readonly newest: string | undefined
  readonly weight: number
  readonly weightMax: number
}

export const emptyLru = <Value>(weightMax: number): Lru<Value> => ({
  nodes: HashMap.empty(),
  oldest: undefined,
  newest: undefined,
  weight: 0,
  weightMax
})

const nodeOf = <Value>(lru: Lru<Value>, key: string | undefined): Node<Value> | undefined =>
  key === undefined ? undefined : Option.getOrUndefined(HashMap.get(lru.nodes, key))

/** Without counting as a use. */
export const peek = <Value>(lru: Lru<Value>, key: string): Value | undefined =>
  nodeOf(lru, key)?.value

const relink = <Value>(
  lru: Lru<Value>,
  key: string | undefined,
  change: Partial<Pick<Node<Value>, "older" | "newer">>
): Lru<Value> => {
  const node = nodeOf(lru, key)
  return key === undefined || node === undefined
    ? lru
    : { ...lru, nodes: HashMap.set(lru.nodes, key, { ...node, ...change }) }
}

export const remove = <Value>(lru: Lru<Value>, key: string): Lru<Value> => {
  const node = nodeOf(lru, key)
  if (node === undefined) return lru
  const { older, newer } = node
  const joined = relink(relink(lru, older, { newer }), newer, { older })
  return {
    ...joined,
    nodes: HashMap.remove(joined.nodes, key),
    oldest: lru.oldest === key ? newer : lru.oldest,
    newest: lru.newest === key ? older : lru.newest,
    weight: lru.weight - node.weight
  }
}

const append = <Value>(lru: Lru<Value>, key: string, value: Value, weight: number): Lru<Value> => {
  const linked = relink(lru, lru.newest, { newer: key })
  const node: Node<Value> = { value, weight, older: lru.newest, newer: undefined }
  return {
    ...linked,
    nodes: HashMap.set(linked.nodes, key, node),
    oldest: lru.oldest ?? key,
    newest: key,
    weight: lru.weight + weight
  }
}

/** Marks as the most recently used. */
export const touch = <Value>(lru: Lru<Value>, key: string): Lru<Value> => {
  if (lru.newest === key) return lru
  const node = nodeOf(lru, key)
  return node === undefined ? lru : append(remove(lru, key), key, node.value, node.weight)
}

/** Sets one entry and drops the oldest ones, never the new one, until the weight fits. */
export const put = <Value>(
  lru: Lru<Value>,
  key: string,
  value: Value,
  weight: number
): { readonly lru: Lru<Value>; readonly evicted: ReadonlyArray<Value> } => {
  let next = append(remove(lru, key), key, value, weight)
  const evicted: Array<Value> = []
  while (next.weight > next.weightMax && next.oldest !== undefined && next.oldest !== key) {
    const oldest = next.oldest
    evicted.push(peek(next, oldest)!)
    next = remove(next, oldest)
  }
  return { lru: next, evicted }
}

/** Keys and values, least recently used first. */
export const entriesOf = <Value>(lru: Lru<Value>): ReadonlyArray<readonly [string, Value]> => {
  const found: Array<readonly [string, Value]> = []
  for (let key = lru.oldest; key !== undefined; key = nodeOf(lru, key)?.newer) {
    found.push([key, peek(lru, key)!])
  }
  return found
}
