/** Who waits where, seen in real threads. */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { expect, onTestFinished, test } from "vitest"
import { waitersOf } from "../../../src/conformance/fingerprint/waiting.ts"
import { callOf } from "../../../src/conformance/proc/calls.ts"

/** A process whose only thread waits in read(2). */
const reader = async (): Promise<number> => {
  const child = spawn("cat", [], { stdio: ["pipe", "ignore", "ignore"] })
  onTestFinished(() => void child.kill())
  const pid = child.pid ?? 0
  await expect.poll(() => callOf(pid)?.name).toBe("read")
  return pid
}

const crew = (processes: ReadonlyArray<number>, dispatchers: ReadonlyArray<number> = []) => ({
  processes: () => processes,
  dispatchers: new Set(dispatchers),
  dispatcherProcesses: new Set(dispatchers)
})

test("threads in the same call are counted together, each once", async () => {
  const [one, two] = [await reader(), await reader()]
  const { waiting, processes, foreign } = waitersOf([one, two, one], crew([one, two], [two]))
  expect(waiting).toMatchObject([
    { call: "read", threads: 2, processes: 2, dispatchers: 1, besideDispatcher: 1 }
  ])
  expect([processes, foreign]).toEqual([2, []])
})

test("a thread of somebody else is foreign", async () => {
  const [own, other] = [await reader(), await reader()]
  expect(waitersOf([own, other], crew([own])).foreign).toEqual([other])
})

test("a thread that is gone, or of the kernel, is nobody's", () => {
  const nobody = 2 ** 22 + 1
  expect(existsSync(`/proc/${nobody}`)).toBe(false)
  expect(waitersOf([nobody], crew([process.pid]))).toEqual({
    waiting: [],
    processes: 0,
    foreign: []
  })
})

test("the most come first", async () => {
  const readers = [await reader(), await reader()]
  const asleep = spawn("sleep", ["1000"], { stdio: "ignore" })
  onTestFinished(() => void asleep.kill())
  const sleeper = asleep.pid ?? 0
  await expect.poll(() => callOf(sleeper)?.name ?? "").not.toMatch(/^$|read|open|execve/)
  const { waiting } = waitersOf([sleeper, ...readers], crew([sleeper, ...readers]))
  expect(waiting.map(({ threads }) => threads)).toEqual([2, 1])
})
