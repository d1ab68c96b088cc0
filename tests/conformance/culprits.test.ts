import { expect, test } from "vitest"
import { findCulprits } from "../../src/conformance/culprits.ts"

const find = async (suspects: string, guilty: string, triesMax = 100) => {
  let tries = 0
  const found = await findCulprits({
    suspects: suspects.split(""),
    triesMax,
    kills: async (items) => {
      tries += 1
      // In this order, with anything between them.
      let at = 0
      for (const item of items) if (item === guilty[at]) at += 1
      return at === guilty.length
    }
  })
  return { found: found.join(""), tries }
}

test.each([
  ["a", "a"],
  ["abcdefgh", "h"],
  ["abcdefgh", "ag"],
  ["abcdefgh", "cde"],
  ["abcdefghijklmnopqrstuvwxyz", "bmy"]
])("of %s, %s are to blame", async (suspects, guilty) => {
  expect((await find(suspects, guilty)).found).toBe(guilty)
})

test("nobody is, if all of them together do it no more", async () => {
  expect(await find("abc", "x")).toEqual({ found: "", tries: 1 })
})

test("what was found so far is told when there may be no further try", async () => {
  const { found, tries } = await find("abcdefghijklmnop", "bo", 6)
  expect(tries).toBe(6)
  expect(found.split("")).toEqual(expect.arrayContaining(["b", "o"]))
})
