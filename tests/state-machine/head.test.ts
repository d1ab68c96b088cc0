/** Heads by themselves: bounds to the octet, and what is known of a request that is refused. */
import { expect, test } from "vitest"
import { headStart, readHead } from "../../src/state-machine/head.ts"
import { defaultLimits, defaultSettings, type Limits } from "../../src/state-machine/limits.ts"
import { understand } from "../../src/state-machine/message.ts"
import { joined, nextLine, noOctets } from "../../src/state-machine/octets.ts"
import { octets } from "./told.ts"

const read = (text: string, some: Partial<Limits> = {}) =>
  readHead(headStart, octets(text), { ...defaultLimits, ...some })
const refused = (rule: string, status: number, method = "", target = "") => ({
  _tag: "Refused",
  refusal: { rule, status },
  asked: { method, target }
})

test("a request line of the longest length is read, of one octet more it is refused", () => {
  const line = "GET /a HTTP/1.1\r\n"
  expect(read(line, { requestLineBytesMax: line.length })._tag).toBe("Partial")
  const short = { requestLineBytesMax: line.length - 1 }
  expect(read(line, short)).toEqual(refused("read/target-too-long", 414, "GET"))
  expect(read(line.slice(0, -1), short)._tag).toBe("Partial")
})

test("a head of the greatest size is read, of one octet more it is refused", () => {
  const head = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
  expect(read(head, { headBytesMax: head.length })._tag).toBe("Complete")
  const small = { headBytesMax: head.length - 1 }
  expect(read(head, small)).toMatchObject({ refusal: { rule: "read/head-too-large", status: 431 } })
})

test("of a request line that is too long the method is known, if it is one", () => {
  const method = (text: string, requestLineBytesMax = 20) => read(text, { requestLineBytesMax })
  const target = `/${"x".repeat(40)}`
  const tooLong = (name: string) => refused("read/target-too-long", 414, name)
  expect(method(`HEAD ${target}`)).toEqual(tooLong("HEAD"))
  expect(method(`${"M".repeat(16)} ${target}`)).toEqual(tooLong("M".repeat(16)))
  expect(method(`${"M".repeat(17)} ${target}`)).toEqual(tooLong(""))
  expect(method(`${"M".repeat(12)} ${target}`, 10)).toEqual(tooLong(""))
  expect(method(`G(T ${target}`)).toEqual(tooLong(""))
  expect(method("M".repeat(40))).toEqual(tooLong(""))
})

test("what begins with an empty line is HTTP, and what begins with another octet is not", () => {
  expect(read("\nGET")).toEqual(refused("read/bad-request-line", 400))
  expect(read("\r\nG")._tag).toBe("Partial")
  expect(read("\x80")).toEqual(refused("read/not-http", 400))
  expect(read("(")).toEqual(refused("read/not-http", 400))
})

test("a request that is understood, in full", () => {
  const reading = read("GET /sub/?q HTTP/1.1\r\nHost: h\r\n\r\n")
  if (reading._tag !== "Complete") throw new Error(`the head is ${reading._tag}`)
  expect(understand(reading.head, defaultSettings)).toMatchObject({
    _tag: "Understood",
    request: { method: "GET", target: "/sub/?q", query: "q", persistence: "keep" },
    body: undefined,
    intent: { _tag: "Find", paths: ["/sub/index.html"], directory: true }
  })
})

test("a line is looked for where none was found before, and begins where it is said to", () => {
  expect(nextLine(octets("a\nb\n"), 0, 2)).toEqual({ text: "a\nb", end: 4, proper: false })
  expect(nextLine(octets("\r\n"), 1, 1)).toEqual({ text: "", end: 2, proper: false })
  expect(nextLine(octets("\r\n"), 0, 0)).toEqual({ text: "", end: 2, proper: true })
})

test("joining with nothing copies nothing", () => {
  const some = octets("some")
  expect(joined(noOctets, some)).toBe(some)
  expect(joined(some, noOctets)).toBe(some)
  expect(joined(some, octets("more"))).toEqual(octets("somemore"))
})
