import { describe, expect, it } from "vitest"
import type { Account } from "../../../src/conformance/system-calls/account.ts"
import {
  accept,
  call,
  client,
  closes,
  exchange,
  hold,
  listener,
  opens,
  probe,
  readBytes,
  told,
  waits,
  watches,
  writeTo
} from "./told.ts"

const roleOf = ({ threads }: Account, thread: number): string | undefined =>
  threads.find((each) => each.thread === thread)?.role

/** A loop that watches its listener and a connection, and reads from it. */
const loop = [
  watches(1, 1, listener),
  accept(1, 2, 5000),
  watches(1, 3, client(5000)),
  waits(1, 4),
  readBytes(1, 5, 5000)
]

describe("a thread is", () => {
  it("a dispatcher when it waits for the listener and a connection in one call", () => {
    expect(roleOf(told(loop), 1)).toBe("dispatcher")
  })

  it("a dispatcher when it was told what to wait for before the recording began", () => {
    expect(roleOf(told(loop, { startedMicros: 3_500 }), 1)).toBe("dispatcher")
  })

  it("a dispatcher when it accepts and takes open connections in turns, however it waits", () => {
    const account = told([
      ...[accept(1, 1, 5000), accept(1, 2, 5001)],
      ...[readBytes(1, 3, 5000), readBytes(1, 4, 5001)]
    ])
    expect(roleOf(account, 1)).toBe("dispatcher")
  })

  it("a worker when each connection is closed before the next is read", () => {
    const account = told([
      ...[accept(1, 1, 5000), readBytes(1, 2, 5000), opens(1, 3, "/a"), closes(1, 4, 5000)],
      ...[accept(1, 5, 5001), readBytes(1, 6, 5001), closes(1, 7, 5001)]
    ])
    expect(roleOf(account, 1)).toBe("worker")
    expect(account.threads[0]?.doubt).toContain("one connection at a time")
  })

  it("a worker when it waits for its listener alone, whatever waits for the connection", () => {
    const lines = [watches(1, 1, listener), waits(1, 2), accept(1, 3, 5000), readBytes(1, 4, 5000)]
    expect(roleOf(told(lines), 1)).toBe("worker")
  })

  it("a worker when it is handed connections, and doesn't wait for many", () => {
    const account = told([readBytes(2, 1, 5000), readBytes(2, 2, 5001), opens(2, 3, "/a")])
    expect(roleOf(account, 2)).toBe("worker")
  })

  it("no dispatcher where the set that it waits on is waited on by others of its process", () => {
    const thread = call(1, 0.5, "clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 2")
    const account = told([thread, ...loop, waits(2, 6)])
    expect(roleOf(account, 1)).toBe("worker")
    expect(account.threads[0]?.doubt).toContain("take turns")
  })

  it("an acceptor when it accepts and never reads", () => {
    expect(roleOf(told([accept(1, 1, 5000), waits(1, 2)]), 1)).toBe("acceptor")
  })

  it("a helper when it touches files and never reads a request", () => {
    expect(roleOf(told([opens(7, 1, "/a")]), 7)).toBe("helper")
  })

  it("in doubt when it uses a ring, and nobody was seen to touch a file", () => {
    const ring = call(1, 6, "io_uring_enter(9<anon_inode:[io_uring]>, 1, 1, 0, NULL, 0) = 1")
    expect(told([...loop, ring]).threads[0]?.doubt).toContain("io_uring")
    expect(told([...loop, ring, opens(7, 7, "/a")]).threads[0]?.doubt).toBeUndefined()
  })

  it("none of these when it does neither, or did it before the recording", () => {
    const account = told([opens(7, 1, "/a"), call(7, 6, 'write(2</dev/null>, ""..., 1) = 1')], {
      startedMicros: 5_000
    })
    expect(roleOf(account, 7)).toBe("other")
  })
})

