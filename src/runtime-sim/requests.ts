/** Requests as bytes, right and wrong ones, for generated workloads. */
import type { Random } from "./random.ts"
import type { File } from "./workload.ts"

export interface DrawnRequest {
  readonly text: string
  /** The client waits for an answer before its body: `Expect: 100-continue`. */
  readonly body?: string
}

const lines = (...all: ReadonlyArray<string>): string => `${all.join("\r\n")}\r\n\r\n`

const names = [
  "/missing",
  "/",
  "/sub",
  "/sub/",
  "/%61.txt",
  "/a%20b",
  "/../secret",
  "/%2e%2e/secret",
  "/.hidden",
  "/a.txt?query=1",
  "/a.txt/below",
  "/%zz"
]

/** Mostly files that are there, sometimes names that are not, or not allowed. */
const drawTarget = (random: Random, files: ReadonlyArray<File>): string =>
  random.once(3) ? random.pick(names) : random.pick(files).path

const drawRange = (random: Random, sizeBytes: number): string => {
  const near = () => Math.max(0, random.pick([0, 1, sizeBytes - 1, sizeBytes, sizeBytes >> 1]))
  const drawOne = () =>
    random.pick([`${near()}-`, `-${near()}`, `${near()}-${near()}`, "0-0", "x", ""])
  return random.once(3) ? `bytes=${drawOne()}, ${drawOne()}` : `bytes=${drawOne()}`
}

const dates = ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT", "yesterday"]

const drawFields = (random: Random, sizeBytes: number): ReadonlyArray<string> => {
  const fields: Array<string> = []
  if (random.once(3)) fields.push(`Range: ${drawRange(random, sizeBytes)}`)
  if (random.once(8)) fields.push(`If-None-Match: ${random.pick(["*", '"x"', 'W/"x", "y"', "x"])}`)
  if (random.once(10)) fields.push(`If-Match: ${random.pick(["*", '"x"'])}`)
  if (random.once(8)) fields.push(`If-Modified-Since: ${random.pick(dates)}`)
  if (random.once(10)) fields.push(`If-Unmodified-Since: ${random.pick(dates)}`)
  if (random.once(10)) fields.push(`If-Range: ${random.pick(['"x"', ...dates])}`)
  if (random.once(6)) fields.push(`Connection: ${random.pick(["close", "keep-alive", "x"])}`)
  return fields
}

const drawPlain = (random: Random, files: ReadonlyArray<File>): DrawnRequest => {
  const target = drawTarget(random, files)
  const method = random.pick(["GET", "GET", "GET", "HEAD"])
  const version = random.once(8) ? "1.0" : "1.1"
  const sizeBytes = files.find(({ path }) => path === target)?.sizeBytes ?? 10
  const fields = drawFields(random, sizeBytes)
  return { text: lines(`${method} ${target} HTTP/${version}`, "Host: h", ...fields) }
}

const withBody = (random: Random, files: ReadonlyArray<File>): DrawnRequest => {
  const target = random.pick(files).path
  const method = random.pick(["GET", "POST"])
  const length = random.pick([0, 1, 5, 40])
  const head = [`${method} ${target} HTTP/1.1`, "Host: h"]
  const body = "b".repeat(length)
  return random.pick<DrawnRequest>([
    { text: lines(...head, `Content-Length: ${length}`) + body },
    { text: lines(...head, `Content-Length: ${length}`, "Expect: 100-continue"), body },
    { text: `${lines(...head, "Transfer-Encoding: chunked")}5\r\nabcde\r\n0\r\n\r\n` },
    { text: `${lines(...head, "Transfer-Encoding: chunked")}3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n` },
    { text: `${lines(...head, "Transfer-Encoding: chunked")}zz\r\n` },
    { text: lines(...head, "Transfer-Encoding: gzip") }
  ])
}

/** Each of these is refused for a reason of its own. */
const malformed: ReadonlyArray<string> = [
  "hello\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00",
  lines("GET / HTTP/2.0", "Host: h"),
  lines("GET / HTTP/1.1"),
  lines("GET / HTTP/1.1", "Host: h", "Host: i"),
  lines("GET / HTTP/1.1", "Host : h"),
  lines("GET / HTTP/1.1", "Host: h", " folded"),
  lines("GET / HTTP/1.1", "Host: h", "Content-Length: 1", "Content-Length: 2"),
  lines("GET / HTTP/1.1", "Host: h", "Content-Length: 1", "Transfer-Encoding: chunked"),
  lines("GET / HTTP/1.1", "Host: h", "Expect: magic"),
  lines("BREW / HTTP/1.1", "Host: h"),
  lines("DELETE /a.txt HTTP/1.1", "Host: h"),
  lines("OPTIONS * HTTP/1.1", "Host: h"),
  lines(`GET /${"x".repeat(300)} HTTP/1.1`, "Host: h"),
  lines("GET /a.txt HTTP/1.1", "Host: h", `X: ${"y".repeat(600)}`),
  lines("GET /a.txt HTTP/1.1", "Host: h", ...Array.from({ length: 24 }, (_, n) => `X-${n}: 1`)),
  "GET /a.txt HTTP/1.1\nHost: h\n\n",
  "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
]

export const drawRequest = (random: Random, files: ReadonlyArray<File>): DrawnRequest => {
  if (random.once(12)) return { text: random.pick(malformed) }
  if (random.once(8)) return withBody(random, files)
  const blank = random.once(20) ? "\r\n" : ""
  const drawn = drawPlain(random, files)
  return { ...drawn, text: blank + drawn.text }
}
