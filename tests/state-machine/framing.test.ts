/** Bodies by themselves: how long they are, and what is left of them. */
import { expect, test } from "vitest"
import { type Body, framing, skipBody } from "../../src/state-machine/body.ts"
import { defaultLimits } from "../../src/state-machine/limits.ts"
import { octets } from "./told.ts"

const limits = { ...defaultLimits, bodyBytesMax: 20, headBytesMax: 12 }
const wide = { ...limits, bodyBytesMax: Number.MAX_SAFE_INTEGER }
const framed = (name: string, value: string, some = limits) =>
  framing({ line: { method: "GET", target: "/", minor: 1 }, fields: [{ name, value }] }, some)
const length = (value: string, some = limits) => framed("content-length", value, some)
const counted = (remainingBytes: number): Body => ({ _tag: "Counted", remainingBytes })
const tooLarge = { rule: "read/body-too-large", status: 413 }
const badChunk = { rule: "read/bad-chunk", status: 400 }
const chunked: Extract<Body, { _tag: "Chunked" }> = {
  _tag: "Chunked",
  stage: "size",
  remainingBytes: 0,
  bodyBytes: 0,
  lineBytes: 0
}

test("a length is a number of however many digits, and zero of them is no body", () => {
  for (const none of ["0", "00", "000"]) expect(length(none)).toBeUndefined()
  expect(length("5")).toEqual(counted(5))
  expect(length(`${"0".repeat(30)}5`)).toEqual(counted(5))
  expect(length("20")).toEqual(counted(20))
  expect(length("21")).toEqual(tooLarge)
})

test("a length of more digits than a number holds is refused, whatever the limit", () => {
  expect(length("9".repeat(15), wide)).toEqual(counted(999_999_999_999_999))
  expect(length(`1${"0".repeat(15)}`, wide)).toEqual(tooLarge)
})

test("a chunked body begins with the size of its first chunk", () => {
  expect(framed("transfer-encoding", "Chunked")).toEqual(chunked)
})

test("a counted body is skipped as far as it has come", () => {
  const held = skipBody(counted(5), octets("abc"), limits)
  expect(held).toEqual({ _tag: "Partial", body: counted(2), held: octets("") })
  const whole = skipBody(counted(3), octets("abcGET"), limits)
  expect(whole).toEqual({ _tag: "Complete", held: octets("GET") })
})

const skipped = (text: string, some = limits) => skipBody(chunked, octets(text), some)

test("a chunked body is skipped as far as it has come", () => {
  expect(skipped("3\r\nab")).toEqual({
    _tag: "Partial",
    body: { ...chunked, stage: "data", remainingBytes: 1, bodyBytes: 3, lineBytes: 3 },
    held: octets("")
  })
  expect(skipped("3\r\nabc\r\n")).toEqual({
    _tag: "Partial",
    body: { ...chunked, stage: "size", bodyBytes: 3, lineBytes: 5 },
    held: octets("")
  })
  expect(skipped("0\r\n\r\nGET")).toEqual({ _tag: "Complete", held: octets("GET") })
})

test("lines of a chunked body may have so many octets in all, and not one more", () => {
  expect(skipped("3;abcde\r\nabc\r\n1")._tag).toBe("Partial")
  expect(skipped("3;abcde\r\nabc\r\n12")).toEqual({ _tag: "Refused", refusal: badChunk })
  expect(skipped("1234567;abcd")._tag).toBe("Partial")
  expect(skipped("1234567;abcde")).toEqual({ _tag: "Refused", refusal: badChunk })
})

test("chunks may have so many octets in all, and not one more", () => {
  expect(skipped("14\r\n")._tag).toBe("Partial")
  expect(skipped("15\r\n")).toEqual({ _tag: "Refused", refusal: tooLarge })
  const roomy = { ...wide, headBytesMax: 100 }
  expect(skipped(`${"0".repeat(30)}5\r\n`, roomy)).toMatchObject({ body: { remainingBytes: 5 } })
  expect(skipped(`1${"0".repeat(11)}\r\n`, roomy)._tag).toBe("Partial")
  expect(skipped(`1${"0".repeat(12)}\r\n`, roomy)).toEqual({ _tag: "Refused", refusal: tooLarge })
})

test("nothing but white space comes between a size and its extensions", () => {
  expect(skipped("5x;a\r\n")).toEqual({ _tag: "Refused", refusal: badChunk })
  expect(skipped("5 \t;a\r\n")._tag).toBe("Partial")
})
