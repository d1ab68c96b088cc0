/**
 * A workload on the Node arm: real files, real sockets, real helpers, some of which are killed; then the
 * recording of the run, judged by the same monitors as a simulated one.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Judgement } from "../../src/requirements/monitor.ts"
import { judge } from "../../src/requirements/registry.ts"
import { decodeTrace } from "../../src/runtime/decode.ts"
import { replay } from "../../src/runtime/replay.ts"
import type { ServerHandle } from "../../src/runtime-node/handle.ts"
import { serve, type ServeSummary } from "../../src/runtime-node/serve.ts"
import type { ClientScript, File, Workload } from "../../src/runtime-sim/workload.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { reference } from "../../src/state-machine/server.ts"

export interface NodeRun {
  readonly judgement: Judgement
  /** Why the recording is no run of the machine; undefined when it is. */
  readonly rejection: string | undefined
  readonly summary: ServeSummary
  /** Transitions that the run took. */
  readonly taken: ReadonlySet<TransitionId>
}

type Handle = ServerHandle["Service"]

/** Real time is dear: what a simulated run waits for in virtual seconds is cut to what a test can wait. */
const hurried = ({ limits, policy }: Settings): Settings => ({
  policy,
  limits: {
    ...limits,
    headMillis: 400,
    idleMillis: 200,
    bodyMillis: 400,
    findMillis: 3000,
    sendMillis: 1000,
    lingerMillis: 100,
    drainMillis: 2000,
    jobMillis: 1000,
    spawnPauseMillis: 20
  }
})

export const runOnNode = async (
  workload: Workload,
  helpers: "threads" | "processes"
): Promise<NodeRun> => {
  const folder = mkdtempSync(join(tmpdir(), "amped-property-"))
  try {
    const root = join(folder, "root")
    writeFiles(root, workload.files)
    const record = join(folder, "run.ndjson")
    const settings = hurried(workload.settings)
    const summary = await serveTo(workload, { root, record, settings, helpers, port: 0 })
    const trace = Result.getOrThrow(decodeTrace(readFileSync(record, "utf8")))
    const replayed = replay(reference(settings), trace.entries)
    return {
      judgement: judge(trace.entries, { settings }),
      rejection: Result.isFailure(replayed) ? replayed.failure.sentence : undefined,
      summary,
      taken: new Set(trace.entries.flatMap(({ what }) => (what._tag === "Step" ? what.rules : [])))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Options = Parameters<typeof serve>[0]

const serveTo = async (workload: Workload, options: Options): Promise<ServeSummary> => {
  let listening: (handle: Handle) => void = () => {}
  const handle = new Promise<Handle>((resolve) => {
    listening = resolve
  })
  const served = Effect.runPromise(
    serve({ ...options, onListening: (started) => listening(started) })
  )
  const started = await Promise.race([handle, served.then(() => undefined)])
  if (started === undefined) throw new Error("the server ended before it listened")
  const played = Promise.all(workload.clients.map((client) => play(client, started.address.port)))
  await disturb(workload, started, options.root)
  await played
  started.drain()
  return served
}

const writeFiles = (root: string, files: ReadonlyArray<File>): void => {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(dirname(root), "secret"), "secret")
  for (const file of files) {
    const path = join(root, file.path)
    mkdirSync(dirname(path), { recursive: true })
    if (file.kind === "file") writeFileSync(path, "x".repeat(file.sizeBytes))
    if (file.kind === "special") execFileSync("mkfifo", [path])
    if (file.kind === "outside") symlinkSync("../secret", path)
  }
}

/** The faults that a real world can be given on purpose: dying helpers, and files that change. */
const disturb = async (workload: Workload, handle: Handle, root: string): Promise<void> => {
  for (let count = 0; count < workload.faults.helperDeath; count += 1) {
    await sleep(5)
    const [helper] = handle.stats().helpers
    if (helper !== undefined) handle.killHelper(helper.helper)
  }
  for (let count = 1; count <= workload.faults.fileChange; count += 1) {
    await sleep(3)
    writeFileSync(join(root, "a"), "y".repeat(count * 63))
  }
}

/** Plays a client's script. It never waits for long: what the server owes, the trace tells. */
const play = async (client: ClientScript, port: number): Promise<void> => {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
  let receivedBytes = 0
  socket.on("data", (bytes) => {
    receivedBytes += bytes.length
  })
  socket.on("error", () => {})
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve())
  })
  socket.once("end", () => socket.end())
  for (const { text, after } of client.segments) {
    const before = receivedBytes
    if (after === "answer") await until(() => receivedBytes > before || socket.destroyed, 50)
    if (!socket.destroyed) socket.write(text, "latin1")
    await sleep(1)
  }
  end(socket, client.end)
  await Promise.race([closed, sleep(5000)])
  socket.destroy()
}

const end = (socket: Socket, how: ClientScript["end"]): void => {
  if (how === "half-closes") socket.end()
  if (how === "leaves") socket.destroy()
  if (how === "resets") socket.resetAndDestroy()
}

const until = async (holds: () => boolean, millisMax: number): Promise<void> => {
  for (let waited = 0; waited < millisMax && !holds(); waited += 2) await sleep(2)
}