describe("a phase belongs to", () => {
  const phasesOf = (account: Account, index: number): ReadonlyArray<string> =>
    (account.requests[index]?.phases ?? []).map(({ phase, call }) => `${phase} ${call.thread}`)

  it("the request whose octets were read, in pieces or not, whatever the clocks say", () => {
    const exchanges = [
      exchange(5000, "/a", 9, { sentBytes: 10 }),
      exchange(5000, "/b", 9.5, { sentBytes: 20 })
    ]
    const lines = [
      accept(1, 1, 5000),
      ...[readBytes(1, 2, 5000, 4), readBytes(1, 3, 5000, 6), writeTo(1, 4, 5000)],
      ...[readBytes(1, 5, 5000, 10), writeTo(1, 6, 5000), writeTo(1, 7, 5000), closes(1, 8, 5000)]
    ]
    const account = told(lines, { exchanges })
    expect(phasesOf(account, 0)).toEqual(["Accept 1", "Read 1", "Read 1", "Header 1"])
    expect(phasesOf(account, 1)).toEqual(["Read 1", "Header 1", "Send 1", "Close 1"])
  })

  it("the request for the file that a helper touches, and its notification with it", () => {
    const exchanges = [exchange(5000, "/a", 1), exchange(5001, "/b", 1)]
    const notify = (at: number): string =>
      call(7, at, 'write(6<anon_inode:[eventfd]>, ""..., 8) = 8')
    const account = told(
      [
        ...[readBytes(1, 2, 5000), readBytes(1, 3, 5001)],
        ...[opens(7, 4, "/b"), notify(5), opens(7, 6, "/a"), notify(7)]
      ],
      { exchanges }
    )
    expect(phasesOf(account, 0)).toEqual(["Read 1", "Find 7", "Notify 7"])
    expect(phasesOf(account, 1)).toEqual(["Read 1", "Find 7", "Notify 7"])
  })

  it("the request that the thread is busy with, for files that nobody asks for", () => {
    const account = told([readBytes(1, 2, 5000), opens(1, 3, "/.htaccess")], {
      exchanges: [exchange(5000, "/a", 1)]
    })
    expect(phasesOf(account, 0)).toEqual(["Read 1", "Find 1"])
  })

  it("loading and sending at once, for sendfile", () => {
    const send = call(1, 3, `sendfile(${client(5000)}, 9</srv/root/a>, [0] => [5], 5) = 5`)
    const account = told([readBytes(1, 2, 5000), send], { exchanges: [exchange(5000, "/a", 1)] })
    expect(phasesOf(account, 0)).toEqual(["Read 1", "Load 1", "Send 1"])
  })

  it("nobody, where its call had ended before the recording began", () => {
    const lines = [accept(1, 1, 5000), readBytes(1, 2, 5000)]
    const account = told(lines, { exchanges: [exchange(5000, "/a", 1)], startedMicros: 1_500 })
    expect(phasesOf(account, 0)).toEqual(["Read 1"])
  })

  it("nobody, for a connection that isn't ours", () => {
    const account = told([accept(1, 1, 6000), readBytes(1, 2, 6000)])
    expect(account.phases.map(({ exchange }) => exchange)).toEqual([undefined, undefined])
  })
})

describe("without a hold", () => {
  it.each(["fsync", "fdatasync", "msync"])("%s of a log by a loop is noted", (name) => {
    const sync = call(1, 100, `${name}(8</var/log/access.log>) = 0`, 5)
    const account = told([...loop, sync, call(7, 300, `${name}(8</var/log/access.log>) = 0`)], {
      exchanges: [exchange(5001, "/a", 101)]
    })
    expect(account.blocking.map(({ path, ready }) => [path, ready])).toEqual([
      ["/var/log/access.log", [5001]]
    ])
    expect(account.verdict).toBe("no violation")
  })
})

describe("a hold", () => {
  const verdictOf = (account: Account): string | undefined => account.holds[0]?.verdict
  const waited = opens(1, 100, "/cold", 1_500)

  const heldWith = (probes: ReadonlyArray<ReturnType<typeof probe>>, lines = [...loop, waited]) =>
    told(lines, { exchanges: probes, holds: [hold(1, "/cold", 110, 1_590)] })

  it("in which the dispatcher waits, and every probe with it, is a violation", () => {
    const account = heldWith([probe(5001, 200, 1_700), probe(5002, 210, null)])
    expect(verdictOf(account)).toBe("violation")
    expect(account.verdict).toBe("violation")
    expect(account.blocking.at(-1)).toMatchObject({
      path: "/cold",
      ready: [5001, 5002],
      verdict: "violation"
    })
  })

  it.each([
    ["one probe is answered before the release", [probe(5001, 200, 300), probe(5002, 210, null)]],
    ["nobody probes", []],
    ["the probes came before the hold", [probe(5001, 50, 1_700)]],
    ["the probes came after the release", [probe(5001, 1_600, 1_700)]]
  ])("is a note where %s", (_, probes) => {
    expect(verdictOf(heldWith(probes))).toBe("note")
    expect(heldWith(probes).verdict).toBe("no violation")
  })

  it("is a violation where the dispatcher keeps those probes waiting that it serves itself", () => {
    const reads = [readBytes(1, 1_650, 5001), readBytes(2, 250, 5002)]
    const probes = [probe(5001, 200, 1_700), probe(5002, 210, 300)]
    expect(verdictOf(heldWith(probes, [...loop, waited, ...reads]))).toBe("violation")
    const early = [probe(5001, 200, 300), probe(5002, 210, null)]
    expect(verdictOf(heldWith(early, [...loop, waited, ...reads]))).toBe("note")
  })

  it("is a note where a worker waits in it", () => {
    const lines = [accept(1, 1, 5000), readBytes(1, 2, 5000), waited]
    expect(verdictOf(heldWith([probe(5001, 200, null)], lines))).toBe("note")
  })

  it("is a note for a dispatcher that only looked at the file while a helper waited in it", () => {
    const account = told([...loop, opens(7, 100, "/cold", 1_500), opens(1, 300, "/cold", 1)], {
      exchanges: [probe(5001, 200, 1_700)],
      holds: [hold(7, "/cold", 110, 1_590)]
    })
    expect(verdictOf(account)).toBe("note")
    expect(account.blocking.map(({ verdict }) => verdict)).toEqual(["note"])
  })

  it("is a violation where the dispatcher waits in a mapped page, in no call", () => {
    const account = heldWith([probe(5001, 200, null)], loop)
    expect(verdictOf(account)).toBe("violation")
    expect(account.holds[0]?.call).toBeUndefined()
  })

  it("names the write in which a page of a mapping was waited for", () => {
    const write = call(1, 100, `writev(${client(5000)}, [...], 1) = 10`, 1_500)
    expect(heldWith([probe(5001, 200, null)], [...loop, write]).holds[0]?.call?.name).toBe("writev")
  })
})
