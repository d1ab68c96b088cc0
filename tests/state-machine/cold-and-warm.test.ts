/** One request followed step by step: what each handler takes, and what it asks the world for. */
import { assert, it } from "vitest"
import { reference, type ServerState } from "../../src/state-machine/server.ts"
import { defaultLimits, defaultSettings, type Limits } from "../../src/state-machine/limits.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Event, FileFacts } from "../../src/state-machine/event.ts"

const octets = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const get = (path: string): Uint8Array => octets(`GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`)

const facts: FileFacts = {
  path: "/a",
  version: "v1",
  sizeBytes: 5,
  modifiedSeconds: 1,
  mediaType: "text/plain",
  settled: true
}

/** The machine alone: each call gives one event and shows what the step took and asked for. */
const machineWith = (limits: Partial<Limits>) => {
  const machine = reference({ ...defaultSettings, limits: { ...defaultLimits, ...limits } })
  let state: ServerState = machine.initial
  const give = (event: Event) => {
    const step = machine.step(state, event)
    state = step.state
    return { rules: step.rules, commands: step.commands }
  }
  give({ _tag: "Started", unixSeconds: 100 })
  return { give, now: () => state }
}

const started = (limits: Partial<Limits> = {}) => {
  const machine = machineWith({ helpersMin: 1, helpersMax: 1, ...limits })
  machine.give({ _tag: "HelperReady", helper: 1 })
  return machine
}

const tags = (commands: ReadonlyArray<Command>): ReadonlyArray<string> =>
  commands.map((command) => command._tag)

const connected = (machine: ReturnType<typeof started>, connection: number) => {
  machine.give({ _tag: "Accepted", connection })
  return machine.give({ _tag: "Received", connection, bytes: get("/a") })
}

it("find/locate, helpers/submit: a name never seen is a job, and the handler returns", () => {
  const { rules, commands } = connected(started(), 1)
  assert.deepEqual(rules, ["read/complete", "helpers/submit", "find/locate"])
  assert.deepEqual(tags(commands), ["Read", "Submit", "StartTimer", "StartTimer"])
})

it("helpers/notified, caches/absent, header/load: found and not in memory is another job", () => {
  const machine = started()
  connected(machine, 1)
  const outcome = { _tag: "Found", facts } as const
  const { rules, commands } = machine.give({ _tag: "Notified", helper: 1, ticket: 1, outcome })
  const absent = ["caches/absent", "helpers/submit", "header/load"] as const
  assert.deepEqual(rules, ["helpers/notified", "find/found", "header/full", ...absent])
  const submit = commands.find((command) => command._tag === "Submit")
  const job = { _tag: "Load", path: "/a", version: "v1", offset: 0, lengthBytes: 5 } as const
  assert.deepEqual(submit, { _tag: "Submit", helper: 1, ticket: 2, job })
})

it("caches/resident, find/warm: the second request takes every rule in one handler", () => {
  const machine = started()
  connected(machine, 1)
  machine.give({ _tag: "Notified", helper: 1, ticket: 1, outcome: { _tag: "Found", facts } })
  const loaded = { _tag: "Loaded", lengthBytes: 5 } as const
  machine.give({ _tag: "Notified", helper: 1, ticket: 2, outcome: loaded })
  const found = ["find/warm", "find/found", "header/full"] as const
  const { rules, commands } = connected(machine, 2)
  assert.deepEqual(rules, ["read/complete", ...found, "caches/resident", "send/first"])
  assert.notInclude(tags(commands), "Submit")
})

it("helpers/queue, helpers/overload: beside a busy helper one job waits, and the next is refused", () => {
  const machine = started({ queueMax: 1 })
  connected(machine, 1)
  assert.include(connected(machine, 2).rules, "helpers/queue")
  assert.equal(machine.now().pool.queue.length, 1)
  const { rules } = connected(machine, 3)
  assert.deepEqual(rules, ["read/complete", "helpers/overload", "find/overload", "send/first"])
})

it("helpers/spawn: on demand, few at once, and with a deadline", () => {
  const machine = machineWith({ helpersMin: 0, helpersMax: 8, helpersStartingMax: 2 })
  const spawned = [1, 2, 3, 4].map((connection) => connected(machine, connection).commands)
  const ids = spawned.map((commands) =>
    commands.flatMap((command) => (command._tag === "SpawnHelper" ? [command.helper] : []))
  )
  assert.deepEqual(ids, [[1], [2], [], []])
  const first = spawned[0] ?? []
  assert.deepInclude(first, {
    _tag: "StartTimer",
    timer: { _tag: "Job", helper: 1 },
    millis: defaultLimits.startMillis
  })
})

