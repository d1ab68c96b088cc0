import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Gate, HeldDisk, HeldOperation } from "../../../src/conformance/held-disk/held-disk.ts"
import { straceDisk } from "../../../src/conformance/held-disk/strace-disk.ts"
import { type ReaderProcess, startReader } from "./readers.ts"

const module = fileURLToPath(
  new URL("../../../src/conformance/held-disk/strace-disk.ts", import.meta.url)
)

const obstacle = ((): string | undefined => {
  try {
    execFileSync("strace", ["-o", "/dev/null", "true"], { stdio: "pipe" })
    return undefined
  } catch (error) {
    return String(error)
  }
})()

const folder = mkdtempSync(join(tmpdir(), "amped-strace-disk-"))
mkdirSync(`${folder}/cold ö <1>`)
for (let file = 0; file < 20; file++) writeFileSync(`${folder}/cold ö <1>/${file}.bin`, "cold")
writeFileSync(`${folder}/warm.txt`, "warm")
afterAll(() => rmSync(folder, { recursive: true }))

const gateOn = (operation: HeldOperation): Gate => ({
  name: "cold",
  operations: [operation],
  pattern: String.raw`^/cold ö <1>/\d+\.bin$`
})

const cold = (file: number) => ({ call: "digest", path: `${folder}/cold ö <1>/${file}.bin` })
const warm = { call: "digest", path: `${folder}/warm.txt` }

const heldWithinMillis = 5_000

const awaitHeld = async (disk: HeldDisk, count: number): Promise<void> => {
  while (disk.held().length !== count)
    if (!(await disk.changed(heldWithinMillis))) expect(disk.held().length).toBe(count)
}

const title = `held by strace${obstacle === undefined ? "" : `: can't be tested, ${obstacle}`}`

interface Trial {
  readonly reader: () => ReaderProcess
  readonly disk: () => HeldDisk
}

/** A reader of its own for each test, and a disk that stops it. */
const trialOfEach = (): Trial => {
  let reader: ReaderProcess
  let disk: HeldDisk
  beforeEach(async () => {
    reader = startReader()
    await reader.read(warm)
    disk = await straceDisk({ folder, processes: () => [reader.pid] })
  })
  afterEach(async () => {
    await disk.end()
    await reader.kill()
  })
  return { reader: () => reader, disk: () => disk }
}

describe.skipIf(obstacle !== undefined)(title, () => {
  const trial = trialOfEach()

  test.each<HeldOperation>(["lookup", "getattr", "open", "read"])(
    "%s is held until its gate is dropped, and tells who waits",
    async (operation) => {
      const [reader, disk] = [trial.reader(), trial.disk()]
      await disk.gate(gateOn(operation))
      const answer = reader.read(cold(7))
      await awaitHeld(disk, 1)
      const held = disk.held()
      expect(await reader.read(warm)).toMatchObject({ value: [4, expect.any(String)] })
      await disk.ungate("another")
      expect(disk.held()).toEqual(held)
      await disk.ungate("cold")
      const { thread, value } = await answer
      expect(held).toEqual([{ operation, path: "/cold ö <1>/7.bin", thread }])
      expect([[value].flat()[0], disk.held()]).toEqual([4, []])
    }
  )

  test("many wait at once, and all go on", async () => {
    const [reader, disk] = [trial.reader(), trial.disk()]
    await disk.gate(gateOn("read"))
    const answers = Array.from({ length: 20 }, (_, file) => reader.read(cold(file)))
    await awaitHeld(disk, 20)
    expect(new Set(disk.held().map(({ path }) => path)).size).toBe(20)
    await disk.ungate("cold")
    const values = (await Promise.all(answers)).map(({ value }) => [value].flat()[0])
    expect(values).toEqual(values.map(() => 4))
    // A second gate finds the same processes again.
    await disk.gate(gateOn("open"))
    const again = reader.read(cold(0))
    await awaitHeld(disk, 1)
    await disk.end()
    expect([await again].flat()[0]).toMatchObject({ value: [4, expect.any(String)] })
  })
})

describe.skipIf(obstacle !== undefined)(`${title}: endings`, () => {
  const trial = trialOfEach()

  test("who is killed is held no more, and ends when the gate is dropped", async () => {
    const [reader, disk] = [trial.reader(), trial.disk()]
    await disk.gate(gateOn("read"))
    const answer = reader.read(cold(3)).catch((error: Error) => error.message)
    await awaitHeld(disk, 1)
    process.kill(reader.pid, "SIGKILL")
    await awaitHeld(disk, 0)
    await disk.ungate("cold")
    expect(await answer).toBe("the reader is dead")
  })

  test("what a program holds goes on when that program is killed", async () => {
    const reader = trial.reader()
    const script = `import("${module}").then(async ({ straceDisk }) => {
      const disk = await straceDisk({ folder: "${folder}", processes: () => [${reader.pid}] })
      await disk.gate(${JSON.stringify(gateOn("read"))})
      console.log("gated")
      while (disk.held().length === 0) await disk.changed(60_000)
      process.kill(process.pid, "SIGKILL")
    })`
    const holder = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const closed = once(holder, "close")
    await once(holder.stdout, "data")
    const answer = await reader.read(cold(11))
    expect(answer).toMatchObject({ value: [4, expect.any(String)] })
    expect(await closed).toEqual([null, "SIGKILL"])
  })

  test("what it can't do it says", async () => {
    const disk = trial.disk()
    expect([disk.freesSingly, disk.gaps.length > 0]).toEqual([false, true])
    await expect(disk.free(["/cold/0.bin"])).rejects.toThrow("can't release single files")
    await expect(disk.gate({ ...gateOn("read"), pattern: "^/none$" })).rejects.toThrow(
      "no file below"
    )
    await disk.gate(gateOn("read"))
    await expect(disk.gate(gateOn("open"))).rejects.toThrow("strace can hold one")
  })
})

describe.skipIf(obstacle !== undefined)(`not ${title}`, () => {
  test.each([
    ["nobody", [], "there is no process"],
    ["a thread of the kernel", [2], "may not trace it (ptrace): strace: attach"],
    ["a process that has ended", [2 ** 22 - 1], "strace could not hold the subject"]
  ])("%s can't be held", async (_who, processes, why) => {
    const other = await straceDisk({ folder, processes: () => processes })
    await expect(other.gate(gateOn("read"))).rejects.toThrow(why)
    await other.end()
  })
})
