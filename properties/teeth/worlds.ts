/** Small worlds in which faulty machines are looked for, from small to large; each has what some mistake needs. */
import { smallest, type SmallWorld, smallWorlds } from "../../src/runtime-sim/small-world.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"

export interface NamedWorld {
  readonly name: string
  readonly workload: Workload
}

const worlds = (
  name: string,
  size: Partial<SmallWorld>,
  change: (workload: Workload) => Workload = (workload) => workload
): ReadonlyArray<NamedWorld> =>
  smallWorlds({ ...smallest, ...size }).map((workload) => ({ name, workload: change(workload) }))

/** The same clients with something else to say. */
const saying =
  (retell: (text: string) => string) =>
  (workload: Workload): Workload => ({
    ...workload,
    clients: workload.clients.map((client) => ({
      ...client,
      segments: client.segments.map(({ text, after }) => ({ text: retell(text), after }))
    }))
  })

const withField = (field: string) =>
  saying((text) => text.replaceAll("Host: h", `Host: h\r\n${field}`))

/** A file that changed so lately that the next change might not show. */
const unsettled = (workload: Workload): Workload => ({
  ...workload,
  files: workload.files.map((file) => ({ ...file, modifiedSeconds: workload.startUnixSeconds }))
})

/** Which small world comes first decides nothing but how long it takes. */
export const teethWorlds: ReadonlyArray<NamedWorld> = [
  ...worlds("one of each", {}),
  ...worlds(
    "a HEAD",
    {},
    saying((text) => text.replace("GET", "HEAD"))
  ),
  ...worlds(
    "a DELETE",
    {},
    saying((text) => text.replace("GET", "DELETE"))
  ),
  ...worlds(
    "a name that is missing",
    {},
    saying((text) => text.replace("/a", "/x"))
  ),
  ...worlds(
    "a query",
    {},
    saying((text) => text.replace("/a", "/a?q"))
  ),
  ...worlds(
    "a space in a name",
    {},
    saying((text) => text.replace("/a", "/a%20b"))
  ),
  ...worlds(
    "what is not HTTP",
    {},
    saying(() => "what\r\n\r\n")
  ),
  ...worlds("a condition that fails", {}, withField("If-None-Match: *")),
  ...worlds("a range", { chunks: 3 }, withField("Range: bytes=0-1")),
  ...worlds("a file from just now", {}, unsettled),
  ...worlds("a head in pieces", { pieces: 3 }),
  ...worlds("a head that is too long", {
    pieces: 3,
    limits: { headBytesMax: 20, requestLineBytesMax: 20 }
  }),
  ...worlds("a drain", { drain: "any-time" }),
  ...worlds("an abort", { faults: { reset: 1 } }),
  ...worlds("a helper that can't start", { faults: { spawnFailure: 1 } }),
  ...worlds("a crash", { faults: { helperDeath: 1 } }),
  ...worlds("a hung helper", { faults: { helperHang: 1 } }),
  ...worlds("a repeated notification", { faults: { duplicateNotification: 1 } }),
  ...worlds("a short read", { faults: { shortRead: 1 } }),
  ...worlds("a short write", { faults: { shortWrite: 1 } }),
  ...worlds("no descriptors", { faults: { acceptFailure: 1 } }),
  ...worlds("slices", { chunks: 2 }),
  ...worlds("chunks of some bytes", { chunks: 4, limits: { chunkBytes: 4 } }),
  ...worlds("slices that pass the cache by", { chunks: 2, limits: { cacheableBytesMax: 0 } }),
  ...worlds("a file that changes", { chunks: 2, faults: { fileChange: 1 } }),
  ...worlds("a cache of one chunk", {
    chunks: 5,
    limits: { contentBytesMax: 1, cacheableBytesMax: 1 }
  }),
  ...worlds("requests in a row", { requests: 2 }),
  ...worlds("requests at once", { requests: 2, files: 2, pipelined: true }),
  ...worlds("requests in pieces", { requests: 2, pipelined: true, pieces: 2 }),
  ...worlds("requests beyond what is held", {
    requests: 3,
    pipelined: true,
    pieces: 3,
    limits: { pipelinedBytesMax: 16 }
  }),
  ...worlds(
    "requests after the last",
    { requests: 2, pipelined: true },
    withField("Connection: close")
  ),
  ...worlds("two helpers", { helpers: 2 }),
  ...worlds("two clients", { clients: 2 }),
  ...worlds("one connection too many", {
    clients: 2,
    limits: { connectionsMax: 1, overloadMax: 1 }
  }),
  ...worlds("far too many connections", {
    clients: 2,
    limits: { connectionsMax: 1, overloadMax: 0 }
  }),
  ...worlds("crashes that outnumber the tries", { faults: { helperDeath: 3 } }),
  ...worlds("two clients, a crash", { clients: 2, faults: { helperDeath: 1 } }),
  ...worlds("late notifications", {
    clients: 2,
    faults: { helperHang: 1, lateNotification: 1 }
  }),
  ...worlds("more clients than helpers", { clients: 3 }),
  ...worlds("a queue of one", { clients: 3, limits: { queueMax: 1 } }),
  ...worlds("many jobs", { requests: 3, files: 3, chunks: 2 })
]

/** Why a mistake shows in none of them. */
export const outOfReach: Readonly<Record<string, string>> = {
  "name-never-ages": "names age by seconds, and here time passes only when all else is done"
}
