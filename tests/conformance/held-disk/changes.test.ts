import { expect, test } from "vitest"
import { changesOf } from "../../../src/conformance/held-disk/changes.ts"

test("everybody who waits learns of the next change, and only of that", async () => {
  const changes = changesOf()
  const waits = [changes.within(60_000), changes.within(60_000)]
  changes.tell()
  expect(await Promise.all(waits)).toEqual([true, true])
  expect(await changes.within(5)).toBe(false)
})
