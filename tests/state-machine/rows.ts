/** One case of the HTTP requirements: bytes in, and what must come of them. */
import assert from "node:assert/strict"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { type Disk, diskOf, fileOf, type File } from "./files.ts"
import { Host } from "./host.ts"
import { parseResponses, type Response } from "./responses.ts"

export interface Row {
  /** Id of the requirement, and of its case where there are several. */
  readonly id: string
  readonly send: string
  readonly statuses: ReadonlyArray<number>
  /** The connection is finished or closed by the server, without a timer. */
  readonly closes?: boolean
  /** Rules that must be taken. */
  readonly rules: ReadonlyArray<TransitionId>
  readonly methods?: ReadonlyArray<string>
  readonly check?: (responses: ReadonlyArray<Response>, host: Host) => void
}

export const hello = "hello world\n"
export const big = Array.from({ length: 300_000 }, (_, index) =>
  String.fromCharCode(97 + (index % 23))
).join("")
const future = 2_114_380_800

/** The tree that the cases of the requirements use. */
export const rowDisk = (): Disk =>
  diskOf({
    "/hello.txt": hello,
    "/sub/index.html": fileOf("/sub/index.html", "<p>sub</p>", { mediaType: "text/html" }),
    "/nolist/other.txt": "x",
    "/big.bin": big,
    "/empty.txt": "",
    "/future.txt": fileOf("/future.txt", "later", { modifiedSeconds: future }),
    "/young.txt": fileOf("/young.txt", "young", { settled: false }),
    "/.hidden": "hidden",
    "/50%.txt": "percent",
    "/sp ace.txt": "space",
    "/x-y.txt": "dash",
    "/link.txt": { _tag: "Outside" },
    "/fifo": { _tag: "Special" },
    "/private.txt": { _tag: "Forbidden" },
    "/broken.txt": { _tag: "Failed", reason: "EIO" }
  })

export const etagOf = (path: string): string => {
  const file = rowDisk().get(path) as File
  return `"${file.facts.version}"`
}

/** A request for `/hello.txt`, or another target, with further lines. */
export const get = (target = "/hello.txt", lines = "", method = "GET"): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n`

/** The same with a final answer after it, so that what was hidden in the first is seen. */
export const last = get("/hello.txt", "Connection: close\r\n")

export const checkRow = (row: Row): void => {
  const host = new Host({ disk: rowDisk() })
  const peer = host.connect(row.send)
  const responses = parseResponses(peer.out, row.methods)
  assert.deepEqual(
    responses.map(({ status }) => status),
    row.statuses
  )
  const ended = peer.finished || peer.closed !== undefined
  assert.equal(ended, row.closes ?? false, "closed by the server")
  const announced = responses.at(-1)?.fields.get("connection") === "close"
  assert.equal(announced, ended && responses.length > 0, "Connection: close")
  for (const rule of row.rules) assert.ok(host.rules.includes(rule), `${rule} was not taken`)
  row.check?.(responses, host)
  assertLogged(host, responses)
}

/** Each answer is one record, with its status and its bytes. */
export const assertLogged = (host: Host, responses: ReadonlyArray<Response>): void => {
  assert.deepEqual(
    host.records.map(({ status, bodyBytes }) => [status, bodyBytes]),
    responses.map(({ status, body }) => [status, body.length])
  )
}
