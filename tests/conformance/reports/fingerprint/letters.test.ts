import fc from "fast-check"
import { expect, test } from "vitest"
import { fit, linesOf, widthOf } from "../../../../src/conformance/reports/fingerprint/letters.ts"

test("a text that has room stays as it is, another is cut and says so", () => {
  const text = "openat on the dispatcher"
  const width = widthOf(text, 12)
  expect(fit(text, width, 12)).toBe(text)
  expect(fit(text, width - 1, 12)).toMatch(/^openat on the .*…$/)
  expect(widthOf(fit(text, width - 1, 12), 12)).toBeLessThan(width)
})

test("lines break between words, and the last takes what is left", () => {
  const width = widthOf("three four", 12)
  expect(linesOf("one two  three four five", width, 12, 3)).toEqual([
    "one two",
    "three four",
    "five"
  ])
  expect(linesOf("one two three four five", width, 12, 2)).toEqual(["one two", "three f…"])
  expect(linesOf("", width, 12, 2)).toEqual([])
})

test("whatever the text, no line is wider than its room, and none is too many", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 200 })
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 40, max: 900 }),
      fc.integer({ min: 1, max: 3 }),
      (...given) => {
        const [content, width, linesMax] = given
        const lines = linesOf(content, width, 12, linesMax)
        expect(lines.length).toBeLessThanOrEqual(linesMax)
        for (const line of lines) expect(widthOf(line, 12)).toBeLessThanOrEqual(width)
      }
    )
  )
})
