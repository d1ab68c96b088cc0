import { expect, test } from "vitest"
import {
  callsFor,
  operationOf,
  readStraceLine
} from "../../../src/conformance/held-disk/strace-output.ts"

test.each([
  [
    "a call that waits, its line without an end",
    "18555 read(3</srv/cold/1.bin>, ",
    { kind: "entered", thread: 18_555, call: "read", paths: ["/srv/cold/1.bin"] }
  ],
  [
    "a call that another thread's call interrupts on paper",
    "7    sendfile(5<socket:[12]>, 9</srv/a>, [0] <unfinished ...>",
    { kind: "entered", thread: 7, call: "sendfile", paths: ["/srv/a"] }
  ],
  [
    "names are UTF-8 in octal, and quotes are escaped",
    '9 openat(AT_FDCWD</srv>, "/srv/d\\303\\266 \\"x\\".b\\tn", O_RDONLY',
    { kind: "entered", thread: 9, call: "openat", paths: ["/srv", '/srv/dö "x".b\tn'] }
  ],
  [
    "brackets in the name of an open file",
    "9 pread64(4</srv/\\74x\\76>, ",
    { kind: "entered", thread: 9, call: "pread64", paths: ["/srv/<x>"] }
  ],
  ["a call that went on", '9 <... read resumed>"", 5) = 5', { kind: "left", thread: 9 }],
  [
    "a call whose thread was killed in it",
    "9 read(3</srv/a>,  <unfinished ...>) = ?",
    { kind: "left", thread: 9 }
  ],
  ["a thread that ended", "9 +++ killed by SIGKILL +++", { kind: "left", thread: 9 }],
  ["a signal is neither", "9 --- SIGCHLD {si_signo=SIGCHLD} ---", undefined],
  ["nothing at all", "", undefined]
])("%s", (_what, line, seen) => {
  expect(readStraceLine(line)).toEqual(seen)
})

test("an operation shows in its calls, and a call is the first operation that is gated", () => {
  expect(callsFor(["open"])).toEqual(["open", "openat", "openat2"])
  const both = callsFor(["open", "lookup"])
  expect(new Set(both).size).toBe(both.length)
  expect(both).toContain("newfstatat")
  expect(operationOf("openat", ["open", "lookup"])).toBe("open")
  expect(operationOf("openat", ["lookup", "open"])).toBe("lookup")
  expect(operationOf("openat", ["read"])).toBe(undefined)
})
