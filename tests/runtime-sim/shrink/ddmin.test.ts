import fc from "fast-check"
import { expect, it } from "vitest"
import { ddmin } from "../../../src/runtime-sim/shrink/ddmin.ts"

const items = fc.uniqueArray(fc.nat({ max: 99 }), { maxLength: 40 })

it("leaves exactly what is needed, in its order", () => {
  fc.assert(
    fc.property(items, items, (all, wanted) => {
      const needed = all.filter((item) => wanted.includes(item))
      const left = ddmin(all, (fewer) => needed.every((item) => fewer.includes(item)))
      expect(left).toEqual(needed)
    })
  )
})

// Parity makes single items dispensable only in pairs: small enough is 1-minimal, not minimal.
it("stops where no single item can go, however odd the criterion is", () => {
  fc.assert(
    fc.property(items, fc.array(fc.boolean(), { minLength: 97, maxLength: 97 }), (all, table) => {
      const accepts = (some: ReadonlyArray<number>): boolean =>
        table[some.reduce((hash, item) => (hash * 31 + item) % 97, 7)] === true
      const left = ddmin(all, accepts)
      for (const index of left.keys()) expect(accepts(left.toSpliced(index, 1))).toBe(false)
    })
  )
})

it("asks few questions where nearly all can go", () => {
  let asked = 0
  const all = Array.from({ length: 1000 }, (_, index) => index)
  const left = ddmin(all, (fewer) => {
    asked += 1
    return fewer.includes(417)
  })
  expect(left).toEqual([417])
  expect(asked).toBeLessThan(40)
})

it("never asks about the whole list", () => {
  ddmin([1, 2, 3], (fewer) => {
    expect(fewer.length).toBeLessThan(3)
    return false
  })
  expect(ddmin([], () => false)).toEqual([])
})
