/** Recorded results against other servers: mended, as before, or wrong in another way. */
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { type Judged, judgedCase } from "../../../src/conformance/wire-file/registry.ts"
import { type Replayed, replayWire } from "../../../src/conformance/wire-file/replay.ts"
import type { WireFile } from "../../../src/conformance/wire-file/wire-file.ts"
import { fileOf, impatient, recordedFrom, subjectAt } from "./recording.ts"
import { type Manner, type SmallServer, smallServer } from "./small-server.ts"

const timeout = 60_000

const within = async <Value>(
  manner: Manner,
  use: (server: SmallServer) => Promise<Value>
): Promise<Value> => {
  const server = await smallServer(manner)
  try {
    return await use(server)
  } finally {
    server.close()
  }
}

/** What a run of this case finds, beside others that a multiplied or passive case needs. */
const recorded = (
  manner: Manner,
  id: string,
  ...beside: ReadonlyArray<string>
): Promise<WireFile> =>
  within(manner, async (server) => fileOf(await recordedFrom(server, [id, ...beside]), id))

/** `more` changes what is known of the case. */
const replayed = (file: WireFile, manner: Manner, more: Partial<Judged> = {}): Promise<Replayed> =>
  within(manner, (server) => {
    const judged = judgedCase(file.caseId)
    if (judged === undefined) throw new Error(`no case ${file.caseId}`)
    const [subject, profile] = [subjectAt(server), impatient]
    const options = { file, judged: { ...judged, ...more }, subject, profile }
    return Effect.runPromise(replayWire(options))
  })

describe("a case that only sends", { timeout }, () => {
  test("is STILL what it was, FIXED, or DIFFERENT", async () => {
    const file = await recorded("ignores Host", "R-06")
    const [still, fixed, different] = await Promise.all([
      replayed(file, "ignores Host"),
      replayed(file, "good"),
      replayed(file, "500 without Host")
    ])
    expect([still.verdict, fixed.verdict, different.verdict]).toEqual([
      "STILL",
      "FIXED",
      "DIFFERENT"
    ])
    expect([still.how, fixed.now.verdict, different.now.verdict]).toEqual([
      "octets",
      "pass",
      "deviates"
    ])
    expect(different.recorded.found).toMatch(/^200/)
    expect(different.now.found).toMatch(/^500/)
    expect(different.connections.map(({ isSame }) => isSame)).toEqual([false])
  })

  test("gets the host of the new subject, and that is said", async () => {
    const { notes, connections } = await replayed(await recorded("ignores Host", "R-06"), "good")
    expect(notes).toEqual([
      expect.stringMatching(/^replaced host 127\.0\.0\.1:\d+ by 127\.0\.0\.1:\d+, once$/)
    ])
    expect(connections).toHaveLength(1)
  })

  test("gets the entity tag of the new subject, without which it would be wrong", async () => {
    const file = await recorded("forgets tags", "H-01a")
    const [fixed, still] = await Promise.all([
      replayed(file, "good"),
      replayed(file, "forgets tags")
    ])
    expect([fixed.verdict, still.verdict]).toEqual(["FIXED", "STILL"])
    expect(fixed.notes.join("\n")).toMatch(/replaced entity tag "tag-\d+" by "tag-\d+"/)
  })
})

describe("what was recorded", { timeout }, () => {
  test("with another verdict than now is DIFFERENT", async () => {
    const file = await recorded("ignores Host", "R-06")
    const found = await replayed(
      { ...file, verdict: "unclear", outcome: "no exchange" },
      "ignores Host"
    )
    expect([found.verdict, found.recorded.verdict, found.now.verdict]).toEqual([
      "DIFFERENT",
      "unclear",
      "deviates"
    ])
  })

  test("with another outcome than now is DIFFERENT, whatever the answers", async () => {
    const file = await recorded("ignores Host", "R-06")
    const found = await replayed({ ...file, outcome: "another" }, "ignores Host")
    expect([found.verdict, found.connections[0]?.isSame]).toEqual(["DIFFERENT", true])
  })

  test("as expected to fail is compared as a deviation", async () => {
    const file = await recorded("ignores Host", "R-06")
    const found = await replayed({ ...file, verdict: "expected-fail" }, "ignores Host")
    expect([found.verdict, found.recorded.verdict]).toEqual(["STILL", "deviates"])
  })

  test("as flaky is judged by what was recorded, and doubt is told", async () => {
    const file = await recorded("ignores Host", "R-06")
    const flaky: WireFile = { ...file, verdict: "flaky", outcome: "kept 1 of 2 times" }
    const found = await replayed(flaky, "ignores Host")
    expect([found.verdict, found.recorded.outcome]).toEqual(["STILL", file.outcome])
    expect(found.notes.at(-1)).toMatch(/came and went/)
  })

  test("without a connection is run again", async () => {
    const file = await recorded("ignores Host", "R-06")
    const found = await replayed({ ...file, connections: [] }, "good")
    expect([found.verdict, found.how, found.notes]).toEqual([
      "FIXED",
      "case",
      ["no octets are recorded: the case was run again"]
    ])
  })
})

test("a case with steps of its own is run again, and that is said", { timeout }, async () => {
  const file = await recorded("ignores Host", "R-06")
  const found = await replayed({ ...file, caseId: "C-10" }, "good")
  expect([found.verdict, found.how]).toEqual(["FIXED", "case"])
  expect(found.notes).toEqual(["it has steps that octets do not show: the case was run again"])
})

const withBodies = (file: WireFile, from: string, to: string): WireFile => ({
  ...file,
  connections: file.connections.map((connection) => ({
    ...connection,
    entries: connection.entries.map((entry) =>
      entry.kind === "received"
        ? { ...entry, bytes: Buffer.from(Buffer.from(entry.bytes).toString().replace(from, to)) }
        : entry
    )
  }))
})

test("other answers are DIFFERENT, unless the case was run again", { timeout }, async () => {
  const file = withBodies(await recorded("ignores Host", "R-06"), "hello", "hallo")
  const octets = await replayed(file, "ignores Host")
  const again = await replayed(file, "ignores Host", { isOctets: false })
  expect([octets.verdict, again.verdict]).toEqual(["DIFFERENT", "STILL"])
  expect([octets, again].map(({ connections }) => connections[0]?.isSame)).toEqual([false, false])
})

test("a generated case is judged by its oracle", { timeout }, async () => {
  const file = await recorded("ignores Host", "G-05")
  const found = await replayed(file, "ignores Host")
  expect([found.verdict, found.how]).toEqual(["STILL", "octets"])
  expect(found.now.outcome).toBe(file.outcome)
  expect(found.connections.length).toBeGreaterThan(impatient.generatedRuns ?? 0)
})

test("a multiplied case must have equal answers again", { timeout }, async () => {
  const file = await recorded("404 to requests in pieces", "S-02", "M-01")
  const [still, fixed] = await Promise.all([
    replayed(file, "404 to requests in pieces"),
    replayed(file, "good")
  ])
  expect([still.verdict, fixed.verdict]).toEqual(["STILL", "FIXED"])
  expect(still.now.outcome).toMatch(/^other responses to .*octet by octet/)
})

test("what any response must have is looked for in all of them", { timeout }, async () => {
  const file = await recorded("no Date", "M-14a", "M-01")
  const [still, fixed] = await Promise.all([replayed(file, "no Date"), replayed(file, "good")])
  expect([still.verdict, fixed.verdict]).toEqual(["STILL", "FIXED"])
  expect(still.now.outcome).toMatch(/no Date in a 200/)
})
