/** The judges of cases about fields, with exchanges made by hand. */
import { expect, test } from "vitest"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const unmodified = "HTTP/1.1 304 Not Modified\r\n\r\n"
const file = response(rootFiles.hello.bytes)
const refusal = (status: string) => received([response("", { status })])
const known = received([unmodified])
const unknown = received([file])

const bare431 = "HTTP/1.1 431 Too Large\r\n\r\n"
const cut = "choice: 431, 400 or 413, cut by a reset"

test("a refusal that a reset has cut is a refusal", () => {
  expect(judgedBy("F-07a", [received([bare431], { end: "reset" })])).toBe(cut)
  expect(judgedBy("F-07b", [known, received([bare431], { end: "reset" })])).toBe(cut)
  expect(judgedBy("F-07a", [received([bare431], { end: "open" })])).toMatch(/^deviates: /)
  const failed = received(["HTTP/1.1 500 No\r\n\r\n"], { end: "reset" })
  expect(judgedBy("F-07a", [failed])).toMatch(/^deviates: /)
})

test.each([
  ["refused", known, refusal("431 Too Large"), "pass: 431"],
  ["refused otherwise", known, refusal("400 No"), "choice: 400 or 413"],
  ["refused as content", known, refusal("413 No"), "choice: 400 or 413"],
  ["processed", known, received([unmodified]), "choice: processed in full: 304"],
  [
    "reset",
    known,
    received([], { end: "reset" }),
    "choice: a reset, which may have destroyed the refusal"
  ],
  ["closed", known, received([]), "deviates: none of the permitted outcomes"],
  ["never answered", known, received([], { end: "open" }), "deviates: none of the permitted"],
  ["served", known, received([file]), "deviates: the fields at the end were dropped"],
  ["at fault", known, refusal("500 No"), "deviates: none of the permitted outcomes"],
  ["served by who knows no conditions", unknown, received([file]), "choice: processed as without"],
  [
    "kept open by who knows no conditions",
    unknown,
    received([file], { end: "open" }),
    "deviates: the fields at the end were dropped"
  ],
  ["refused by who knows no conditions", unknown, refusal("431 Too Large"), "pass: 431"]
])("five thousand fields, and one that acts: %s", (_, few, many, judgement) => {
  expect(judgedBy("F-07b", [few, many])).toContain(judgement)
})
