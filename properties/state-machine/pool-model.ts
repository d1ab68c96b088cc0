/** What a pool does, said as plainly as possible. Numbers of helpers and tickets are taken from the real one. */
import assert from "node:assert/strict"
import type { Job } from "../../src/state-machine/command.ts"
import type { Limits } from "../../src/state-machine/limits.ts"

interface Waiting {
  readonly job: number
  readonly claim: number
  readonly tries: number
}

interface Helper {
  readonly id: number
  state: "starting" | "idle" | "busy" | "hung"
  job: number
  claim: number
  ticket: number
  tries: number
  wanted: boolean
}

export class PoolModel {
  readonly limits: Limits
  queue: Array<Waiting> = []
  helpers: Array<Helper> = []
  claims: Array<number> = []
  /** One that is not at work any more. */
  oldTicket = 0
  #paused = false
  /** Helpers that have answered once. */
  readonly #proven = new Set<number>()
  #highestTicket = 0
  #highestHelper = 0
  /** What the real pool did and the model still has to. */
  readonly #submitted: Array<readonly [helper: number, ticket: number, path: string]> = []
  readonly #spawned: Array<number> = []

  constructor(limits: Limits) {
    this.limits = limits
  }

  submitted(helper: number, ticket: number, job: Job): void {
    this.#submitted.push([helper, ticket, job.path])
  }

  spawned(helper: number): void {
    assert.ok(helper > this.#highestHelper, `helper ${helper} is not new`)
    this.#highestHelper = helper
    this.#spawned.push(helper)
  }

  #count(state: Helper["state"]): number {
    return this.helpers.filter((helper) => helper.state === state).length
  }

  hasRoom(): boolean {
    return this.#count("idle") > 0 || this.queue.length < this.limits.queueMax
  }

  settle(): void {
    for (const helper of this.helpers) {
      if (helper.state !== "idle") continue
      const first = this.queue.shift()
      if (first === undefined) break
      const did = this.#submitted.shift()
      assert.deepEqual([did?.[0], did?.[2]], [helper.id, `/${first.job}`])
      const ticket = did![1]
      Object.assign(helper, { ...first, state: "busy", ticket, wanted: true })
    }
    const { helpersMax, helpersMin, helpersHungMax } = this.limits
    for (;;) {
      const live = this.helpers.length - this.#count("hung")
      const wanted =
        live < helpersMin ||
        this.#count("starting") < Math.min(this.queue.length, this.limits.helpersStartingMax)
      if (this.#paused || !wanted || live >= helpersMax) break
      if (
        this.helpers.length >= helpersMax + helpersHungMax ||
        this.#count("hung") > helpersHungMax
      )
        break
      const id = this.#spawned.shift()
      assert.ok(id !== undefined, "a helper is missing")
      this.helpers.push({
        id,
        state: "starting",
        job: 0,
        claim: 0,
        ticket: 0,
        tries: 0,
        wanted: false
      })
    }
    assert.deepEqual([this.#submitted, this.#spawned], [[], []])
  }

  enqueue(job: number, claim: number): void {
    assert.ok(claim > this.#highestTicket, `ticket ${claim} is not new`)
    this.#highestTicket = claim
    this.claims.push(claim)
    this.queue.push({ job, claim, tries: 1 })
    this.settle()
  }

  #of(id: number, ...states: ReadonlyArray<Helper["state"]>): Helper | undefined {
    return this.helpers.find((helper) => helper.id === id && states.includes(helper.state))
  }

  ready(id: number): void {
    const helper = this.#of(id, "starting")
    if (helper === undefined) return
    this.#freed(helper)
  }

  free(id: number): void {
    const helper = this.#of(id, "busy")!
    this.#proven.add(id)
    this.oldTicket = helper.ticket
    this.#freed(helper)
  }

  /** The one that has been idle longest is the next to be used. */
  #freed(helper: Helper): void {
    helper.state = "idle"
    this.helpers = [...this.helpers.filter((each) => each !== helper), helper]
    this.settle()
  }

  /** The job that failed for good, if any. */
  lose(id: number): number | undefined {
    const helper = this.#of(id, "starting", "idle", "busy", "hung")
    this.helpers = this.helpers.filter((each) => each !== helper)
    if (helper === undefined) return undefined
    const proven = this.#proven.has(id)
    if (helper.state === "starting" || (helper.state !== "hung" && !proven)) this.#paused = true
    if (helper.state === "starting") return undefined
    return this.#again(helper.state === "busy" ? helper : undefined)
  }

  hang(id: number): number | undefined {
    const helper = this.#of(id, "starting", "busy")
    if (helper === undefined) return undefined
    const started = helper.state === "busy"
    helper.state = "hung"
    if (started) return this.#again(helper)
    this.#paused = true
    return undefined
  }

  #again(helper: Helper | undefined): number | undefined {
    const retry = helper?.wanted === true && helper.tries < this.limits.triesMax
    if (helper !== undefined) this.oldTicket = helper.ticket
    if (retry) this.queue.unshift({ job: helper.job, claim: helper.claim, tries: helper.tries + 1 })
    // The number of the retry is the next one; a later job has a higher one.
    if (retry) this.#highestTicket += 1
    this.settle()
    return helper?.wanted === true && !retry ? helper.job : undefined
  }

  withdraw(claim: number): void {
    this.queue = this.queue.filter((waiting) => waiting.claim !== claim)
    for (const helper of this.helpers) {
      if (helper.state === "busy" && helper.claim === claim) helper.wanted = false
    }
  }

  again(): void {
    this.#paused = false
    this.settle()
  }
}
