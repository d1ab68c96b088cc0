/** What no right machine asks for, and no choice leads to: the world says so, in words. */
import { expect, test } from "vitest"
import { clientOf, IllegalCommand } from "../../src/runtime-sim/change.ts"
import type { WorldCommand } from "../../src/runtime-sim/perform.ts"
import { initial, type World } from "../../src/runtime-sim/world.ts"
import { randomOf } from "../../src/runtime-sim/random.ts"
import type { Job, Part } from "../../src/state-machine/command.ts"
import { after, client, connected, file, read, send, workload } from "./story.ts"

const load: Job = { _tag: "Load", path: "/a", version: "v1", offset: 0, lengthBytes: 8 }
const locate: Job = { _tag: "Locate", path: "/a" }
const spawn = { _tag: "SpawnHelper", helper: 1 } as const
const submit = (ticket: number, job: Job, helper = 1) =>
  ({ _tag: "Submit", helper, ticket, job }) as const
const finish = { _tag: "Finish", connection: 0 } as const
const close = { _tag: "Close", connection: 0, how: "gracefully" } as const

const open = (): World => connected({ clients: [client(0, "GET")], files: [file("/a", 8)] })
const holding = (): World =>
  after(
    open(),
    spawn,
    "helper 1 is ready",
    submit(7, load),
    "helper 1 takes its job",
    "helper 1 is done",
    "helper 1 notifies"
  )
const slice = (chunkOffset: number, lengthBytes: number, chunk = 7): WorldCommand => {
  const part: Part = {
    _tag: "Slice",
    chunk,
    chunkOffset,
    lengthBytes,
    path: "/a",
    version: "v1",
    offset: chunkOffset
  }
  return { _tag: "Send", connection: 0, parts: [{ _tag: "Text", text: "x" }, part] }
}

test.each<readonly [string, () => World, ReadonlyArray<WorldCommand>]>([
  ["there is no connection 9", open, [read(9)]],
  ["Read names connection 0, which is not open", open, [close, read(0)]],
  ["connection 0 already has a Read", open, [read(0), read(0)]],
  ["connection 0 already has a Send", open, [send(0, "a"), send(0, "b")]],
  ["Send on connection 0 after Finish", open, [finish, send(0, "a")]],
  ["Send of nothing on connection 0", open, [send(0, "")]],
  ["Finish on connection 0 before all was sent", open, [send(0, "a"), finish]],
  ["Finish names connection 0, which is not open", open, [close, finish]],
  ["Send names chunk 8, which is not held", holding, [slice(0, 8, 8)]],
  ["Send names bytes -1 to 7 of chunk 7, which holds 8", holding, [slice(-1, 8)]],
  ["Send names bytes 3 to 2 of chunk 7, which holds 8", holding, [slice(3, -1)]],
  ["Send names bytes 1 to 9 of chunk 7, which holds 8", holding, [slice(1, 8)]],
  ["Forget names chunk 8, which is not held", holding, [{ _tag: "Forget", chunk: 8 }]],
  ["helper 1 was spawned already", open, [spawn, spawn]],
  ["there is no helper 2, or no longer", open, [submit(1, locate, 2)]],
  ["there is no helper 2, or no longer", open, [{ _tag: "KillHelper", helper: 2 }]]
])("%s", (message, world, commands) => {
  const done = after(world(), ...commands.slice(0, -1))
  const refused = () => after(done, commands.at(-1)!)
  expect(refused).toThrow(IllegalCommand)
  expect(refused).toThrow(new RegExp(`^${message}$`))
})

test("the whole of a chunk may be sent, and nothing of it as well", () => {
  const unsent = (command: WorldCommand) => after(holding(), command).connections[0]?.unsentBytes
  expect(unsent(slice(0, 8))).toBe(9)
  expect(unsent(slice(8, 0))).toBe(1)
})

test("only bytes that a Load brought are held", () => {
  expect(holding().chunks.map(({ ticket }) => ticket)).toEqual([7])
  const job = (asked: Job, last: string) =>
    after(
      open(),
      spawn,
      "helper 1 is ready",
      submit(7, asked),
      "helper 1 takes its job",
      last,
      "helper 1 notifies"
    )
  expect(job(locate, "helper 1 is done").chunks).toEqual([])
  expect(job({ ...load, version: "v2" }, "helper 1 is done").chunks).toEqual([])
})

test("defects of the world itself have a name as well", () => {
  expect(new IllegalCommand("").name).toBe("IllegalCommand")
  expect(() => clientOf(initial(workload()), 3)).toThrow(/^there is no client 3$/)
  expect(() => randomOf(1, 1).pick([])).toThrow(/^nothing to pick from$/)
})
