import { expect, test } from "vitest"
import { visible } from "../../../../src/conformance/reports/fingerprint/words.ts"

test("a text is cut at 400 letters, and says so", () => {
  expect(visible("a".repeat(400))).toBe("a".repeat(400))
  expect(visible("a".repeat(401))).toBe(`${"a".repeat(399)}…`)
  expect(visible("😀".repeat(400))).toBe("😀".repeat(400))
})

test("what moves a cursor or turns a line round is spelt", () => {
  expect(visible("a\tb\r\nc\u202ed\u2028e\ud800f\ufffeg")).toBe(
    String.raw`a\u{9}b\u{d}\u{a}c\u{202e}d\u{2028}e\u{d800}f\u{fffe}g`
  )
})
