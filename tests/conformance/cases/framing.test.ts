/** The judges of cases about request bodies, with exchanges made by hand. */
import { describe, expect, test } from "vitest"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const file = response(rootFiles.hello.bytes)
const index = response(rootFiles.index.bytes)
const answer = (status: string) => response("", { status })
const both = { requests: 2 }

const understood = received([file, index], both)
const refused = received([answer("400 No")], both)
const failed = received([answer("500 No")], both)
const unready = received([answer("503 No")], both)
const silent = received([], both)
const reset = received([], { ...both, end: "reset" })
const waiting = received([], { ...both, end: "open" })
const once = received([file], both)

describe("a body that is right", () => {
  test.each([
    ["understood", understood, "pass: answered, and the second"],
    ["refused", refused, "pass: refused with a 4xx or 501"],
    ["refused as unknown", received([answer("501 No")], both), "pass: refused with a 4xx or 501"],
    ["answered unread", once, "pass: one answer, then close"],
    ["reset", reset, "choice: a reset"],
    ["no answer, then close", silent, "deviates: "],
    ["no answer", waiting, "deviates: "],
    ["answered, and neither closed nor understood", received([file], { end: "open" }), "deviates"],
    ["a fault", failed, "deviates: "],
    ["unready", unready, "deviates: "],
    ["an unknown version", received([answer("505 No")], both), "pass: one answer, then close"]
  ])("%s", (_, exchange, judgement) => {
    for (const id of ["B-01", "B-12", "B-13"]) {
      expect(judgedBy(id, [exchange, exchange])).toContain(judgement)
    }
    // Refused or not, it is the same with an extension and without.
    expect(judgedBy("B-09", [exchange, exchange, exchange, exchange])).toContain(judgement)
  })
})

describe("a chunk extension that makes the difference", () => {
  const disallowed = received([answer("405 No"), index], both)
  const ended = received([answer("405 No")], both)
  const taken = "deviates: the body is taken without the extension only"
  test.each([
    ["refused", understood, refused, taken],
    ["refused, and kept", understood, received([answer("400 No"), index], both), taken],
    ["refused where the other ends the connection", once, refused, taken],
    ["refused for itself where the method is", disallowed, refused, taken],
    ["reset", understood, reset, taken],
    ["no answer", understood, waiting, taken],
    ["refused as the method is", ended, refused, "pass: "],
    ["taken", disallowed, disallowed, "pass: answered"],
    ["the other refused", refused, understood, "pass: "]
  ])("%s", (_, plain, extended, judgement) => {
    expect(judgedBy("B-09", [understood, plain, understood, extended])).toContain(judgement)
    expect(judgedBy("B-09", [plain, understood, extended, understood])).toContain(judgement)
  })
})

test.each([
  ["B-03", "deviates: none", "choice: a reset"],
  ["B-04", "choice: closed without", "choice: closed without"],
  ["B-07a", "deviates: none", "choice: a reset"],
  ["B-08", "choice: closed without", "choice: closed without"],
  ["B-10a", "deviates: none", "choice: a reset"],
  ["B-10b", "deviates: none", "choice: a reset"]
])("%s: a close or a reset without an answer, where the framing is wrong", (id, close, rst) => {
  expect(judgedBy(id, [silent])).toContain(close)
  expect(judgedBy(id, [reset])).toContain(rst)
  expect(judgedBy(id, [failed])).toBe("deviates: none of the permitted outcomes")
  expect(judgedBy(id, [once])).toMatch(/^(pass|choice): /)
})
