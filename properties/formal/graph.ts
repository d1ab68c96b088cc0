/** A labelled graph of states as text, and the code's own: plain breadth-first search over abstracted states. */
import type { Machine } from "../../src/runtime/driver.ts"
import { apply, type Choice } from "../../src/runtime-sim/choice.ts"
import { movesOf } from "../../src/runtime-sim/explore/moves.ts"
import { perform } from "../../src/runtime-sim/perform.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { initial } from "../../src/runtime-sim/world.ts"
import { reference, type ServerState } from "../../src/state-machine/server.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { moveOf, type Running, type Vector, vectorOf } from "./abstraction.ts"
import { identityOf } from "./identity.ts"

export interface Edge {
  readonly label: string
  readonly to: string
}

/** From each state, what can happen there. The start is the state before anything happened. */
export type Graph = Map<string, ReadonlyArray<Edge>>

export const notStarted = "not started"

export type AnyMachine = (settings: Settings) => Machine<ServerState>

/** What a run is before its first choice: the dispatcher has seen `Started`. */
export const begun = (workload: Workload, machine: Machine<ServerState>): Running => {
  const world = initial(workload)
  const event = { _tag: "Started", unixSeconds: world.toldUnixSeconds } as const
  return stepped({ world, state: machine.initial }, machine, event)
}

const stepped = (
  { world, state }: Running,
  machine: Machine<ServerState>,
  event: Parameters<Machine<ServerState>["step"]>[1]
): Running => {
  const step = machine.step(state, event)
  return { world: step.commands.reduce(perform, world), state: step.state }
}

export const taken = (running: Running, choice: Choice, machine: Machine<ServerState>): Running => {
  const { world, event } = apply(running.world, choice)
  const next = { world, state: running.state }
  return event === undefined ? next : stepped(next, machine, event)
}

interface Found {
  readonly running: Running
  readonly vector: Vector
}

interface Move {
  readonly label: string
  readonly next: Found
}

/**
 * The moves of one concrete state, abstracted. Seconds that pass are no moves of their own: what can happen
 * after them can happen.
 */
export const movesFrom = (
  running: Running,
  places: Vector["places"],
  machine: Machine<ServerState>
): ReadonlyArray<Move> =>
  movesOf(running.world).flatMap((choice) => {
    const next = taken(running, choice, machine)
    return choice._tag === "ClockTicks" || choice._tag === "ClockCatchesUp"
      ? movesFrom(next, places, machine).filter(({ label }) => label.startsWith("time to"))
      : [{ label: moveOf(choice, places), next: { running: next, vector: vectorOf(next) } }]
  })

export interface Explored {
  readonly graph: Graph
  /** States of the code itself, tickets and all: each was seen to move as its abstraction says. */
  readonly concrete: number
  /** Two states that look alike to the model and can do different things: then the abstraction hides too much. */
  readonly inexact: string | undefined
}

/**
 * The runs of these worlds, breadth first over the states of the code itself. All states with one abstraction must
 * have the same abstracted moves, which makes the abstraction a bisimulation and not only a picture.
 */
export const codeGraph = (
  worlds: ReadonlyArray<readonly [code: number, workload: Workload]>,
  faulty: AnyMachine = reference,
  statesMax = Infinity
): Explored => {
  const graph: Graph = new Map()
  const starts: Array<Edge> = []
  graph.set(notStarted, starts)
  let concrete = 0
  let inexact: string | undefined
  for (const [code, workload] of worlds) {
    const machine = faulty(workload.settings)
    const named = (text: string): string => `world ${code} | ${text}`
    const running = begun(workload, machine)
    const start = { running, vector: vectorOf(running) }
    starts.push({ label: `the dispatcher starts in world ${code}`, to: named(start.vector.text) })
    const seen = new Set([identityOf(running)])
    for (let level: Array<Found> = [start]; level.length > 0;) {
      const further: Array<Found> = []
      for (const { running, vector } of level) {
        const moves = movesFrom(running, vector.places, machine)
        inexact = addMoves(graph, named, vector, moves) ?? inexact
        for (const { next } of moves) {
          const identity = identityOf(next.running)
          if (seen.has(identity)) continue
          seen.add(identity)
          further.push(next)
        }
      }
      if (seen.size > statesMax) throw new Error(`more than ${statesMax} states`)
      level = further
    }
    concrete += seen.size
  }
  return { graph, concrete, inexact }
}

/** Says where two concrete states that are one in the graph differ. */
const addMoves = (
  graph: Graph,
  named: (text: string) => string,
  vector: Vector,
  moves: ReadonlyArray<Move>
): string | undefined => {
  const from = named(vector.text)
  const edges = distinct(moves.map(({ label, next }) => ({ label, to: named(next.vector.text) })))
  const known = graph.get(from)
  graph.set(from, known === undefined ? edges : distinct([...known, ...edges]))
  const all = graph.get(from)?.length ?? 0
  if (known === undefined || (all === known.length && all === edges.length)) return undefined
  const [left, right] = [known, edges].map((each) => each.map(keyOf))
  const differing = [...(left ?? []), ...(right ?? [])].find(
    (key) => left?.includes(key) !== right?.includes(key)
  )
  return `two states look like this, and one of them allows ${differing?.replace("\t", " to ")}:\n  ${from}`
}

export const keyOf = ({ label, to }: Edge): string => `${label}\t${to}`

/** Sorted, each once: interchangeable helpers do the same. */
export const distinct = (edges: ReadonlyArray<Edge>): ReadonlyArray<Edge> =>
  [...new Map(edges.map((edge) => [keyOf(edge), edge])).entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, edge]) => edge)
