/** The relations between limits. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { defaultLimits, type Limits, limitsBroken } from "../../src/state-machine/limits.ts"
import { smallFiles, smallLimits } from "../arbitraries/limits.ts"

/** One change for each relation, that breaks this one and no other. */
const breaking: ReadonlyArray<readonly [relation: string, change: Partial<Limits>]> = [
  ["requestLineBytesMax <= headBytesMax", { requestLineBytesMax: defaultLimits.headBytesMax + 1 }],
  ["readBytesMax >= 1", { readBytesMax: 0 }],
  ["chunkBytes >= 1", { chunkBytes: 0 }],
  ["1 <= helpersMax", { helpersMin: 0, helpersMax: 0 }],
  ["queueMax >= 1", { queueMax: 0 }],
  ["helpersStartingMax >= 1", { helpersStartingMax: 0 }],
  ["helpersMin <= helpersMax", { helpersMin: defaultLimits.helpersMax + 1 }],
  ["triesMax >= 1", { triesMax: 0 }],
  ["staleMillis <= findMillis", { staleMillis: defaultLimits.findMillis + 1 }],
  [
    "jobMillis * triesMax <= findMillis",
    { jobMillis: defaultLimits.findMillis / defaultLimits.triesMax + 1 }
  ],
  [
    "cacheableBytesMax <= contentBytesMax",
    { cacheableBytesMax: defaultLimits.contentBytesMax + 1 }
  ],
  ["connectionsMax >= 1", { connectionsMax: 0 }],
  ["namesMax >= 1", { namesMax: 0 }],
  ["headsMax >= 1", { headsMax: 0 }]
]

// Rejects: defaults, or limits of these tests, that contradict each other.
it("the limits agree with each other", () => {
  for (const limits of [defaultLimits, smallLimits, smallFiles.limits]) {
    assert.deepEqual(limitsBroken(limits), [])
  }
})

// Rejects: a relation that can't be broken, and so says nothing.
it("each relation between limits can be broken by itself", () => {
  for (const [relation, change] of breaking) {
    assert.deepEqual(limitsBroken({ ...defaultLimits, ...change }), [relation])
  }
})

// Rejects: a relation without an entry above.
it("all relations are broken at once by limits that are all wrong", () => {
  const wrong: Limits = {
    ...defaultLimits,
    headBytesMax: 0,
    readBytesMax: 0,
    chunkBytes: 0,
    helpersMin: 1,
    helpersMax: 0,
    queueMax: 0,
    helpersStartingMax: 0,
    triesMax: 0,
    findMillis: -1,
    contentBytesMax: 0,
    connectionsMax: 0,
    namesMax: 0,
    headsMax: 0
  }
  assert.deepEqual(
    limitsBroken(wrong),
    breaking.map(([relation]) => relation)
  )
})
