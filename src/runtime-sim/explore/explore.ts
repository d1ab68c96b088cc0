/**
 * Exploration: every schedule of a small world, breadth first, so that what is found is found by the fewest moves.
 * The same machine, the same world, the same moves as in any other run; only nobody chooses.
 */
import type { RuleId, TransitionId } from "../../state-machine/rules.ts"
import type { ServerState } from "../../state-machine/server.ts"
import { classOf, labelOf, sourceOf, type Choice } from "../choice.ts"
import type { SimulatedMachine } from "../simulate.ts"
import { faultNames, noFaults, type Workload } from "../workload.ts"
import { ampleOf } from "./ample.ts"
import { Arena } from "./arena.ts"
import { Canon } from "./canonical.ts"
import { brokenEnd, brokenStep, type Broken } from "./check.ts"
import { Graph } from "./graph.ts"
import { type Names, renamed } from "./move-name.ts"
import { isOver, movesOf } from "./moves.ts"
import type { Pieces, Situation } from "./pieces.ts"
import { Refused, start, successor, type Successor } from "./successor.ts"
import { followed, labelsOf, startTrail, type Trail, untold } from "./trail.ts"
import { watched, watchedEnd, type Watcher } from "./watch.ts"

export interface Exploration {
  readonly machine: SimulatedMachine<ServerState>
  readonly workload: Workload
  /** Take states that differ in the names of clients and files only for one. */
  readonly exchanges: boolean
  /**
   * Where a client or a helper has a move that nobody else can see or prevent, take that one alone. Shortest
   * counterexamples are lost, so this is for worlds that hold.
   */
  readonly ample: boolean
  /** How much may go wrong in all, whatever the workload's counts of each kind say. */
  readonly faultsMax?: number | undefined
  /** Judges the shortest run to each move with what looks back. Costs the length of the run for each. */
  readonly watch?: (() => Watcher) | undefined
  /** Go on past whatever breaks another rule. */
  readonly only?: RuleId | undefined
}

/** A run that breaks a rule. */
export interface Counterexample extends Broken {
  /** Every choice from the start. The run ends there when the state is broken by being the last. */
  readonly labels: ReadonlyArray<string>
  readonly atEnd: boolean
}

interface Waiting {
  readonly situation: Situation
  readonly pieces: Pieces | undefined
  readonly names: Names
  readonly trail: Trail
}

export class Explorer {
  readonly exploration: Exploration
  readonly graph = new Graph()
  /** How often each rule was taken. */
  readonly rules = new Map<TransitionId, number>()
  readonly canon: Canon
  readonly #arena = new Arena()
  #level: Array<Waiting> = []
  #next: Array<Waiting> = []
  #at = 0
  /** Moves from the start to the states that are being expanded. */
  depth = 0
  /** States in which a run is over. */
  ends = 0
  /** The first one found; no run with fewer moves breaks a rule, unless ample sets are used. */
  counterexample: Counterexample | undefined

  constructor(exploration: Exploration) {
    this.exploration = exploration
    this.canon = new Canon(exploration.workload, exploration.exchanges)
    const first = start(exploration.machine, exploration.workload)
    this.#count(first)
    const { situation } = first
    this.#numberOf(situation)
    const trail = startTrail(first)
    const { names, pieces } = this.canon
    this.#level.push({ situation, pieces, names, trail })
    this.graph.waiting.push(0)
  }

  get states(): number {
    return this.#arena.count
  }

  get transitions(): number {
    return this.graph.to.length
  }

  /** Of what is kept for each state and move. The states that are still to be expanded come on top. */
  get memoryBytes(): number {
    return this.#arena.memoryBytes + this.graph.memoryBytes
  }

  /** Every state was expanded, or a rule is broken. */
  get done(): boolean {
    return this.counterexample !== undefined || this.#level.length === 0
  }

