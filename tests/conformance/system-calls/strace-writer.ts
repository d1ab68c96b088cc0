/**
 * Writes lines as strace does, and makes up calls to write: the other half of what `strace-line.ts`
 * reads.
 */
import fc from "fast-check"
import type { Ending, Line } from "../../../src/conformance/system-calls/strace-line.ts"

export type Readable = Exclude<Line, { readonly kind: "unreadable" }>

/** Some locales write a comma. */
export type Point = "." | ","

const seconds = (micros: number, point: Point): string =>
  `${Math.floor(micros / 1_000_000)}${point}${String(micros % 1_000_000).padStart(6, "0")}`

const endingText = ({ result, lastedMicros }: Ending, point: Point): string =>
  `= ${result}${lastedMicros === undefined ? "" : ` <${seconds(lastedMicros, point)}>`}`

const bodyOf = (line: Readable, point: Point): string => {
  switch (line.kind) {
    case "call":
      return `${`${line.name}(${line.given})`.padEnd(15)} ${endingText(line, point)}`
    case "unfinished":
      return `${line.name}(${line.given} <unfinished ...>`
    case "resumed":
      return `<... ${line.name} resumed>${line.given}) ${endingText(line, point)}`
    case "signal":
      return `--- ${line.text} ---`
    case "exit":
      return `+++ ${line.text} +++`
  }
}

export const writeLine = (line: Readable, point: Point = "."): string =>
  `${String(line.thread).padEnd(5)} ${seconds(line.atMicros, point)} ${bodyOf(line, point)}`

const octetEscapes = new Map([
  [34, String.raw`\"`],
  [92, String.raw`\\`],
  [10, String.raw`\n`],
  [9, String.raw`\t`],
  [13, String.raw`\r`],
  [60, String.raw`\74`],
  [62, String.raw`\76`]
])

/** Octal as long as it must be: a digit behind it would be taken for its own. */
const escaped = (text: string): string => {
  const octets = [...Buffer.from(text, "utf8")]
  return octets
    .map((octet, index) => {
      const isDigitNext = /[0-7]/.test(String.fromCharCode(octets[index + 1] ?? 0))
      const known = octetEscapes.get(octet)
      if (known !== undefined && !(isDigitNext && /\d/.test(known))) return known
      if (octet >= 32 && octet < 127 && octet !== 60 && octet !== 62)
        return String.fromCharCode(octet)
      return `\\${octet.toString(8).padStart(isDigitNext ? 3 : 1, "0")}`
    })
    .join("")
}

export const quoted = (text: string): string => `"${escaped(text)}"`
export const onPath = (descriptor: number, path: string): string =>
  `${descriptor}<${escaped(path)}>`

/** Everything that could be taken for the end of an argument, a call or a line. */
const awkward = fc.constantFrom(
  ") = 0 <0.000001>",
  '"',
  "\\",
  "<",
  "]>",
  ", ",
  "}",
  "(",
  " = ?",
  "é"
)
export const pathText = fc
  .array(fc.oneof(awkward, fc.string({ maxLength: 4 })), { maxLength: 5 })
  .map((parts) => `/${parts.join("").replaceAll(/[\0/]/g, "_")}`)

const port = fc.integer({ min: 1, max: 65_535 })
const descriptor = fc.nat({ max: 300 })

const argument: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("NULL", "AT_FDCWD</srv/root>", "O_RDONLY|O_CLOEXEC", "-1", "0x7f92", "..."),
  fc.constantFrom("21<<MAP_HUGE_SHIFT", "[112 => 16]", '""...', "{events=EPOLLIN, data={u32=1}}"),
  pathText.map(quoted),
  fc.tuple(descriptor, pathText).map(([number, path]) => onPath(number, path)),
  fc
    .tuple(descriptor, port, port)
    .map(([number, own, peer]) => `${number}<TCP:[127.0.0.1:${own}->127.0.0.1:${peer}]>`),
  fc.tuple(descriptor, port).map(([number, own]) => `${number}<TCPv6:[[::1]:${own}]>`),
  fc
    .tuple(descriptor, pathText)
    .map(([number, path]) => `${number}<UNIX-STREAM:[1->2,${quoted(path)}]>`),
  descriptor.map((number) => `${number}</dev/null<char 1:3>>`),
  descriptor.map((number) => `${number}<anon_inode:[eventpoll]>`)
)

/** Arguments in the order of a call; a structure is several that nothing may be taken out of. */
export const givenArguments = fc.array(argument, { maxLength: 4 })

export const ending: fc.Arbitrary<Ending> = fc.record({
  result: fc.constantFrom(
    "0",
    "2000",
    "-1 ENOENT (No such file or directory)",
    "-1 ENOENT (Datei oder Verzeichnis nicht gefunden)",
    "? ERESTARTSYS (To be restarted if SA_RESTART is set)",
    "?",
    "0x7f924bfc2000",
    "0 (Timeout)",
    "1 ([{fd=3<TCP:[127.0.0.1:80]>, revents=POLLIN}])",
    "8</srv/root/a \\74b\\76>"
  ),
  lastedMicros: fc.option(fc.nat({ max: 90_000_000 }), { nil: undefined })
})

export const stamped = {
  thread: fc.integer({ min: 1, max: 4_194_304 }),
  atMicros: fc.integer({ min: 0, max: 4_000_000_000_000_000 })
}

const name = fc.constantFrom("read", "openat", "epoll_wait", "clone3", "syscall_0x1b3", "????")
const given = givenArguments.map((parts) => parts.join(", "))

export const anyLine: fc.Arbitrary<Readable> = fc.oneof(
  fc
    .tuple(fc.record({ ...stamped, name, given }), ending)
    .map(([call, end]) => ({ kind: "call" as const, ...call, ...end })),
  fc.record({ ...stamped, name, given }).map((call) => ({ kind: "unfinished" as const, ...call })),
  fc
    .tuple(fc.record({ ...stamped, name, given }), ending)
    .map(([call, end]) => ({ kind: "resumed" as const, ...call, ...end })),
  fc
    .record({
      ...stamped,
      text: fc.constantFrom("SIGTERM {si_signo=SIGTERM}", "stopped by SIGSTOP")
    })
    .map((signal) => ({ kind: "signal" as const, ...signal })),
  fc
    .record({
      ...stamped,
      text: fc.constantFrom("exited with 0", "killed by SIGKILL (core dumped)")
    })
    .map((exit) => ({ kind: "exit" as const, ...exit }))
)
