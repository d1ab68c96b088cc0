/** Drives the machine through a world by a list of numbers, and checks it after each event. */
import assert from "node:assert/strict"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Settings } from "../../src/state-machine/limits.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import type { Disk } from "../../tests/state-machine/files.ts"
import { type Choice, faultChoices, kindChoices, timerChoices } from "./choices.ts"
import { check, Records } from "./invariants.ts"
import { World } from "./world.ts"

const found = (connections: World["state"]["connections"], id: number) =>
  Option.getOrUndefined(HashMap.get(connections, id))

export class Run {
  readonly world: World
  readonly rules = new Set<TransitionId>()
  readonly #records = new Records()
  #drained = false

  constructor(disk: Disk, settings: Settings) {
    this.world = new World(disk, settings)
  }

  /** Takes one choice, and checks what it did. */
  #take(choice: Choice): void {
    const before = this.world.state.connections
    const stepped = choice()
    const after = this.world.state.connections
    for (const rule of stepped.rules) this.rules.add(rule)
    const names = new Set([...HashMap.keys(before), ...HashMap.keys(after)])
    for (const id of names) {
      if (found(before, id) === found(after, id)) continue
      this.#records.see(id, stepped)
      if (!HashMap.has(after, id)) this.#records.ended(id)
    }
    check(this.world, HashMap.size(before), stepped)
  }

  follow(schedule: ReadonlyArray<number>, streams: ReadonlyArray<string>, faults: number): void {
    const waiting = [...streams]
    for (const number of schedule) {
      const kind = kindChoices(this.world, true)
      const faulty = number % 16 < faults || kind.length === 0
      const groups = faulty ? faultChoices(this.world, waiting) : [kind]
      const group = groups[(number >> 4) % groups.length]!
      this.#take(group[(number >> 8) % group.length]!)
      for (const peer of this.world.peers.values()) {
        if (peer.id % 2 === 0 && number % 7 === 0) peer.ends = true
      }
      if (number % 211 === 0) this.drain()
    }
  }

  drain(): void {
    this.#drained = true
    this.#take(() => this.world.give({ _tag: "DrainRequested" }))
  }

  /** Lets the world be kind until nothing is left to do but to wait, and then lets time pass. */
  quiesce(): void {
    for (const peer of this.world.peers.values()) peer.ends = true
    for (let steps = 0; steps < 20_000; steps += 1) {
      const kind = kindChoices(this.world)
      const [choice] = kind.length > 0 ? kind : timerChoices(this.world)
      if (choice === undefined) {
        this.#rests()
        return
      }
      this.#take(choice)
    }
    assert.fail("the run does not come to rest")
  }

  #rests(): void {
    const { world } = this
    assert.equal(HashMap.size(world.state.connections), 0, "a connection is left")
    assert.equal(world.state.pool.queue.length, 0, "a job is left")
    if (!this.#drained) {
      assert.equal(world.listening, "accepting")
      this.drain()
    }
    assert.ok(world.stopped, "drained, and not stopped")
  }
}
