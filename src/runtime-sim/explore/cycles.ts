/**
 * Runs without an end. A run that goes round for ever while somebody waits breaks "every request completes", if it
 * is fair: each source (a client, a connection, a helper, the clock) that can go on from some moment on without a
 * break does go on some time. Fairness is owed to each source, not to the dispatcher as a whole, which is busy all
 * the time while it starves one of them. Faults and the end of a run are owed
 * nothing.
 *
 * The states in which one client waits are taken first, then their strongly connected components: in a component
 * a run can stay for ever, and the largest ones decide, since more states and moves can only make a run fairer. A
 * component is a fair cycle if for each source it has a state where the source has no move, or a move of it inside.
 *
 * Components are found by Tarjan's algorithm (SIAM J. Comput. 1, 1972), without recursion: graphs are deep.
 */
import type { Graph } from "./graph.ts"

export interface Cycle {
  /** A state of the cycle, the one that was reached first. */
  readonly state: number
  readonly states: number
  /** Moves that lead round and back to `state`, under canonical names. */
  readonly moves: ReadonlyArray<string>
}

type Inside = (state: number) => boolean

/** Components that a run can go round in: more than one state, or a move from a state to itself. */
export const cyclesOf = (graph: Graph, inside: Inside): ReadonlyArray<ReadonlyArray<number>> =>
  componentsOf(graph, inside).filter(
    (members) => members.length > 1 || targetsOf(graph, members[0]!).includes(members[0]!)
  )

/** The first cycle in which client number `client` waits for ever although all sources are treated fairly. */
export const fairCycle = (graph: Graph, client: number): Cycle | undefined => {
  const waits = 1 << client
  const inside: Inside = (state) => (graph.waiting.at(state) & waits) !== 0
  for (const members of cyclesOf(graph, inside)) {
    if (!isFair(graph, members)) continue
    const state = members.reduce((first, member) => Math.min(first, member))
    return { state, states: members.length, moves: roundFrom(graph, state, new Set(members)) }
  }
  return undefined
}

const isFair = (graph: Graph, members: ReadonlyArray<number>): boolean => {
  const within = new Set(members)
  /** Sources that moved inside, and for each the number of states where it could. */
  const moved = new Set<string>()
  const able = new Map<string, number>()
  for (const member of members) {
    const here = new Set<string>()
    const [from, to] = graph.edgesOf(member)
    for (let edge = from; edge < to; edge++) {
      const move = graph.move.at(edge)
      if (!graph.isOwed(move)) continue
      const source = graph.sourceOf(move)
      here.add(source)
      if (within.has(graph.to.at(edge))) moved.add(source)
    }
    for (const source of here) able.set(source, (able.get(source) ?? 0) + 1)
  }
  return [...able].every(([source, states]) => states < members.length || moved.has(source))
}

const targetsOf = (graph: Graph, state: number): ReadonlyArray<number> => {
  const [from, to] = graph.edgesOf(state)
  return Array.from({ length: to - from }, (_, index) => graph.to.at(from + index))
}

/** The shortest way round. */
const roundFrom = (
  graph: Graph,
  start: number,
  within: ReadonlySet<number>
): ReadonlyArray<string> => {
  const reached = new Map<number, ReadonlyArray<string>>()
  let level: ReadonlyArray<readonly [number, ReadonlyArray<string>]> = [[start, []]]
  while (level.length > 0) {
    const next: Array<readonly [number, ReadonlyArray<string>]> = []
    for (const [state, moves] of level) {
      const [from, to] = graph.edgesOf(state)
      for (let edge = from; edge < to; edge++) {
        const target = graph.to.at(edge)
        if (!within.has(target) || reached.has(target)) continue
        const longer = [...moves, graph.labelOf(graph.move.at(edge))]
        if (target === start) return longer
        reached.set(target, longer)
        next.push([target, longer])
      }
    }
    level = next
  }
  return []
}

interface Frame {
  readonly state: number
  edge: number
  readonly end: number
}

const componentsOf = (graph: Graph, inside: Inside): ReadonlyArray<ReadonlyArray<number>> => {
  const components: Array<ReadonlyArray<number>> = []
  // 0: not seen. Otherwise the turn at which it was, counted from 1.
  const seenAt = new Uint32Array(graph.expanded)
  const lowest = new Uint32Array(graph.expanded)
  const open = new Uint8Array(graph.expanded)
  const stack: Array<number> = []
  let turn = 0
  const enter = (state: number): Frame => {
    seenAt[state] = lowest[state] = ++turn
    open[state] = 1
    stack.push(state)
    const [edge, end] = graph.edgesOf(state)
    return { state, edge, end }
  }
  const close = (state: number): void => {
    const members = stack.splice(stack.lastIndexOf(state))
    for (const member of members) open[member] = 0
    components.push(members)
  }
  for (let root = 0; root < graph.expanded; root++) {
    if (seenAt[root] !== 0 || !inside(root)) continue
    const frames = [enter(root)]
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { state } = frame
      if (frame.edge === frame.end) {
        frames.pop()
        const above = frames.at(-1)?.state
        if (above !== undefined) lowest[above] = Math.min(lowest[above]!, lowest[state]!)
        if (lowest[state] === seenAt[state]) close(state)
        continue
      }
      const target = graph.to.at(frame.edge++)
      // A state that was never expanded has no edges yet: the exploration was cut short.
      if (target >= graph.expanded || !inside(target)) continue
      if (seenAt[target] === 0) frames.push(enter(target))
      else if (open[target] === 1) lowest[state] = Math.min(lowest[state]!, seenAt[target]!)
    }
  }
  return components
}
