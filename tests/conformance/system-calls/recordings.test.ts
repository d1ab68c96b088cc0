/**
 * What real servers did, as strace saw it: recorded once by `recordings/make.ts`, and judged here
 * as on the first day.
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Account } from "../../../src/conformance/system-calls/account.ts"
import { entriesOf, headerOf } from "../../../src/conformance/system-calls/observed-trace.ts"
import { judge, monitoredRules } from "../../../src/requirements/registry.ts"
import { decodeTrace } from "../../../src/runtime/decode.ts"
import { encodeEntry, encodeHeader } from "../../../src/runtime/encode.ts"
import { recordingNamed } from "./recordings/read.ts"

interface Expected {
  readonly roles: Readonly<Record<string, number>>
  /**
   * Who waited in which call, and what became of the probes: for the held read, and for the held
   * lookup.
   */
  readonly holds: readonly [string, string]
  /** Which calls of dispatchers could wait for the disk. */
  readonly fileCalls: ReadonlyArray<string>
  /** The phases of the first warm request, by who goes through them. */
  readonly warm: ReadonlyArray<string>
}

const expected: Readonly<Record<string, Expected>> = {
  nginx: {
    roles: { dispatcher: 1 },
    holds: ["dispatcher in sendfile, 0 of 3: violation", "dispatcher in openat, 0 of 3: violation"],
    fileCalls: ["newfstatat", "openat", "sendfile"],
    warm: ["dispatcher: Accept Read Find Find Header Load Send"]
  },
  "nginx-aio-threads": {
    roles: { dispatcher: 1, helper: 18 },
    holds: ["helper in sendfile, 3 of 3: note", "dispatcher in openat, 0 of 3: violation"],
    fileCalls: ["newfstatat", "openat"],
    warm: ["dispatcher: Accept Read Find Find Header", "helper: Load Send Notify"]
  },
  lighttpd: {
    roles: { dispatcher: 1 },
    holds: [
      "dispatcher in sendfile, 0 of 3: violation",
      "dispatcher in newfstatat, 0 of 3: violation"
    ],
    fileCalls: ["newfstatat", "openat", "pread64", "sendfile"],
    warm: ["dispatcher: Accept Read Find Find Find Load Header"]
  },
  "node-read-file-sync": {
    roles: { dispatcher: 1 },
    holds: ["dispatcher in read, 0 of 3: violation", "dispatcher in openat, 0 of 3: violation"],
    fileCalls: ["openat", "read", "statx"],
    warm: ["dispatcher: Accept Read Find Find Load Header"]
  },
  "node-fs-promises": {
    roles: { dispatcher: 1, helper: 4 },
    holds: ["helper in read, 3 of 3: note", "helper in openat, 3 of 3: note"],
    fileCalls: [],
    warm: [
      "dispatcher: Accept Read",
      "helper: Find Notify",
      "helper: Find Notify",
      "helper: Load Notify",
      "dispatcher: Header"
    ]
  },
  "apache-event": {
    roles: { acceptor: 2, worker: 8 },
    holds: ["worker in writev, 3 of 3: note", "worker in newfstatat, 3 of 3: note"],
    fileCalls: [],
    warm: ["acceptor: Accept", "worker: Read Find Find Find Find Find Load Header"]
  },
  "apache-prefork": {
    roles: { worker: 4 },
    holds: ["worker in writev, 3 of 3: note", "worker in newfstatat, 3 of 3: note"],
    fileCalls: [],
    warm: ["worker: Accept Read Find Find Find Find Find Load Header"]
  },
  caddy: {
    roles: { worker: 5 },
    holds: ["worker in read, 3 of 3: note", "worker in newfstatat, 3 of 3: note"],
    fileCalls: [],
    warm: ["worker: Accept Read Find Find", "worker: Load Header Load Send Notify Notify"]
  },
  "amped-threads": {
    roles: { dispatcher: 1, helper: 2 },
    holds: ["helper in pread64, 3 of 3: note", "helper in statx, 3 of 3: note"],
    fileCalls: [],
    warm: [
      "dispatcher: Accept Read",
      "helper: Find Find Find Notify",
      "dispatcher: Notify",
      "helper: Find Find Find Load Find Notify",
      "dispatcher: Header"
    ]
  },
  "amped-processes": {
    roles: { dispatcher: 1, helper: 2 },
    holds: ["helper in pread64, 3 of 3: note", "helper in statx, 3 of 3: note"],
    fileCalls: [],
    warm: [
      "dispatcher: Accept Read Notify",
      "helper: Find Find Find Notify",
      "dispatcher: Notify",
      "helper: Find Find Find Load Find Notify Notify",
      "dispatcher: Header"
    ]
  }
}

