/** What a run found stands in its wire files as the judge saw it: read back, it is judged alike. */
import * as Result from "effect/Result"
import { beforeAll, describe, expect, test } from "vitest"
import { learnBaseline } from "../../../src/conformance/control.ts"
import { socketNetwork } from "../../../src/conformance/network.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { decodeWire } from "../../../src/conformance/wire-file/decode.ts"
import { encodeWire } from "../../../src/conformance/wire-file/encode.ts"
import { wireFileFrom } from "../../../src/conformance/wire-file/from-result.ts"
import { judgedCase } from "../../../src/conformance/wire-file/registry.ts"
import {
  exchangeOf,
  judgedExchanges,
  type WireFile
} from "../../../src/conformance/wire-file/wire-file.ts"
import { CaseWire } from "../../../src/conformance/wire.ts"
import { impatient, type Recorded, recordedFrom } from "./recording.ts"
import { type Manner, smallServer } from "./small-server.ts"

const timeout = 60_000

const decoded = (file: WireFile): WireFile =>
  Result.getOrThrow(decodeWire(Buffer.from([...encodeWire(file)].join(""))))

const recordedOf = async (
  manner: Manner,
  ids: ReadonlyArray<string>
): Promise<ReadonlyArray<Recorded>> => {
  const server = await smallServer(manner)
  try {
    return await recordedFrom(server, ids)
  } finally {
    server.close()
  }
}

const sending = ["R-06", "R-08b", "F-04a", "M-01", "M-05a", "B-02a", "I-01", "H-01a", "C-01"]
const generated = ["G-01", "G-05"]
const others = ["S-02", "S-04", "M-14a", "P-10"]

describe("results of small servers", { timeout }, () => {
  let recorded: ReadonlyArray<Recorded> = []
  beforeAll(async () => {
    const all = await Promise.all([
      recordedOf("ignores Host", [...sending, ...generated]),
      recordedOf("404 to requests in pieces", [...sending, ...others]),
      recordedOf("no Date", [...sending, ...others])
    ])
    recorded = all.flat()
  }, timeout)

  test("there are some of each kind", () => {
    const ids = new Set(recorded.map(({ file }) => file.caseId))
    expect([...ids]).toEqual(expect.arrayContaining(["R-06", "G-05", "S-02", "M-14a"]))
  })

  test("give the same exchanges when they are read back", () => {
    for (const { result, file } of recorded) {
      const exchanges = decoded(file).connections.map(exchangeOf)
      expect(exchanges, file.caseId).toEqual(
        result.exchanges.map((exchange) => ({ ...exchange, received: expect.any(Uint8Array) }))
      )
      const octets = (all: ReadonlyArray<{ readonly received: Uint8Array }>) =>
        all.map(({ received }) => Buffer.from(received).toString("latin1"))
      expect(octets(exchanges), file.caseId).toEqual(octets(result.exchanges))
    }
  })

  test("are judged alike by the case's own judge", () => {
    for (const { result, file } of recorded) {
      const read = decoded(file)
      const judged = judgedCase(read.caseId)
      const judgement = judged?.judge.judge(judgedExchanges(read), read.facts)
      expect(judgement?.verdict, read.caseId).toBe(result.verdict)
      if (judged?.active !== undefined)
        expect(judgement, read.caseId).toMatchObject({
          outcome: result.outcome,
          found: result.found
        })
    }
  })

  test("have the control as their last connection, and nowhere else", () => {
    for (const { file } of recorded.filter(({ file }) => judgedCase(file.caseId)?.active)) {
      const marks = file.connections.map(({ isControl }) => isControl)
      expect(marks, file.caseId).toEqual(marks.map((_, index) => index === marks.length - 1))
    }
  })
})

test("every positive control is known as one by its label", async ({ onTestFinished }) => {
  const server = await smallServer("good")
  onTestFinished(server.close)
  const network = socketNetwork({ hostname: "127.0.0.1", port: server.port })
  const profile = { ...defaultProfile, ...impatient }
  const { facts, exchanges } = await learnBaseline(new CaseWire(network, profile), {
    host: "localhost",
    secret: undefined,
    rootFolder: undefined,
    profile
  })
  expect(exchanges).toHaveLength(3)
  for (const exchange of exchanges) {
    const file = wireFileFrom(resultWith([exchange]), facts, { subject: "", started: "" })
    expect(file?.connections, exchange.label).toMatchObject([{ isControl: true }])
  }
})

const resultWith = (exchanges: Recorded["result"]["exchanges"]): Recorded["result"] => ({
  id: "R-06",
  title: "",
  level: "MUST",
  clauses: [],
  why: "",
  rules: [],
  chapter: "target",
  verdict: "deviates",
  outcome: "",
  expected: "",
  found: "",
  durationMillis: 0,
  exchanges
})

describe("a file is kept of", () => {
  const facts = {
    host: "localhost",
    server: undefined,
    entityTag: undefined,
    lastModified: undefined,
    secret: undefined,
    rootFolder: "/srv/root",
    profile: defaultProfile
  }
  const told = { subject: "", started: "" }
  const keeps = (verdict: Recorded["result"]["verdict"], hasExchanges: boolean): boolean => {
    const exchange = exchangeOf({ label: "GET", methods: [], isControl: false, entries: [] })
    const result = resultWith(hasExchanges ? [exchange] : [])
    return wireFileFrom({ ...result, verdict }, facts, told) !== undefined
  }

  test("what is worth another look", () => {
    for (const verdict of [
      "deviates",
      "expected-fail",
      "unexpected-pass",
      "unclear",
      "flaky",
      "crash"
    ] as const)
      expect([keeps(verdict, true), keeps(verdict, false)], verdict).toEqual([true, true])
    expect([keeps("blocked", true), keeps("blocked", false)]).toEqual([true, false])
  })

  test("and of nothing that is settled", () => {
    for (const verdict of ["pass", "choice", "not-applicable"] as const)
      expect(keeps(verdict, true), verdict).toBe(false)
  })

  test("and the folder of the root is not told", () => {
    expect(wireFileFrom(resultWith([]), facts, told)?.facts.rootFolder).toBeUndefined()
  })
})

test("the name of each case can be a file's", async () => {
  const { activeCases, passiveCases } = await import("../../../src/conformance/cases/index.ts")
  const { generatedCases } = await import("../../../src/conformance/generated/cases.ts")
  const { multipliers } = await import("../../../src/conformance/multipliers/multiplier.ts")
  const all = [...activeCases, ...passiveCases, ...generatedCases, ...multipliers]
  expect(all.map(({ id }) => id).filter((id) => !/^[A-Za-z0-9-]+$/.test(id))).toEqual([])
  expect(all.map(({ id }) => judgedCase(id)?.described.id)).toEqual(all.map(({ id }) => id))
})
