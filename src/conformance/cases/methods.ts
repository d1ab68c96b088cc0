/** Methods, and what every response says about itself. */
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import {
  type Fits,
  all,
  answered,
  both,
  choice,
  code,
  continued,
  decide,
  first,
  has,
  judgeBy,
  pass,
  says,
  whole,
  wrong
} from "../oracle.ts"
import { alone, compose, followed } from "../request.ts"
import { fieldValue } from "../response-lines.ts"
import { modified, rootFiles } from "../root.ts"
import { sends } from "../wire.ts"

const success = first(({ status }) => status >= 200 && status < 300)

/** May differ between two answers, or belong to the connection and not to the representation. */
const notCompared = new Set(["date", "connection", "keep-alive", "content-length", "vary"])

const methodCases = inChapter("methods", [
  {
    id: "M-01",
    title: "GET is supported",
    level: "MUST",
    clauses: ["rfc9110#section-9.1-9"],
    why: "The plain case, with every octet of the file: without it no refusal means anything.",
    rules: ["header/full", "send/exact-bytes"],
    control: "self",
    run: sends(({ host }) => alone({ host })),
    judge: decide(pass("200 with the file", answered(whole("hello"))))
  },
  {
    id: "M-01b",
    title: "a large file arrives octet by octet",
    level: "MUST",
    clauses: ["rfc9110#section-9.3.1-1", "rfc9112#section-6.3-2.6"],
    why: "Partial writes are where bodies lose or repeat pieces.",
    rules: ["send/exact-bytes", "send/partial-writes"],
    control: "self",
    run: sends(({ host }) => alone({ host, target: "/big.bin" })),
    judge: decide(pass("200 with all 8388608 octets", answered(whole("big"))))
  },
  {
    id: "M-02",
    title: "HEAD: the fields of GET and no content",
    level: "MUST",
    clauses: ["rfc9110#section-9.3.2-1", "rfc9110#section-9.3.2-2", "rfc9110#section-8.6-6"],
    why: "One octet of body, and the next answer is read from the wrong place.",
    rules: ["send/head-without-body", "header/full"],
    control: "self",
    run: sends(({ host }) => [
      followed(compose({ host, method: "HEAD" }), host, "HEAD"),
      alone({ host })
    ]),
    judge: judgeBy("200 without a body, with the fields of GET", ([head, get], facts) => {
      if (head === undefined || !continued(code(200))(head, facts)) {
        return { verdict: "deviates", outcome: "no clean 200 without a body" }
      }
      const [ofHead, ofGet] = [head.finals[0], get?.finals[0]]
      if (ofHead === undefined || ofGet === undefined) {
        return { verdict: "deviates", outcome: "no answer to compare" }
      }
      const length = fieldValue(ofHead, "content-length")
      if (length !== undefined && length !== fieldValue(ofGet, "content-length")) {
        return { verdict: "deviates", outcome: "Content-Length differs from that of GET" }
      }
      const missing = ofGet.fields.find(
        ({ name, value }) =>
          !notCompared.has(name.toLowerCase()) && fieldValue(ofHead, name.toLowerCase()) !== value
      )
      // SHOULD send the same fields; only content fields may be left out (9.3.2-2).
      return missing === undefined
        ? { verdict: "pass", outcome: "the fields of GET, no body" }
        : { verdict: "choice", outcome: `${missing.name} differs from that of GET` }
    })
  },
  {
    id: "M-04",
    title: "methods are case-sensitive",
    level: "MUST",
    clauses: ["rfc9110#section-9.1-5"],
    why: "A filter that forbids PUT must not be passed by put.",
    rules: ["read/method-unknown"],
    control: "close",
    run: sends(({ host }) => alone({ host, method: "get" })),
    judge: decide(pass("an error", says(400, 405, 501)), wrong("success: taken for GET", success))
  },
  ...(
    [
      ["M-05a", "DELETE", []],
      ["M-05b", "POST", ["Content-Length: 0"]],
      ["M-05c", "PUT", ["Content-Length: 0"]]
    ] as const
  ).map(([id, method, lines]) => ({
    id,
    title: `${method} on a file`,
    level: "MUST" as const,
    clauses: ["rfc9110#section-15.5.6-1", "rfc9110#section-9.1-10", "rfc9110#section-10.2.1-5"],
    why: "405 says that the method is wrong here, and Allow which ones are right.",
    rules: ["read/method-not-allowed", "header/allow"] as const,
    control: "close" as const,
    run: sends(({ host }: Facts) => alone({ host, method, lines, target: "/nolist/inside.txt" })),
    judge: decide(
      pass("405 with Allow", answered(both(code(405), has("allow", /\bGET\b/)))),
      wrong("405 without Allow", first(code(405))),
      choice("501: not implemented", says(501)),
      choice("403", says(403)),
      ...(method === "POST" ? [choice("success: POST means what the resource says", success)] : []),
      wrong("success, and nothing was done", success)
    )
  })),
  {
    id: "M-07",
    title: "OPTIONS on a file",
    level: "SHOULD",
    clauses: ["rfc9110#section-9.3.7-4"],
    why: "A success that names no method answers nothing.",
    rules: ["read/options", "header/allow"],
    control: "close",
    run: sends(({ host }) => alone({ host, method: "OPTIONS" })),
    judge: decide(
      pass("success with Allow", all(success, first(has("allow", /\bGET\b/)))),
      choice("405 with Allow", answered(both(code(405), has("allow", /\bGET\b/)))),
      choice("501: not implemented", says(501)),
      wrong("405 without Allow", first(code(405)))
    )
  },
  {
    id: "M-08",
    title: "TRACE does not echo credentials",
    level: "SHOULD",
    clauses: ["rfc9110#section-9.3.8-2"],
    why: "A script that may not read a cookie could read its echo.",
    rules: ["read/method-unknown", "read/method-not-allowed"],
    control: "close",
    run: sends(({ host }) =>
      alone({ host, method: "TRACE", lines: ["Authorization: Basic c2VjcmV0OnNlY3JldA=="] })
    ),
    judge: decide(
      wrong("the credentials came back", ({ received }) =>
        Buffer.from(received).includes("c2VjcmV0OnNlY3JldA==")
      ),
      pass(
        "refused",
        answered(({ status }) => status >= 400)
      ),
      pass("answered without them", answered(code(200)))
    )
  }
])