const rolesIn = ({ threads }: Account): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { role } of threads) if (role !== "other") counts[role] = (counts[role] ?? 0) + 1
  return counts
}

const holdsIn = ({ holds }: Account): ReadonlyArray<string> =>
  holds.map(
    ({ waiter, call, answered, probes, verdict }) =>
      `${waiter?.role} in ${call?.name}, ${answered} of ${probes}: ${verdict}`
  )

/** Phases in the order of their calls, by role, until the client has its answer. */
const phasesIn = ({ requests, threads }: Account, index: number): ReadonlyArray<string> => {
  const parts: Array<{ readonly thread: number; text: string }> = []
  for (const { phase, call } of requests[index]?.phases ?? []) {
    if (phase === "Close") break
    const last = parts.at(-1)
    if (last?.thread === call.thread) last.text += ` ${phase}`
    else {
      const role = threads.find(({ thread }) => thread === call.thread)?.role
      parts.push({ thread: call.thread, text: `${role}: ${phase}` })
    }
  }
  return parts.map(({ text }) => text)
}

describe.each(Object.entries(expected))("a recording of %s", (name, { roles, holds, ...more }) => {
  const account = recordingNamed(name)

  it("is read to its last line", () => {
    expect(account.unreadable).toEqual([])
    expect(account.calls).toBeGreaterThan(100)
  })

  it("shows the roles of its threads", () => {
    expect(rolesIn(account)).toEqual(roles)
  })

  it("shows who waited in the holds, and whether everybody waited with it", () => {
    expect(holdsIn(account)).toEqual(holds)
    const isViolated = holds.some((hold) => hold.endsWith("violation"))
    expect(account.verdict).toBe(isViolated ? "violation" : "no violation")
  })

  it("shows which calls of dispatchers could wait for the disk", () => {
    const names = new Set(account.blocking.map(({ call }) => call.name))
    expect([...names].toSorted()).toEqual(more.fileCalls)
  })

  it("shows the phases of a request", () => {
    expect(phasesIn(account, 0)).toEqual(more.warm)
  })

  it("gives every request that was answered a Read and a Header", () => {
    for (const { exchange, phases } of account.requests) {
      expect(exchange.status).toBeGreaterThan(0)
      const seen = new Set(phases.map(({ phase }) => phase))
      expect(seen, `${exchange.purpose} ${exchange.target}`).toContain("Read")
      expect(seen, `${exchange.purpose} ${exchange.target}`).toContain("Header")
    }
  })

  it("is a trace that the monitors judge like any other", () => {
    const entries = entriesOf(account)
    const text = [encodeHeader(headerOf(account)), ...entries.map(encodeEntry)].join("\n")
    expect(Result.getOrThrow(decodeTrace(text)).entries).toEqual(entries)
    const { violations, vacuous } = judge(entries)
    const waited = holds.filter((hold) => hold.endsWith("violation"))
    expect(violations.map(({ rule }) => rule)).toEqual(waited.map(() => "dispatcher/never-blocks"))
    // What needs steps is left open, and said to be.
    expect(vacuous.length).toBeGreaterThan(monitoredRules.size - 5)
  })
})

describe("connections that were ready while a dispatcher waited", () => {
  it("are those of the probes", () => {
    const { blocking, recording } = recordingNamed("nginx")
    const waited = blocking.filter(({ hold }) => hold !== undefined)
    const probes = recording.exchanges.filter(({ purpose }) => purpose === "probe")
    expect(waited.flatMap(({ ready }) => ready)).toEqual(probes.map(({ port }) => port))
  })
})

describe("what can't be told for sure", () => {
  it.each([
    ["apache-prefork", "one connection at a time"],
    ["caddy", "take turns to wait on one set"]
  ])("is said of %s: %s", (name, words) => {
    const { threads } = recordingNamed(name)
    const doubts = threads.filter(({ doubt }) => doubt?.includes(words))
    expect(doubts.length).toBeGreaterThan(0)
  })
})
