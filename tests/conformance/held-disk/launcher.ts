/**
 * A program that uses an enclosure, for tests that kill it or run it as somebody else. `launcher METHOD MARK
 * hang` holds a read and waits; `launcher METHOD MARK try` holds and releases each operation and tells;
 * `launcher METHOD MARK nginx` does so with a read of that server.
 */
import type { Method } from "../../../src/conformance/held-disk/enclosure.ts"
import { heldOperations } from "../../../src/conformance/held-disk/gates.ts"
import { openLaboratory } from "./laboratory.ts"

const [method = "", mark = "", task = ""] = process.argv.slice(2)

// What belongs to this run is known by the mark in its path.
const laboratory = await openLaboratory(method as Method, false)
const folder = `${laboratory.folder}-${mark}`
await laboratory.shell(`printf whole > ${laboratory.source}/file; mkdir ${folder}`)
await laboratory.mount(laboratory.source, folder)
const reader = await laboratory.startReader()
const file = { call: "digest", path: `${folder}/file` }
const gate = (operation: (typeof heldOperations)[number]) =>
  laboratory.gate({ name: "file", operations: [operation], pattern: "^/file$" })

const hang = async (): Promise<void> => {
  // One that nobody waits for and that has a group of its own, as the workers of a server.
  await laboratory.shell("setsid sleep 1000 > /dev/null 2>&1 &")
  await gate("read")
  reader.read(file).catch(() => {})
  await laboratory.awaitHeld(1)
  // Whoever ends this must not need its help.
  laboratory.spin()
  process.stdout.write("ready\n")
  setInterval(() => {}, 60_000)
}

const tryAll = async (): Promise<void> => {
  for (const operation of heldOperations) {
    await laboratory.evict(["/file"])
    await gate(operation)
    const answer = reader.read(file)
    const [held] = await laboratory.awaitHeld(1)
    await laboratory.ungate("file")
    const { thread, value } = await answer
    const [bytes] = [value].flat()
    const told = { operation: held?.operation, path: held?.path, bytes }
    process.stdout.write(`${JSON.stringify({ ...told, isItself: held?.thread === thread })}\n`)
  }
  await laboratory.endDisk()
  await laboratory.close()
}

const commands: Readonly<Record<string, ReadonlyArray<string>>> = {
  nginx: ["nginx", "-c", "{file:nginx.conf}", "-e", "stderr"],
  lighttpd: ["lighttpd", "-D", "-f", "{file:lighttpd.conf}"]
}

const serve = async (command: ReadonlyArray<string>): Promise<void> => {
  const address = await laboratory.serve(task, command)
  const get = () => laboratory.shell(`curl -s http://${address}/file`)
  const warm = await get()
  await laboratory.evict(["/file"])
  await gate("read")
  const cold = get()
  const [held] = await laboratory.awaitHeld(1)
  const holder = await laboratory.shell(`cat /proc/${held?.thread}/comm`)
  await laboratory.ungate("file")
  process.stdout.write(JSON.stringify({ warm, holder, cold: await cold }))
  await laboratory.stopServer()
  await laboratory.close()
}

const command = commands[task]
if (command !== undefined) await serve(command)
else await (task === "hang" ? hang() : tryAll())