it("dispatcher/clock: a tick changes the date of the next answer and nothing else", () => {
  const machine = started()
  const before = machine.now()
  const { rules, commands } = machine.give({ _tag: "ClockTicked", unixSeconds: 101 })
  assert.deepEqual([rules, commands], [["dispatcher/clock"], []])
  assert.deepEqual(machine.now(), { ...before, nowSeconds: 101 })
})

/** Serves the file once, so that its name and, if it may, its content are known. */
const served = (machine: ReturnType<typeof started>, found: FileFacts) => {
  connected(machine, 1)
  machine.give({ _tag: "Notified", helper: 1, ticket: 1, outcome: { _tag: "Found", facts: found } })
  const outcome = { _tag: "Loaded", lengthBytes: found.sizeBytes } as const
  return machine.give({ _tag: "Notified", helper: 1, ticket: 2, outcome })
}

it("caches/absent: a file of cacheableBytesMax is kept, one byte more passes through", () => {
  const bound = { cacheableBytesMax: 5 }
  assert.notInclude(tags(served(started(bound), facts).commands), "Forget")
  const { commands } = served(started(bound), { ...facts, sizeBytes: 6 })
  assert.deepEqual(tags(commands).slice(-2), ["StartTimer", "Forget"])
  assert.notInclude(tags(served(started(), facts).commands), "Forget")
  assert.include(tags(served(started(), { ...facts, settled: false }).commands), "Forget")
})

it("find/stale, find/locate: one asks again in a tick, all others are answered from memory", () => {
  const machine = started({ freshSeconds: 1 })
  served(machine, facts)
  machine.give({ _tag: "ClockTicked", unixSeconds: 102 })
  assert.include(connected(machine, 2).rules, "find/locate")
  const found = ["find/stale", "find/found", "header/full"] as const
  const rules = ["read/complete", ...found, "caches/resident", "send/first"] as const
  assert.deepEqual(connected(machine, 3).rules, [...rules])
  machine.give({ _tag: "ClockTicked", unixSeconds: 103 })
  assert.include(connected(machine, 4).rules, "find/locate")
})

it("find/failed: a failure of the disk teaches nothing about the name", () => {
  const machine = started()
  connected(machine, 1)
  const outcome = { _tag: "Failed", reason: "EIO" } as const
  const { rules } = machine.give({ _tag: "Notified", helper: 1, ticket: 1, outcome })
  assert.deepEqual(rules, ["helpers/notified", "find/failed", "send/first"])
  assert.include(connected(machine, 2).rules, "find/locate")
})

/** Two requests for one name while two helpers look at it: tickets 1 and 2. */
const lookedAtTwice = () => {
  const machine = started({ helpersMin: 2, helpersMax: 2 })
  machine.give({ _tag: "HelperReady", helper: 2 })
  connected(machine, 1)
  connected(machine, 2)
  const sees = (helper: number, version: string) => {
    const outcome = { _tag: "Found", facts: { ...facts, version, sizeBytes: 0 } } as const
    return machine.give({ _tag: "Notified", helper, ticket: helper, outcome })
  }
  return { machine, sees }
}

it("caches/coherent: an older job that speaks last and saw something else makes the name unknown", () => {
  const { machine, sees } = lookedAtTwice()
  sees(2, "v2")
  assert.include(connected(machine, 3).rules, "find/warm")
  sees(1, "v1")
  assert.include(connected(machine, 4).rules, "find/locate")
})

it("caches/coherent: jobs that saw the same agree, in whatever order they speak", () => {
  const { machine, sees } = lookedAtTwice()
  sees(2, "v2")
  sees(1, "v2")
  assert.include(connected(machine, 3).rules, "find/warm")
})

it("caches/coherent: after a change, what is under way is not believed", () => {
  const machine = started({ helpersMin: 2, helpersMax: 2 })
  machine.give({ _tag: "HelperReady", helper: 2 })
  connected(machine, 1)
  connected(machine, 2)
  const outcome = { _tag: "Found", facts } as const
  machine.give({ _tag: "Notified", helper: 1, ticket: 1, outcome })
  // The load of the first request (ticket 3) finds the file changed; the second job looked before that.
  machine.give({ _tag: "Notified", helper: 1, ticket: 3, outcome: { _tag: "Changed" } })
  machine.give({ _tag: "Notified", helper: 2, ticket: 2, outcome })
  assert.notInclude(connected(machine, 3).rules, "find/warm")
})