  /** Expands up to so many states; call again until `done`. */
  advance(statesMax: number): void {
    for (let left = statesMax; left > 0 && !this.done; left--) {
      this.#expand(this.#level[this.#at++]!)
      if (this.#at < this.#level.length) continue
      this.#level = this.#next
      this.#next = []
      this.#at = 0
      if (this.#level.length > 0) this.depth++
    }
  }

  /** The number that this state has, or gets. */
  #numberOf(situation: Situation, before?: Pieces): number {
    const length = this.canon.encode(situation, before)
    return this.#arena.add(this.canon.bytes, length)
  }

  #expand(waiting: Waiting): void {
    const { situation, trail } = waiting
    const { graph, exploration } = this
    graph.first.push(graph.to.length)
    const moves = movesOf(situation.world)
    if (isOver(moves)) {
      this.ends++
      const wrong = [...watchedEnd(exploration.watch, trail, situation), ...brokenEnd(situation)]
      if (this.#isFound(wrong, trail, true)) return
    }
    for (const choice of exploration.ample ? ampleOf(situation, moves) : moves)
      if (!this.#follow(waiting, choice)) return
  }

  /** Whether to go on. */
  #follow({ situation, pieces, names, trail }: Waiting, choice: Choice): boolean {
    const { graph, exploration } = this
    let after: Successor
    try {
      after = successor(exploration.machine, situation, choice)
    } catch (cause) {
      const told = crashTrail(trail, choice, cause, exploration.watch !== undefined)
      return !this.#isFound([...watched(exploration.watch, told), crash(cause)], told, false)
    }
    this.#count(after)
    after = withinFaults(after, exploration)
    const shown = renamed(choice, situation.world, names)
    const move = graph.moveNamed(labelOf(shown), () => ({
      source: sourceOf(shown),
      owed: classOf(shown) === "progress" || classOf(shown) === "time"
    }))
    const before = this.states
    const to = this.#numberOf(after.situation, pieces)
    graph.to.push(to)
    graph.move.push(move)
    const longer = followed(trail, choice, after, exploration.watch !== undefined)
    // Monitors first: they speak of the cause, the state of what came of it.
    const wrong = [...watched(exploration.watch, longer), ...brokenStep(after)]
    if (this.#isFound(wrong, longer, false)) return false
    if (to < before) return true
    graph.waiting.push(waitingIn(after.situation, this.canon.names.clients))
    this.#next.push({
      situation: after.situation,
      pieces: this.canon.pieces,
      names: this.canon.names,
      trail: longer
    })
    return true
  }

  #count({ taken }: Successor): void {
    for (const rule of taken?.rules ?? []) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1)
  }

  #isFound(wrongs: ReadonlyArray<Broken>, trail: Trail, atEnd: boolean): boolean {
    const { only } = this.exploration
    const wrong = wrongs.find(({ rule }) => only === undefined || rule === only)
    if (wrong === undefined) return false
    this.counterexample = { ...wrong, labels: labelsOf(trail), atEnd }
    return true
  }
}

/** With the last fault spent, what is left of each kind makes no difference any more. */
const withinFaults = (after: Successor, { workload, faultsMax }: Exploration): Successor => {
  const { world, state } = after.situation
  if (faultsMax === undefined || world.faults === noFaults) return after
  let spent = 0
  for (const name of faultNames) spent += workload.faults[name] - world.faults[name]
  return spent < faultsMax
    ? after
    : { ...after, situation: { world: { ...world, faults: noFaults }, state } }
}

const crashTrail = (trail: Trail, choice: Choice, cause: unknown, isWatched: boolean): Trail =>
  cause instanceof Refused ? followed(trail, choice, cause.after, isWatched) : untold(trail, choice)

/** The machine has no transition, or the world refuses what it asks for. */
const crash = (cause: unknown): Broken => ({
  rule: "dispatcher/total",
  sentence: cause instanceof Error ? cause.message : String(cause)
})

/** Clients that are connected and not served to the end, under their new names. */
const waitingIn = ({ world }: Situation, clients: ReadonlyArray<number>): number => {
  let bits = 0
  for (const [place, { state, stalled }] of world.clients.entries())
    if (state === "connected" && !stalled) bits |= 1 << (clients[place] ?? place)
  return bits
}
