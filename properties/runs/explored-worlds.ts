/** The small worlds that the tests explore to their end. Together they must take every rule that they can reach. */
import { smallest, type SmallWorld } from "../../src/runtime-sim/small-world.ts"

const world = (size: Partial<SmallWorld>): SmallWorld => ({ ...smallest, ...size })

/** With all monitors along the shortest run to each move. */
export const judgedWorlds: ReadonlyArray<{ readonly name: string; readonly size: SmallWorld }> = [
  { name: "one of each", size: world({}) },
  { name: "two clients, one helper", size: world({ clients: 2, files: 2 }) },
  { name: "more clients than helpers", size: world({ clients: 3, helpers: 1 }) },
  { name: "an abort", size: world({ clients: 2, helpers: 1, faults: { reset: 1 } }) },
  { name: "two crashes", size: world({ clients: 2, faults: { helperDeath: 2 } }) },
  { name: "crashes that outnumber the tries", size: world({ faults: { helperDeath: 3 } }) },
  { name: "a hung helper", size: world({ faults: { helperHang: 1 } }) },
  { name: "a helper that can't be ended", size: world({ faults: { helperStuck: 1 } }) },
  {
    name: "late and repeated notifications",
    size: world({
      clients: 2,
      faults: { helperHang: 1, lateNotification: 1, duplicateNotification: 1 }
    })
  },
  { name: "a helper that can't start", size: world({ faults: { spawnFailure: 2 } }) },
  { name: "a disk that errs", size: world({ clients: 2, faults: { diskError: 2 } }) },
  { name: "a file that changes", size: world({ chunks: 2, faults: { fileChange: 2 } }) },
  { name: "requests in a row", size: world({ requests: 2, files: 2 }) },
  { name: "requests at once", size: world({ requests: 2, files: 2, pipelined: true }) },
  {
    name: "slices, written in parts",
    size: world({ chunks: 2, requests: 2, faults: { shortWrite: 1, shortRead: 1 } })
  },
  { name: "a stalled client", size: world({ chunks: 2, faults: { stall: 1 } }) },
  {
    name: "a client that stops reading",
    size: world({ sendBufferBytes: 100, faults: { stall: 1 } })
  },
  {
    name: "a client that stops reading, and a drain",
    size: world({ sendBufferBytes: 100, faults: { stall: 1 }, drain: "any-time" })
  },
  { name: "a client that stops speaking", size: world({ pieces: 2, faults: { stall: 1 } }) },
  {
    name: "deadlines of helpers and clients that meet",
    size: world({ faults: { helperHang: 2 }, limits: { findMillis: 16_000 } })
  },
  { name: "a client that ends its side", size: world({ requests: 2, faults: { halfClose: 1 } }) },
  { name: "a queue of one", size: world({ clients: 3, limits: { queueMax: 1 } }) },
  {
    name: "more connections than are allowed",
    size: world({ clients: 3, limits: { connectionsMax: 1, overloadMax: 1 } })
  },
  { name: "no descriptors", size: world({ clients: 2, faults: { acceptFailure: 2 } }) },
  {
    name: "caches that hold one thing",
    size: world({
      clients: 2,
      files: 2,
      limits: { namesMax: 1, headsMax: 1, contentBytesMax: 1, cacheableBytesMax: 1 }
    })
  },
  { name: "a drain", size: world({ clients: 2, drain: "any-time" }) },
  {
    name: "a drain that comes to its deadline",
    size: world({ faults: { stall: 1 }, drain: "any-time" })
  }
]

/** The size that must be explored to its end, whatever else: aborts and crashes among three clients. */
export const largeWorld: SmallWorld = world({
  clients: 3,
  helpers: 2,
  files: 2,
  faults: { reset: 1, helperDeath: 1 }
})
