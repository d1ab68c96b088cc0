/** The small worlds in which model and code are compared, and what each adds to those before it. */
import { smallest, type SmallWorld, smallWorlds } from "../../src/runtime-sim/small-world.ts"
import type { FaultName, Workload } from "../../src/runtime-sim/workload.ts"
import { defaultLimits } from "../../src/state-machine/limits.ts"

export interface Configuration {
  readonly name: string
  readonly small: SmallWorld
}

const of = (name: string, small: Partial<SmallWorld>): Configuration => ({
  name,
  small: { ...smallest, ...small }
})

/** Names stay fresh: what becomes of old ones is not in the model. */
const fresh = { freshSeconds: 1_000_000 }
/** Room for one chunk and its bookkeeping. */
const oneChunk = { contentBytesMax: 1025 }

export const configurations: ReadonlyArray<Configuration> = [
  of("one-client", {}),
  of("two-clients-two-files", { clients: 2, files: 2 }),
  of("requests-in-turn", { clients: 2, requests: 2, files: 2 }),
  of("pipelined-small-cache", {
    clients: 2,
    requests: 2,
    files: 2,
    pipelined: true,
    limits: oneChunk
  }),
  of("aborts", { clients: 2, files: 2, requests: 2, pipelined: true, faults: { reset: 2 } }),
  of("crashes", { clients: 2, helpers: 2, faults: { helperDeath: 2 } }),
  of("aborts-and-crashes", {
    clients: 2,
    helpers: 2,
    files: 2,
    faults: { reset: 1, helperDeath: 1 }
  }),
  of("chunks", { clients: 2, chunks: 2, requests: 2, faults: { helperDeath: 2 } }),
  of("chunks-small-cache", {
    clients: 2,
    files: 2,
    chunks: 2,
    limits: { ...oneChunk, queueMax: 1 },
    faults: { reset: 1, diskError: 1 }
  }),
  of("three-clients", { clients: 3, helpers: 2, files: 2 }),
  of("overload", { clients: 3, requests: 2, pipelined: true, limits: { queueMax: 1 } }),
  of("half-closes", {
    clients: 2,
    requests: 2,
    faults: { halfClose: 2, reset: 1, diskError: 1 }
  }),
  of("started-on-demand", {
    clients: 2,
    helpers: 2,
    limits: { helpersMin: 0 },
    faults: { spawnFailure: 2, helperDeath: 1 }
  }),
  of("repeated-notifications", {
    clients: 2,
    helpers: 2,
    files: 2,
    faults: { duplicateNotification: 2 }
  }),
  of("stalled-clients", {
    clients: 2,
    requests: 2,
    limits: fresh,
    faults: { stall: 1, helperDeath: 1, reset: 1 }
  }),
  of("patient-jobs", {
    chunks: 2,
    limits: { ...fresh, jobMillis: 30_000 },
    faults: { helperHang: 1, stall: 1, reset: 1 }
  }),
  of("hangs", { clients: 2, helpers: 1, limits: fresh, faults: { helperHang: 2, reset: 1 } })
]

/** `world` as the model numbers it: bit `c * requests + r` is the file of client c's request r. */
export const worldsOf = (
  small: SmallWorld
): ReadonlyArray<readonly [code: number, workload: Workload]> =>
  smallWorlds(small).map((workload) => [codeOf(small, workload), workload])

const codeOf = ({ requests }: SmallWorld, { clients, files }: Workload): number =>
  clients.reduce((code, { id, segments }) => {
    const text = segments.map(({ text }) => text).join("")
    const asked = text.split("\r\n\r\n").slice(0, requests)
    return asked.reduce((sum, head, index) => {
      const file = files.findIndex(({ path }) => head.startsWith(`GET ${path} `))
      return sum + file * 2 ** (id * requests + index)
    }, code)
  }, 0)

/** The same bounds for the model. */
export const definesOf = (small: SmallWorld): ReadonlyArray<string> => {
  const { clients, helpers, files, requests, pipelined, chunks, limits, faults } = small
  const budget = (name: FaultName): number => faults[name] ?? 0
  const pieces = files * chunks
  const room = limits.contentBytesMax ?? defaultLimits.contentBytesMax
  const worlds = worldsOf(small).reduce((bits, [code]) => bits + 2 ** code, 0)
  const values = {
    CLIENTS: clients,
    HELPERS: helpers,
    FILES: files,
    CHUNKS: chunks,
    REQUESTS: requests,
    PIPELINED: pipelined ? 1 : 0,
    RESERVE: limits.helpersMin ?? helpers,
    QUEUE: limits.queueMax ?? clients * requests,
    ROOM: Math.min(pieces, Math.floor(room / 1025)),
    WORLDS: worlds,
    STALLS: budget("stall"),
    RESETS: budget("reset"),
    HALF_CLOSES: budget("halfClose"),
    DISK_ERRORS: budget("diskError"),
    DEATHS: budget("helperDeath"),
    HANGS: budget("helperHang"),
    SPAWN_FAILURES: budget("spawnFailure"),
    DUPLICATES: budget("duplicateNotification")
  }
  const patient = limits.jobMillis !== undefined && limits.jobMillis > defaultLimits.findMillis
  return [
    ...Object.entries(values).map(([name, value]) => `-D${name}=${value}`),
    ...(values.STALLS > 0 ? ["-DTIMERS"] : []),
    ...(patient ? ["-DPATIENT_JOBS"] : [])
  ]
}
