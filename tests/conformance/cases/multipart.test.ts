/** Bodies of several parts, made by hand. */
import { describe, expect, test } from "vitest"
import { boundaryOf, partsOf, wrongWithParts } from "../../../src/conformance/cases/multipart.ts"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const file = rootFiles.hello.bytes
const asked = [
  { start: 0, end: 0 },
  { start: 2, end: 2 }
]
const type = "Content-Type: text/plain"

const part = (range: string, content: string, lines: ReadonlyArray<string> = [type]): string =>
  ["--B", ...lines, `Content-Range: bytes ${range}`, "", content].join("\r\n")

const right = [part("0-0/12", "h"), part("2-2/12", "l"), "--B--\r\n"].join("\r\n")

const answer = (
  body: string,
  lines: ReadonlyArray<string> = ["Content-Type: multipart/byteranges; boundary=B"]
) => received([response(body, { status: "206 Partial Content", lines })])

const faultOf = (...made: Parameters<typeof answer>): string | undefined => {
  const [final] = answer(...made).finals
  return final && wrongWithParts(final, file, asked)
}

describe("all that the grammar allows is read", () => {
  test.each([
    ["as servers send it", right],
    ["with an empty line before it", `\r\n${right}`],
    ["with a preamble", `no part\r\n${right}`],
    ["with an epilogue", `${right}no part\r\n--B\r\n\r\nx`],
    ["without the last line end", right.slice(0, -2)],
    ["with padding behind boundaries", right.replaceAll("--B\r\n", "--B \t\r\n")],
    ["in another order", [part("2-2/12", "l"), part("0-0/12", "h"), "--B--\r\n"].join("\r\n")],
    ["coalesced into one part", [part("0-2/12", "hel"), "--B--\r\n"].join("\r\n")],
    ["overlapping", [part("0-1/12", "he"), part("1-2/12", "el"), "--B--\r\n"].join("\r\n")],
    ["with a length that is not told", right.replace("0-0/12", "0-0/*")],
    ["with fields in other spellings", right.replaceAll("Content-Range", "content-RANGE")]
  ])("%s", (_, body) => {
    expect(faultOf(body)).toBeUndefined()
    expect(judgedBy("I-07", [answer(body)])).toBe("pass: 206 multipart/byteranges")
  })

  test.each([
    ["multipart/byteranges; boundary=B", "B"],
    ['Multipart/Byteranges;charset=x; BOUNDARY="B C"', "B C"],
    ['multipart/byteranges; boundary="\\B"', "B"],
    ["multipart/byteranges; boundary=", undefined],
    ['multipart/byteranges; boundary="B "', undefined],
    [`multipart/byteranges; boundary=${"B".repeat(71)}`, undefined],
    ["multipart/byteranges", undefined],
    ["multipart/mixed; boundary=B", undefined]
  ])("the boundary of %s", (value, boundary) => {
    const [final] = answer("", [`Content-Type: ${value}`]).finals
    expect(final && boundaryOf(final)).toBe(boundary)
  })

  test("a part without fields, and one without content", () => {
    const body = Buffer.from("--B\r\n\r\nabc\r\n--B\r\nX: y\r\n\r\n\r\n--B--")
    const parts = partsOf(body, "B")
    expect(parts?.map(({ content }) => content)).toEqual(["abc", ""])
    expect(parts?.map(({ fields }) => fields.length)).toEqual([0, 1])
  })
})

describe("each way to be wrong has its name", () => {
  const malformed = "the body is not in the form of multipart"
  const unlabelled = "a part without a Content-Range that fits the file"
  test.each([
    ["nothing between the parts", "hl", malformed],
    ["no part", "--B--\r\n", malformed],
    ["no end", right.replace("--B--", "--B"), malformed],
    ["the end within a line", right.replace("--B--\r\n", "--B--x"), malformed],
    ["no line end before a boundary", right.replace("h\r\n--B", "h--B"), "a part with other"],
    ["line feeds alone", right.replaceAll("\r\n", "\n"), malformed],
    ["no empty line", right.replace("\r\n\r\nh", "\r\nh"), malformed],
    ["a line that is no field", right.replace(type, "text"), malformed],
    ["an octet that is another one", right.replace("\r\n\r\nh", "\r\n\r\ne"), "a part with other"],
    ["an octet more", right.replace("\r\n\r\nh", "\r\n\r\nhe"), "a part with other"],
    ["an octet less", right.replace("\r\n\r\nh", "\r\n\r\n"), "a part with other"],
    ["no Content-Range in a part", right.replace("Content-Range", "X-Range"), unlabelled],
    ["another length", right.replace("0-0/12", "0-0/13"), unlabelled],
    ["a range behind the file", right.replace("0-0/12", "12-12/12"), unlabelled],
    ["a range that ends before it starts", right.replace("2-2/12", "2-1/12"), unlabelled],
    ["two of them", right.replace(type, "Content-Range: bytes 0-0/12"), unlabelled],
    [
      "a part behind all ranges",
      [part("0-2/12", "hel"), part("3-3/12", "l"), "--B--\r\n"].join("\r\n"),
      "a part that nobody asked for"
    ],
    ["a range left out", [part("0-0/12", "h"), "--B--\r\n"].join("\r\n"), "a range that no part"]
  ])("%s", (_, body, fault) => {
    expect(faultOf(body)).toContain(fault)
    expect(judgedBy("I-07", [answer(body)])).toContain(`deviates: ${fault}`)
  })

  test("in the header section", () => {
    const lines = ["Content-Type: multipart/byteranges; boundary=B", "Content-Range: bytes 0-0/12"]
    expect(judgedBy("I-07", [answer(right, lines)])).toBe(
      "deviates: Content-Range in the header section of a multipart answer"
    )
    expect(judgedBy("I-07", [answer(right, ["Content-Type: multipart/byteranges"])])).toBe(
      "deviates: multipart/byteranges without a boundary"
    )
  })
})

test("parts need not tell their type, but that is named", () => {
  const bare = right.replaceAll(`${type}\r\n`, "")
  expect(judgedBy("I-07", [answer(bare)])).toMatch(/^choice: .*without Content-Type/)
})

test("where one of two ranges can be met, one part is all", () => {
  const one = [part("0-0/12", "h"), "--B--\r\n"].join("\r\n")
  expect(judgedBy("I-07b", [answer(one)])).toBe("choice: multipart with one part")
  expect(judgedBy("I-07b", [answer(right)])).toBe("deviates: a part that nobody asked for")
})
