/** The pool by itself: what each of its transitions is called, and exactly what it asks the world for. */
import { assert, it } from "vitest"
import { defaultLimits, type Limits } from "../../src/state-machine/limits.ts"
import * as pool from "../../src/state-machine/pool.ts"

const limits: Limits = { ...defaultLimits, helpersMin: 0, helpersMax: 1, triesMax: 2, queueMax: 1 }
const job = { _tag: "Locate", path: "/a" } as const
const timer = { _tag: "Job", helper: 1 } as const
const stop = { _tag: "StopTimer", timer } as const
const kill = { _tag: "KillHelper", helper: 1 } as const
const deadline = { _tag: "StartTimer", timer, millis: limits.jobMillis } as const
const start = { _tag: "StartTimer", timer, millis: limits.startMillis } as const
const pause = {
  _tag: "StartTimer",
  timer: { _tag: "Spawn" },
  millis: limits.spawnPauseMillis
} as const
const submit = (ticket: number) => ({ _tag: "Submit", helper: 1, ticket, job }) as const
const spawn = (helper: number) => [
  { _tag: "SpawnHelper", helper } as const,
  { ...start, timer: { _tag: "Job", helper } as const }
]

const starting = pool.enqueue(pool.emptyPool, limits, job, 7, true)
const busy = pool.helperReady(starting.pool, limits, 1)
const idle = pool.notified(busy.pool, limits, 1, 1)
const proven = pool.enqueue(idle.pool, limits, job, 7, true)

const shown = ({ rules, commands }: pool.PoolTurn): ReadonlyArray<unknown> => [rules, commands]

it("helpers/queue, helpers/spawn: a job without a helper waits, and one is started", () => {
  assert.deepEqual(shown(starting), [["helpers/queue", "helpers/spawn"], spawn(1)])
  assert.equal(starting.claim, 1)
})

it("helpers/ready, helpers/submit: what waits is given to the helper that is ready", () => {
  const commands = [stop, submit(1), deadline]
  assert.deepEqual(shown(busy), [["helpers/ready", "helpers/submit"], commands])
})

it("helpers/notified: the helper is free, and its deadline is over", () => {
  assert.deepEqual(shown(idle), [["helpers/notified"], [stop]])
  assert.equal(idle.work?.connection, 7)
})

it("helpers/submit: an idle helper is given a job at once, past no queue", () => {
  assert.deepEqual(shown(proven), [["helpers/submit"], [submit(2), deadline]])
})

it("helpers/overload: a full queue takes nothing and changes nothing", () => {
  const full = pool.enqueue(busy.pool, limits, job, 8, true)
  const refused = pool.enqueue(full.pool, limits, job, 9, true)
  assert.deepEqual(shown(refused), [["helpers/overload"], []])
  assert.deepEqual([refused.claim, refused.pool], [undefined, full.pool])
})

it("helpers/overload: a full queue beside an idle helper is no reason to refuse", () => {
  const none = { ...limits, queueMax: 0 }
  assert.equal(pool.enqueue(idle.pool, none, job, 8, true).claim, 2)
})

it("helpers/unclaimed: nobody waits for what comes", () => {
  const withdrawn = pool.withdraw(busy.pool, 1)
  const turn = pool.notified(withdrawn, limits, 1, 1)
  assert.deepEqual(shown(turn), [["helpers/unclaimed"], [stop]])
})

it("helpers/late-notification: of another ticket, or of nobody, changes nothing", () => {
  for (const [helper, ticket] of [
    [1, 9],
    [9, 1]
  ] as const) {
    const turn = pool.notified(busy.pool, limits, helper, ticket)
    assert.deepEqual(shown(turn), [["helpers/late-notification"], []])
    assert.deepEqual([turn.work, turn.pool], [undefined, busy.pool])
  }
})

it("faults/late-event: of a helper that is gone, or does not do this now", () => {
  const late = [["faults/late-event"], []]
  assert.deepEqual(shown(pool.helperReady(busy.pool, limits, 1)), late)
  assert.deepEqual(shown(pool.helperReady(busy.pool, limits, 9)), late)
  assert.deepEqual(shown(pool.helperLost(busy.pool, limits, 9)), late)
  assert.deepEqual(shown(pool.helperHung(idle.pool, limits, 1)), late)
  assert.deepEqual(shown(pool.helperHung(busy.pool, limits, 9)), late)
})

it("helpers/lost: an idle one is only replaced when it is missed", () => {
  const lost = pool.helperLost(idle.pool, limits, 1)
  assert.deepEqual(shown(lost), [["helpers/lost"], []])
  const kept = pool.helperLost(idle.pool, { ...limits, helpersMin: 1 }, 1)
  assert.deepEqual(shown(kept), [["helpers/lost", "helpers/spawn"], spawn(2)])
})

it("helpers/spawn-failed: lost while it starts, hung while it starts, lost before it answered", () => {
  const lost = pool.helperLost(starting.pool, limits, 1)
  assert.deepEqual(shown(lost), [["helpers/spawn-failed"], [stop, pause]])
  const hung = pool.helperHung(starting.pool, limits, 1)
  assert.deepEqual(shown(hung), [
    ["helpers/hung", "helpers/spawn-failed"],
    [kill, pause]
  ])
  const unproven = pool.helperLost(busy.pool, limits, 1)
  assert.deepEqual(shown(unproven), [
    ["helpers/spawn-failed", "helpers/lost-retry"],
    [stop, pause]
  ])
  const again = pool.spawnAgain(lost.pool, limits)
  assert.deepEqual(shown(again), [["helpers/spawn-again", "helpers/spawn"], spawn(2)])
})

it("helpers/lost-retry, helpers/hung: the job goes on with a new ticket, before all others", () => {
  const waiting = pool.enqueue(proven.pool, limits, job, 8, true)
  const lost = pool.helperLost(waiting.pool, limits, 1)
  assert.deepEqual(shown(lost), [
    ["helpers/lost-retry", "helpers/spawn"],
    [stop, ...spawn(2)]
  ])
  const queued = lost.pool.queue.map(({ claim, ticket, triesLeft }) => [claim, ticket, triesLeft])
  assert.deepEqual(queued, [
    [2, 4, 0],
    [3, 3, 1]
  ])
  const hung = pool.helperHung(proven.pool, limits, 1)
  const rules = ["helpers/hung", "helpers/lost-retry", "helpers/spawn"]
  assert.deepEqual(shown(hung), [rules, [kill, ...spawn(2)]])
})

it("helpers/lost-fail: tried often enough; helpers/lost: nobody waits", () => {
  const once = { ...limits, triesMax: 1 }
  const only = pool.enqueue(idle.pool, once, job, 7, true)
  const failed = pool.helperLost(only.pool, once, 1)
  assert.deepEqual(shown(failed), [["helpers/lost-fail"], [stop]])
  assert.equal(failed.failed?.connection, 7)
  const nobody = pool.helperLost(pool.withdraw(proven.pool, 2), limits, 1)
  assert.deepEqual(shown(nobody), [["helpers/lost"], [stop]])
  assert.isUndefined(nobody.failed)
})
