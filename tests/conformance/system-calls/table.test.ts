import { describe, expect, it } from "vitest"
import { plainStyle } from "../../../src/conformance/reports/style.ts"
import { accountToData } from "../../../src/conformance/system-calls/account-json.ts"
import { renderAccount } from "../../../src/conformance/system-calls/table.ts"
import { recordingNamed } from "./recordings/read.ts"
import {
  call,
  exchange,
  hold,
  listener,
  opens,
  probe,
  readBytes,
  told,
  waits,
  watches
} from "./told.ts"

const shown = (name: string): string => renderAccount(recordingNamed(name), plainStyle)

describe("an account for a person", () => {
  it("shows a request as it went from thread to thread", () => {
    const text = shown("node-fs-promises")
    expect(text).toMatch(
      new RegExp(
        String.raw`warm +GET /warm/1\.txt +200 +[\d.]+ ms +connection 0\n` +
          String.raw` +dispatcher +[\d.]+ read\n` +
          String.raw`(?: +helper \d +[\d.]+ (?:find|load), [\d.]+ notify\n){3}` +
          String.raw` +dispatcher +[\d.]+ header\n`
      )
    )
  })

  it("names the call that lasted long, and how long", () => {
    expect(shown("nginx")).toMatch(/held +GET \/cold\/4\.bin .*\n.*load\+send \(sendfile, 15\d\d/)
  })

  it("tells who waited in each hold, and how many were answered meanwhile", () => {
    const text = shown("nginx-aio-threads")
    expect(text).toMatch(
      /read of \/cold\/4\.bin, .*: helper \d+ waited \(sendfile\); 3 of 3 probes/
    )
    expect(text).toMatch(
      /lookup of \/cold\/5\.bin, .*: dispatcher waited \(openat\); 0 of 3 .*VIOLATION$/m
    )
  })

  it("lists the connections that were ready while a dispatcher was in a file call", () => {
    expect(shown("nginx")).toMatch(
      /dispatcher in openat \/cold\/5\.bin at .*; ready meanwhile: connection 15, 16, 17: VIOLATION/
    )
  })

  it("tells many threads of one role as one", () => {
    expect(shown("nginx-aio-threads")).toMatch(/helpers +18 in 1 process +18 file calls/)
    expect(shown("apache-event")).toMatch(/workers +8 in 2 processes +22 request reads, \d+ file/)
  })
})

describe("an account that is in doubt", () => {
  it("says of what, and of whom", () => {
    expect(shown("apache-prefork")).toMatch(/worker 1, .*, worker 4: it serves one connection at a/)
  })

  it("says why nothing was held, or what was not exercised", () => {
    const without = told([], { unheld: "there is no device" })
    expect(renderAccount(without, plainStyle)).toMatch(/notes only: there is no device/)
    const never = told([], { holds: [hold(1, "/cold", 1, 2)] })
    expect(renderAccount(never, plainStyle)).toMatch(/lookup: not exercised/)
    expect(renderAccount(never, plainStyle)).not.toMatch(/read: not exercised/)
  })

  it("says so where everybody waited, and no dispatcher was seen to", () => {
    const account = told([readBytes(2, 1, 5000), opens(2, 100, "/cold", 1_500)], {
      exchanges: [probe(5001, 200, null)],
      holds: [hold(2, "/cold", 110, 1_590)]
    })
    expect(renderAccount(account, plainStyle)).toMatch(/yet no dispatcher was seen to wait/)
  })

  it("says whose probes were answered, where they were those of another loop", () => {
    const lines = [
      ...[watches(1, 1, listener), watches(1, 1, "4<TCP:[127.0.0.1:80->127.0.0.1:4]>")],
      ...[waits(1, 2), readBytes(1, 3, 5000), opens(1, 100, "/cold", 1_500)],
      ...[readBytes(1, 1_650, 5001), readBytes(2, 250, 5002)]
    ]
    const account = told(lines, {
      exchanges: [probe(5001, 200, 1_700), probe(5002, 210, 300)],
      holds: [hold(1, "/cold", 110, 1_590)]
    })
    expect(renderAccount(account, plainStyle)).toMatch(/1 of 2 .*, none of which was its own: VIOL/)
  })

  it("shows lines that it can't read", () => {
    const text = renderAccount(told(["what is this"]), plainStyle)
    expect(text).toMatch(/1 line of strace, .*1 line that can't be read\n {2}line 1: what is this/)
  })
})

describe("an account as data", () => {
  it("says the same", () => {
    const lines = [
      ...[watches(1, 1, listener), watches(1, 1, "4<TCP:[127.0.0.1:80->127.0.0.1:4]>")],
      ...[waits(1, 2), readBytes(1, 3, 5000), opens(1, 100, "/cold", 1_500)],
      call(1, 1_700, "exit_group(0) = ?")
    ]
    const account = told(lines, {
      exchanges: [exchange(5000, "/cold", 2, { purpose: "held" }), probe(5001, 200, null)],
      holds: [hold(1, "/cold", 110, 1_590)]
    })
    expect(accountToData(account)).toMatchObject({
      verdict: "violation",
      threads: [{ name: "dispatcher", thread: 1, role: "dispatcher", fileCalls: 1 }],
      requests: [
        {
          target: "/cold",
          phases: [
            { phase: "Read", who: "dispatcher", atMillis: 3 },
            { phase: "Find", path: "/cold", micros: 1_500_000 }
          ]
        },
        { purpose: "probe", phases: [] }
      ],
      blockingCalls: [{ call: "openat", ready: [5001], hold: 0, verdict: "violation" }],
      holds: [{ who: "dispatcher", call: "openat", probes: 1, answered: 0, verdict: "violation" }],
      recorded: { lines: 6, unreadable: [] }
    })
  })
})
