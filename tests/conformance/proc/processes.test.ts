import { closeSync, openSync } from "node:fs"
import { expect, test } from "vitest"
import {
  ownDescriptorsMax,
  readStat,
  residentIn,
  runnableIn,
  usageOf
} from "../../../src/conformance/proc/processes.ts"

test("the fields of a process whose name looks like fields", () => {
  const fields = Array.from({ length: 50 }, (_, index) => String(index + 4))
  const stat = `17 (a) R 1 (b) S ${fields.join(" ")}`
  expect(readStat(stat)).toEqual({ state: "S", threads: 20, ticks: 14 + 15 })
})

test("memory, and the time in which a thread wanted a processor", () => {
  expect(residentIn("Name:\tx\nVmRSS:\t    2048 kB\nThreads:\t1\n")).toBe(2 * 1024 * 1024)
  expect(residentIn("Name:\tkernel\n")).toBe(0)
  expect(runnableIn("1500000 500000 7\n")).toBe(2)
})

test("an open descriptor is counted, and a closed one is not", () => {
  const before = usageOf([process.pid])
  const opened = [1, 2, 3].map(() => openSync("/dev/null", "r"))
  expect(usageOf([process.pid]).descriptors).toBe(before.descriptors + opened.length)
  for (const descriptor of opened) closeSync(descriptor)
  expect(usageOf([process.pid]).descriptors).toBe(before.descriptors)
  expect(before.processes).toBe(1)
  expect(before.residentBytes).toBeGreaterThan(10 * 1024 * 1024)
})

test("a process that is gone counts as nothing", () => {
  expect(usageOf([2 ** 22 + 1])).toMatchObject({ processes: 0, descriptors: 0, threads: 0 })
})

test("how many descriptors we may have", () => {
  expect(ownDescriptorsMax()).toBeGreaterThan(64)
})
