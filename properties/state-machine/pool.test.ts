/** The pool, against a naive model of what it must do. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import { defaultLimits, type Limits } from "../../src/state-machine/limits.ts"
import {
  emptyPool,
  enqueue,
  helperHung,
  helperLost,
  helperReady,
  notified,
  type Pool,
  type PoolTurn,
  settle,
  spawnAgain,
  withdraw
} from "../../src/state-machine/pool.ts"
import { times } from "../arbitraries/runs.ts"
import { PoolModel } from "./pool-model.ts"

const limitsOf = fc
  .record({
    helpersMax: fc.integer({ min: 1, max: 3 }),
    helpersMin: fc.nat({ max: 2 }),
    helpersStartingMax: fc.integer({ min: 1, max: 3 }),
    helpersHungMax: fc.nat({ max: 2 }),
    queueMax: fc.integer({ min: 1, max: 3 }),
    triesMax: fc.integer({ min: 1, max: 3 })
  })
  .map((some): Limits => ({
    ...defaultLimits,
    ...some,
    helpersMin: Math.min(some.helpersMin, some.helpersMax)
  }))

const does = fc.constantFrom(
  "enqueue",
  "enqueue",
  "enqueue",
  "ready",
  "ready",
  "notify",
  "notify",
  "late",
  "lose",
  "hang",
  "withdraw",
  "again"
)
const operations = fc.array(fc.tuple(does, fc.nat({ max: 7 })), { maxLength: 60, size: "max" })

/** The real pool and its model, side by side. */
class Pair {
  pool: Pool = emptyPool
  readonly limits: Limits
  readonly model: PoolModel
  #jobs = 0

  constructor(limits: Limits) {
    this.limits = limits
    this.model = new PoolModel(limits)
    this.#took(settle(this.pool, limits))
    this.model.settle()
  }

  #took(turn: PoolTurn): void {
    this.pool = turn.pool
    for (const command of turn.commands) {
      if (command._tag === "Submit")
        this.model.submitted(command.helper, command.ticket, command.job)
      if (command._tag === "SpawnHelper") this.model.spawned(command.helper)
    }
  }

  enqueue(): void {
    this.#jobs += 1
    const job = { _tag: "Locate", path: `/${this.#jobs}` } as const
    const turn = enqueue(this.pool, this.limits, job, this.#jobs, false)
    assert.equal(turn.claim !== undefined, this.model.hasRoom())
    this.#took(turn)
    if (turn.claim !== undefined) this.model.enqueue(this.#jobs, turn.claim)
  }

  notify(id: number, late: boolean): void {
    const helper = this.model.helpers.find((each) => each.id === id)
    const right = helper?.state === "busy" && !late
    const turn = notified(this.pool, this.limits, id, right ? helper.ticket : this.model.oldTicket)
    assert.equal(
      turn.work?.job._tag === "Locate" ? turn.work.job.path : undefined,
      right ? `/${helper.job}` : undefined
    )
    if (right) assert.equal(turn.work?.connection, helper.wanted ? helper.job : undefined)
    this.#took(turn)
    if (right) this.model.free(id)
  }

  lose(id: number): void {
    const turn = helperLost(this.pool, this.limits, id)
    this.#took(turn)
    assert.equal(turn.failed?.connection, this.model.lose(id))
  }

  hang(id: number): void {
    const turn = helperHung(this.pool, this.limits, id)
    this.#took(turn)
    assert.equal(turn.failed?.connection, this.model.hang(id))
  }

  ready(id: number): void {
    this.#took(helperReady(this.pool, this.limits, id))
    this.model.ready(id)
  }

  withdraw(index: number): void {
    const claim = this.model.claims[index]
    if (claim === undefined) return
    this.pool = withdraw(this.pool, claim)
    this.model.withdraw(claim)
  }

  again(): void {
    this.#took(spawnAgain(this.pool, this.limits))
    this.model.again()
  }

  same(): void {
    assert.deepEqual(
      this.pool.queue.map(({ connection }) => connection),
      this.model.queue.map(({ job }) => job)
    )
    assert.deepEqual(
      this.pool.helpers.map((helper) => [
        helper._tag.toLowerCase(),
        helper.id,
        helper._tag === "Busy" ? helper.work.ticket : 0
      ]),
      this.model.helpers.map(({ state, id, ticket }) => [state, id, state === "busy" ? ticket : 0])
    )
    const fresh = this.pool.queue.filter(({ claim, ticket }) => claim === ticket)
    assert.ok(fresh.length <= this.limits.queueMax)
    assert.ok(this.pool.helpers.length <= this.limits.helpersMax + this.limits.helpersHungMax)
  }
}

// Rejects: last in, first out; a second job for a busy helper; a job that is lost with its helper, or tried for
// ever; a retry at the end; a ticket used again; a helper too many; a pause that is not kept.
it("helpers/fifo, helpers/one-job, helpers/ticket-once, helpers/lost-retry, helpers/bounded-pool", () => {
  fc.assert(
    fc.property(limitsOf, operations, (limits, steps) => {
      const pair = new Pair(limits)
      pair.same()
      for (const [operation, number] of steps) {
        const { helpers } = pair.model
        // Also one that is gone or was never there.
        const id = helpers[number]?.id ?? number
        if (operation === "enqueue") pair.enqueue()
        else if (operation === "notify") pair.notify(id, false)
        else if (operation === "late") pair.notify(id, true)
        else if (operation === "lose") pair.lose(id)
        else if (operation === "hang") pair.hang(id)
        else if (operation === "ready") pair.ready(id)
        else if (operation === "withdraw") pair.withdraw(number)
        else pair.again()
        pair.same()
      }
    }),
    times(5)
  )
})
