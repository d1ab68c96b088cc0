/**
 * A recording told in a few lines: one server on port 80, its root in /srv/root, times in
 * milliseconds.
 */
import { type Account, accountOf } from "../../../src/conformance/system-calls/account.ts"
import { readRecording } from "../../../src/conformance/system-calls/raw-calls.ts"
import {
  type Exchange,
  type Hold,
  type Recording,
  recordingFormat
} from "../../../src/conformance/system-calls/recording.ts"

/** `at` and `lasts` are milliseconds; `text` is the call as strace writes it, without its time. */
export const call = (thread: number, at: number, text: string, lasts = 0.001): string => {
  const time = (millis: number): string => (millis / 1_000).toFixed(6)
  return `${thread} ${time(at)} ${text} <${time(lasts)}>`
}

export const listener = "3<TCP:[127.0.0.1:80]>"
export const client = (port: number): string => `${port}<TCP:[127.0.0.1:80->127.0.0.1:${port}]>`
export const accept = (thread: number, at: number, port: number): string =>
  call(thread, at, `accept4(${listener}, {sa_family=AF_INET}, [16], 0) = ${client(port)}`)
export const readBytes = (thread: number, at: number, port: number, bytes = 10): string =>
  call(thread, at, `read(${client(port)}, ""..., 1024) = ${bytes}`)
export const writeTo = (thread: number, at: number, port: number): string =>
  call(thread, at, `writev(${client(port)}, [...], 1) = 10`)
export const closes = (thread: number, at: number, port: number): string =>
  call(thread, at, `close(${client(port)}) = 0`)
export const opens = (thread: number, at: number, path: string, lasts?: number): string =>
  call(
    thread,
    at,
    `openat(AT_FDCWD</srv>, "/srv/root${path}", O_RDONLY) = 9</srv/root${path}>`,
    lasts
  )
export const waits = (thread: number, at: number): string =>
  call(thread, at, "epoll_wait(5<anon_inode:[eventpoll]>, [...], 512, -1) = 1")
export const watches = (thread: number, at: number, what: string): string =>
  call(
    thread,
    at,
    `epoll_ctl(5<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, ${what}, {events=EPOLLIN}) = 0`
  )

export const exchange = (
  port: number,
  target: string,
  sent: number,
  more: Partial<Exchange> = {}
): Exchange => ({
  purpose: "warm",
  port,
  target,
  sentMicros: sent * 1_000,
  answeredMicros: null,
  doneMicros: null,
  status: 200,
  sentBytes: 10,
  receivedBytes: 10,
  ...more
})

export const probe = (port: number, sent: number, answered: number | null): Exchange =>
  exchange(port, `/warm/${port}`, sent, {
    purpose: "probe",
    answeredMicros: answered === null ? null : answered * 1_000
  })

export const hold = (thread: number, path: string, held: number, released: number): Hold => ({
  operation: "read",
  path,
  thread,
  heldMicros: held * 1_000,
  releasedMicros: released * 1_000
})

export const told = (
  lines: ReadonlyArray<string>,
  { exchanges = [], holds = [], ...more }: Partial<Recording> = {}
): Account =>
  accountOf(
    {
      format: recordingFormat,
      subject: "a server",
      port: 80,
      roots: ["/srv/root"],
      startedMicros: 0,
      endedMicros: 10_000_000,
      exchanges,
      holds,
      unheld: null,
      ...more
    },
    readRecording(lines.join("\n"))
  )
