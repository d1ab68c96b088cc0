/** The laboratory: the program in the enclosure. It never touches the mount itself; its readers do. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { asOrdinaryUser, inside } from "../../../src/conformance/held-disk/enclosure.ts"
import { type HeldDisk, mountHeldDisk } from "../../../src/conformance/held-disk/held-disk.ts"
import { describeAddress } from "../../../src/conformance/network.ts"
import { type RunningCommand, startCommand } from "../../../src/conformance/subject/command.ts"
import type { ToLaboratory } from "./laboratory-messages.ts"
import { type Reader, startReader } from "./readers.ts"

const heldWithinMillis = 5_000

let mounted: HeldDisk | undefined
let running: RunningCommand | undefined

const disk = (): HeldDisk => {
  if (mounted === undefined) throw new Error("nothing is mounted yet")
  return mounted
}

const awaitHeld = async (count: number): Promise<unknown> => {
  const late = performance.now() + heldWithinMillis
  while (disk().held().length < count) {
    const left = late - performance.now()
    if (left <= 0) throw new Error(`held ${JSON.stringify(disk().held())} instead of ${count}`)
    await disk().changed(left)
  }
  return disk().held()
}

const readers: Array<Reader> = []

const readerOf = (number: number): Reader => {
  const reader = readers[number]
  if (reader === undefined) throw new Error(`there is no reader ${number}`)
  return reader
}

const act = async (action: ToLaboratory): Promise<unknown> => {
  switch (action.kind) {
    case "shell":
      return (await promisify(execFile)("/bin/sh", ["-c", action.script])).stdout
    case "mount":
      mounted = await mountHeldDisk(action)
      return { folder: mounted.folder, freesSingly: mounted.freesSingly, gaps: mounted.gaps }
    case "disk": {
      const call: (...given: ReadonlyArray<never>) => unknown = disk()[action.call]
      return await call(...(action.given as ReadonlyArray<never>))
    }
    case "awaitHeld":
      return await awaitHeld(action.count)
    case "serve": {
      const { preset, command } = action
      const folder = fileURLToPath(new URL(`../../../servers/${preset}`, import.meta.url))
      const subject = { kind: "command", command: asOrdinaryUser(command), folder } as const
      running = await startCommand(subject, disk().folder)
      return describeAddress(running.address)
    }
    case "stopServer":
      return await running?.stop()
    case "spin":
      while (true);
    case "startReader":
      return readers.push(startReader()) - 1
    case "read":
      return await readerOf(action.reader).read(action.command)
    case "killReader":
      return await readerOf(action.reader).kill()
  }
}

const { tell } = inside((message) => {
  const action = message as ToLaboratory
  const { number } = action
  act(action).then(
    (value) => tell({ number, value }),
    (error: unknown) => tell({ number, error: error instanceof Error ? error.message : error })
  )
})
