import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, onTestFinished, test } from "vitest"
import { callOf, placeOf, readCall } from "../../../src/conformance/proc/calls.ts"

test("a thread that waits, one that runs, and one in no call", () => {
  const text = "0 0x3 0x7ffc8e9a 0x1000 0x0 0x0 0x0 0x7ffc8e98 0x7f3a1b\n"
  expect(readCall(text)).toEqual({
    name: process.arch === "x64" ? "read" : "system call 0",
    arguments: [3, 0x7ffc8e9a, 0x1000, 0, 0, 0]
  })
  expect(readCall("running\n")).toBeUndefined()
  expect(readCall("-1 0x7ffc8e98 0x7f3a1b\n")).toBeUndefined()
  expect(readCall("")).toBeUndefined()
  expect(readCall("425 0x0\n")?.name).toBe("system call 425")
})

test("a process that reads what never comes waits in read", async () => {
  const child = spawn("sh", ["-c", "echo ready; exec cat"], { stdio: ["pipe", "pipe", "ignore"] })
  onTestFinished(() => void child.kill("SIGKILL"))
  await once(child.stdout, "data")
  const pid = child.pid ?? 0
  await expect.poll(() => callOf(pid)?.name, { timeout: 5_000 }).toBe("read")
  expect(callOf(pid)?.arguments[0]).toBe(0)
  expect(placeOf(pid)).toMatch(/pipe|unix_stream/)
  expect(callOf(2 ** 30)).toBeUndefined()
})
