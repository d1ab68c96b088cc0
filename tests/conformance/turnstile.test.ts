import { expect, test } from "vitest"
import { Turnstile } from "../../src/conformance/turnstile.ts"

test("so many at once, in order, whether the one before succeeds or fails", async () => {
  const turnstile = new Turnstile(2)
  const log: Array<string> = []
  let inside = 0
  let most = 0
  const pass = (name: string, fails: boolean) =>
    turnstile.through(async () => {
      inside += 1
      most = Math.max(most, inside)
      log.push(name)
      await Promise.resolve()
      inside -= 1
      if (fails) throw new Error(name)
      return name
    })
  const passes = ["a", "b", "c", "d", "e"].map((name) => pass(name, name === "b"))
  const settled = await Promise.allSettled(passes)
  expect(settled.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled"
  ])
  expect([log.join(""), most]).toEqual(["abcde", 2])
})