const seenTriesMax = 20
const seenGapMillis = 200

const isSameBody = (one: Exchange, other: Exchange): boolean =>
  Buffer.compare(
    one.finals[0]?.body ?? Buffer.alloc(0),
    other.finals[0]?.body ?? Buffer.alloc(0)
  ) === 0

/** Our own files have one time, in whole seconds; those of a root that others filled have any. */
const isMisdated: Fits = (response, { secret, rootFolder }) => {
  const told = fieldValue(response, "last-modified")
  const isOurs = secret !== undefined || rootFolder !== undefined
  return isOurs && told !== undefined && Date.parse(told) !== modified.seconds * 1_000
}

const representationCases = inChapter("methods", [
  {
    id: "M-09",
    title: "a missing file is 404, with an explanation",
    level: "SHOULD",
    clauses: ["rfc9110#section-15.5.5-1", "rfc9110#section-15.5-1"],
    why: "A person who followed a stale link should see more than an empty page.",
    rules: ["find/missing"],
    control: "close",
    run: sends(({ host }) => alone({ host, target: "/nope" })),
    judge: decide(
      pass("404 with a body", answered(both(code(404), ({ body }) => body.length > 0))),
      wrong("404 with nothing in it", answered(code(404)))
    )
  },
  {
    id: "M-13",
    title: "an error to HEAD has no body either",
    level: "MUST",
    clauses: ["rfc9110#section-9.3.2-1"],
    why: "Errors are written by another path of the code, which forgets.",
    rules: ["send/head-without-body"],
    control: "pipelined",
    run: sends(({ host }) => followed(compose({ host, method: "HEAD", target: "/nope" }), host)),
    judge: decide(pass("404 without a body, the second request answered", continued(code(404))))
  },
  {
    id: "M-14c",
    title: "Content-Type, Last-Modified and ETag are sent",
    level: "SHOULD",
    clauses: [
      "rfc9110#section-8.3-5",
      "rfc9110#section-8.8.2.1-1",
      "rfc9110#section-8.8.2.1-2",
      "rfc9110#section-8.8.3.1-3"
    ],
    why: "Without validators every cache asks for the whole file again.",
    rules: ["header/full"],
    control: "self",
    run: sends(({ host }) => alone({ host })),
    judge: decide(
      wrong("Last-Modified is not the time of the file", first(isMisdated)),
      pass(
        "200 with all three",
        answered(
          both(code(200), has("content-type", /./), has("last-modified", /./), has("etag", /./))
        )
      )
    )
  },
  {
    id: "M-14d",
    title: "Last-Modified is never later than Date",
    level: "MUST",
    clauses: ["rfc9110#section-8.8.2.1-4"],
    why: "A date in the future makes a cache believe in its copy for years.",
    rules: ["header/last-modified"],
    control: "close",
    run: sends(({ host }) => alone({ host, target: "/future.txt" })),
    judge: decide(
      pass(
        "Last-Modified no later than Date, or none",
        answered(
          both(whole("future"), (response) => {
            const told = fieldValue(response, "last-modified")
            const date = Date.parse(fieldValue(response, "date") ?? "")
            return told === undefined || Date.parse(told) <= date
          })
        )
      ),
      wrong("Last-Modified is in the future", answered(code(200)))
    )
  },
  {
    id: "M-14e",
    title: "a strong ETag changes with every octet of the file",
    level: "MUST",
    clauses: ["rfc9110#section-8.8.1-2", "rfc9110#section-8.8.3-7"],
    why: "A range of the old file joined to a range of the new one is a file that never was.",
    rules: ["header/etag-honest"],
    tags: ["cache"],
    control: "close",
    needs: ({ rootFolder }) =>
      rootFolder === undefined ? "the root is not ours to change" : undefined,
    run: async (wire, { host, rootFolder }) => {
      const file = rootFiles.changing
      const target = path.join(rootFolder ?? "", file.path)
      const request = { host, target: `/${file.path}` }
      const before = await wire.exchange(alone(request, "before"))
      await fs.writeFile(target, Buffer.from(file.bytes).reverse())
      await fs.utimes(target, file.modifiedSeconds, file.modifiedSeconds)
      const changed = () => wire.exchange(alone(request, "after a change in place"))
      let after = await changed()
      // A cache may serve the old octets for a while: with the old tag they are not wrong.
      for (let tries = 1; tries < seenTriesMax && isSameBody(before, after); tries++) {
        await wire.pass(seenGapMillis)
        after = await changed()
      }
      await fs.writeFile(target, file.bytes)
      await fs.utimes(target, file.modifiedSeconds, file.modifiedSeconds)
      return [before, after]
    },
    judge: judgeBy("another ETag, a weak one, or none", (exchanges) => {
      const [before, after] = exchanges.map((exchange) => exchange.finals[0])
      if (before === undefined || after === undefined || before.status !== 200) {
        return { verdict: "deviates", outcome: "the file was not served" }
      }
      const tag = fieldValue(after, "etag")
      if (Buffer.compare(before.body, after.body) === 0) {
        return { verdict: "unclear", outcome: "the change was not seen at all" }
      }
      const isSame = tag !== undefined && tag === fieldValue(before, "etag")
      return isSame && !tag.startsWith("W/")
        ? { verdict: "deviates", outcome: `${tag} for two different contents` }
        : { verdict: "pass", outcome: tag ?? "no ETag" }
    })
  }
])

export const methodsCases: ReadonlyArray<ActiveCase> = [...methodCases, ...representationCases]
