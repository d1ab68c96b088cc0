import { expect, test } from "vitest"
import { socketsMaxOf, socketsMin } from "../../src/runtime-node/sockets-max.ts"
import { defaultLimits } from "../../src/state-machine/limits.ts"

test("what the helpers may need is not for connections", () => {
  const limits = { helpersMax: 2, helpersHungMax: 1 }
  expect(socketsMaxOf(1_024, limits)).toBe(1_024 - 64 - 3 * 24)
})

test("a server with few descriptors has some connections all the same", () => {
  expect(socketsMin).toBeGreaterThan(4)
  for (const descriptorsMax of [64, 128, 256, 448])
    expect(socketsMaxOf(descriptorsMax, defaultLimits)).toBe(socketsMin)
})
