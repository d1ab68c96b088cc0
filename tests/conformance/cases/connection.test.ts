/** The judges of cases about cuts, with exchanges made by hand. */
import { expect, test } from "vitest"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const lines = ["Connection: close"]
const unmodified = received(["HTTP/1.1 304 Not Modified\r\n\r\n"])
const served = received([response(rootFiles.index.bytes, { lines })])
const other = received([response(rootFiles.hello.bytes, { lines })])
const refused = received([response("", { status: "400 No", lines })])
const kept = received([response(rootFiles.index.bytes, { lines })], { end: "open" })
const silent = received([], { end: "open" })

const same = "pass: the same response for 2 ways to cut it"
const different = "deviates: another response when made by hand"
const unanswered = "deviates: the uncut request was not answered"

test.each(["C-09", "C-09b"])("%s: all cuts are compared, whatever the server knows", (id) => {
  expect(judgedBy(id, [unmodified, unmodified, unmodified])).toBe(same)
  // Without conditional requests the file comes, and comes however it was asked for.
  expect(judgedBy(id, [served, served, served])).toBe(same)
  for (const cut of [served, refused, silent]) {
    expect(judgedBy(id, [unmodified, unmodified, cut])).toBe(different)
  }
  for (const cut of [unmodified, refused, silent, kept, other]) {
    expect(judgedBy(id, [served, cut, served])).toBe(different)
  }
  for (const uncut of [other, refused, silent, kept]) {
    expect(judgedBy(id, [uncut, uncut, uncut])).toBe(unanswered)
  }
  expect(judgedBy(id, [])).toBe(unanswered)
})
