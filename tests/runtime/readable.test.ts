/** What people and older recordings rely on: exact digests, exact messages, exact lines. */
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { decodeEntry, decodeTrace } from "../../src/runtime/decode.ts"
import { digestOf, digestStart, digestText } from "../../src/runtime/digest.ts"
import { encodeEntry } from "../../src/runtime/encode.ts"
import { Port } from "../../src/runtime/port.ts"
import { replay } from "../../src/runtime/replay.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import { initial, step } from "../../src/state-machine/server.ts"

test.each([
  ["", "2fe1a6f640adf1e3"],
  ["even", "9652396a6d1ec6e5"],
  ["a\0", "9cfb84130f1b230c"],
  ["n38", "044c2442b96e950a"],
  ["n51", "0068d8a54bf6af9f"],
  ["n37", "79d6197d0fc000f6"]
])("the digest of %j is %s", (text, digest) => {
  expect(digestText(digestOf(digestStart, text))).toBe(digest)
})

test.each([
  ['{"sequence":0}', 'line 3: Missing key at ["atMillis"]'],
  ["x", "line 3: Expected a valid JSON string"]
])("%s is refused in one line", (line, message) => {
  const decoded = decodeEntry(line, 3)
  expect(Result.isFailure(decoded) && [decoded.failure._tag, decoded.failure.message]).toEqual([
    "TraceUnreadable",
    message
  ])
})

test("a trace of nothing is empty", () => {
  const decoded = decodeTrace("")
  expect(Result.isFailure(decoded) && decoded.failure.message).toBe("line 1: the trace is empty")
})

const lost: Entry = {
  sequence: 0,
  atMillis: 0,
  actor: "dispatcher",
  what: {
    _tag: "Step",
    event: { _tag: "HelperLost", helper: 3, reason: 'killed "9"' },
    rules: ["faults/late-event"],
    commands: []
  }
}

test("a helper that was lost is written with its reason", () => {
  expect(encodeEntry(lost)).toBe(
    '{"sequence":0,"atMillis":0,"actor":"dispatcher","what":{"_tag":"Step",' +
      '"event":{"_tag":"HelperLost","helper":3,"reason":"killed \\"9\\""},' +
      '"rules":["faults/late-event"],"commands":[]}}'
  )
})

test("a machine without fingerprints says nothing against those of a recording", () => {
  const machine = { initial: initial(defaultSettings), step }
  const what = { ...lost.what, state: 7 } as Entry["what"]
  expect(Result.isSuccess(replay(machine, [lost]))).toBe(true)
  expect(Result.isSuccess(replay(machine, [{ ...lost, what }]))).toBe(true)
})

test("the port has a name of its own among services", () => {
  expect(Port.key).toBe("amped/runtime/Port")
})
