/** What must hold of the machine and its world between any two events. */
import assert from "node:assert/strict"
import * as HashMap from "effect/HashMap"
import { holdsChunk } from "../../src/state-machine/cache.ts"
import type { Command } from "../../src/state-machine/command.ts"
import { waitsFor } from "../../src/state-machine/connection.ts"
import type { Step } from "../../src/state-machine/server.ts"
import type { World } from "./world.ts"

/** One connection waits for its peer, its helper or its timer, and always has a timer. */
const connectionsWait = (world: World): void => {
  const { pool, connections, settings } = world.state
  const jobs = [
    ...pool.queue,
    ...pool.helpers.flatMap((each) => (each._tag === "Busy" ? [each.work] : []))
  ]
  for (const [id, connection] of connections) {
    const peer = world.peers.get(id)!
    const name = JSON.stringify({ _tag: "Connection", connection: id })
    assert.ok(world.timers.has(name), `connection ${id} has no timer`)
    assert.equal(peer.closed, undefined)
    const { phase } = connection
    if (phase._tag === "Read" || phase._tag === "Linger") {
      assert.ok(peer.reading && connection.reading, `connection ${id} waits for nothing`)
    } else {
      const claim = waitsFor(connection)
      const sending = peer.unsentBytes > 0
      assert.ok(sending !== (claim !== undefined), `connection ${id} waits for two things or none`)
      if (claim !== undefined) {
        const job = jobs.find((each) => each.claim === claim)
        assert.equal(job?.connection, id)
      }
    }
    const { pipelinedBytesMax, headBytesMax, readBytesMax } = settings.limits
    const bound = Math.max(pipelinedBytesMax, headBytesMax) + readBytesMax
    assert.ok(connection.held.length <= bound, `${connection.held.length} octets are held`)
  }
  for (const peer of world.peers.values()) {
    assert.equal(HashMap.has(connections, peer.id), peer.closed === undefined)
  }
}

const poolBounded = (world: World): void => {
  const { pool, settings } = world.state
  const { helpersMax, helpersHungMax, queueMax } = settings.limits
  const hung = pool.helpers.filter(({ _tag }) => _tag === "Hung").length
  assert.ok(pool.helpers.length - hung <= helpersMax, "too many helpers live")
  assert.ok(pool.helpers.length <= helpersMax + helpersHungMax, "too many helpers exist")
  assert.equal(pool.helpers.length, world.helpers.size)
  assert.ok(pool.queue.filter(({ claim, ticket }) => claim === ticket).length <= queueMax)
  const idle = pool.helpers.some(({ _tag }) => _tag === "Idle")
  assert.ok(!idle || pool.queue.length === 0, "a job waits beside a free helper")
  for (const helper of pool.helpers) {
    const timer = world.timers.has(JSON.stringify({ _tag: "Job", helper: helper.id }))
    const guarded = helper._tag === "Busy" || helper._tag === "Starting"
    assert.equal(timer, guarded, `the timer of a ${helper._tag} helper`)
  }
}

const cachesBounded = (world: World): void => {
  const { caches, connections, settings } = world.state
  const { limits } = settings
  assert.ok(HashMap.size(caches.names.nodes) <= limits.namesMax)
  assert.ok(HashMap.size(caches.heads.nodes) <= limits.headsMax)
  assert.ok(caches.contents.weight <= limits.contentBytesMax)
  // An entry costs 1024 bytes at least, or many small chunks would cost more than their bytes tell.
  assert.ok(HashMap.size(caches.contents.nodes) * 1024 <= limits.contentBytesMax)
  assert.ok(HashMap.size(connections) <= limits.connectionsMax + limits.overloadMax)
  for (const ticket of world.chunks.keys()) {
    assert.ok(holdsChunk(caches, ticket), `chunk ${ticket} is neither cached nor forgotten`)
  }
  for (const [, { value }] of caches.contents.nodes) assert.ok(world.chunks.has(value.ticket))
}

/**
 * The work of one handler. A connection takes at most four commands to end one answer (Log, Finish or Close, two
 * timers) and as many to begin the next (Send, Read, two timers); a helper that comes free, two (Submit and its
 * timer) besides the one that stops its last; Stop, ResumeAccept and the timers beside them, three. So 16 and two
 * for each helper are enough, and one `Forget` for each chunk of at least its overhead that a new one displaces.
 */
const workBounded = (world: World, before: number, { commands, rules }: Step): void => {
  const { helpersMax, chunkBytes } = world.settings.limits
  const forgets = commands.filter(({ _tag }) => _tag === "Forget").length
  assert.ok(forgets <= Math.ceil(chunkBytes / 1024) + 2, `${forgets} chunks forgotten`)
  const drains = rules[0] === "dispatcher/drain" || rules[0] === "dispatcher/drain-timeout"
  const bound = 16 + 2 * helpersMax + (drains ? 5 * before : 0)
  assert.ok(commands.length - forgets <= bound, `${commands.length} commands in one step`)
  assert.ok(rules.length > 0, "a step without a rule")
  assert.ok(rules.length <= 24 + 2 * helpersMax + (drains ? before : 0), `${rules.length} rules`)
}

const namesOf = (commands: ReadonlyArray<Command>): ReadonlyArray<number> =>
  commands.flatMap((command) => (command._tag === "Log" ? [command.record.connection] : []))

/** Each request that was understood, or refused, ends in one record: neither none nor two. */
export class Records {
  readonly #open = new Set<number>()

  see(connection: number, { commands, rules }: Step): void {
    const count = (rule: string): number => rules.filter((each) => each === rule).length
    const logged = namesOf(commands).filter((id) => id === connection).length
    const understood = count("read/complete")
    const before = this.#open.has(connection) ? 1 : 0
    const rest = before - logged + understood
    // A head that was refused begins an answer without having been understood.
    const open = rest + (count("send/first") > 0 && rest === 0 ? 1 : 0)
    assert.ok(open === 0 || open === 1, `${open} requests without a record`)
    if (open === 1) this.#open.add(connection)
    else this.#open.delete(connection)
  }

  ended(connection: number): void {
    assert.ok(!this.#open.has(connection), `a request of ${connection} left no record`)
  }
}

export const check = (world: World, before: number, stepped: Step): void => {
  connectionsWait(world)
  poolBounded(world)
  cachesBounded(world)
  workBounded(world, before, stepped)
}
