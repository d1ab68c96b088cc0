/** A conversation refuses what no world could perform, and sees every octet that is wrong. */
import { describe, expect, test } from "vitest"
import type { Conversation } from "../../src/conformance/vectors/format.ts"
import type { Implementation, Verdict } from "../../src/conformance/vectors/implementation.ts"
import { playConversation } from "../../src/conformance/vectors/play-conversation.ts"
import type { Command, Part } from "../../src/state-machine/command.ts"

const vector: Conversation = {
  id: "read/complete/made-up",
  title: "one request, one answer",
  settings: {},
  unixSeconds: 0,
  files: [{ path: "/a", kind: "file", content: "abc" }],
  script: [{ send: ["x"] }],
  rules: [],
  allowed: [
    {
      responses: [{ status: [200], fields: {}, absent: [], body: { text: "abc" } }],
      end: "finished"
    }
  ]
}

const connection = 1
const read: Command = { _tag: "Read", connection }
const finish: Command = { _tag: "Finish", connection }
const close: Command = { _tag: "Close", connection, how: "gracefully" }
const submit: Command = {
  _tag: "Submit",
  helper: 1,
  ticket: 1,
  job: { _tag: "Load", path: "/a", version: "v1", offset: 0, lengthBytes: 3 }
}
const slice: Part = {
  _tag: "Slice",
  chunk: 1,
  chunkOffset: 0,
  lengthBytes: 3,
  path: "/a",
  version: "v1",
  offset: 0
}

const sends = (text: string, ...more: ReadonlyArray<Part>): Command => ({
  _tag: "Send",
  connection,
  parts: [...(text === "" ? [] : [{ _tag: "Text", text } as const]), ...more]
})

const head = (bytes: number): string => `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`

/** Commands by the event that they follow; nothing on the others. */
const play = (
  replies: Readonly<Record<string, ReadonlyArray<Command>>>,
  changed: Partial<Conversation> = {}
): Promise<Verdict> => {
  const implementation: Implementation = {
    start: () => Promise.resolve({ ready: true }),
    event: ({ _tag }) => Promise.resolve({ commands: replies[_tag] ?? [] })
  }
  return playConversation({ ...vector, ...changed }, implementation)
}

const right = {
  Accepted: [read],
  Received: [sends(`${head(3)}abc`)],
  Sent: [finish]
}

test("what is right passes", async () => {
  expect(await play(right)).toEqual({ verdict: "pass", detail: "" })
})

test("a slice has the bytes of the file", async () => {
  const spawn: Command = { _tag: "SpawnHelper", helper: 1 }
  const loading = {
    Started: [spawn],
    Accepted: [read],
    Received: [submit],
    Notified: [sends(head(3), slice)],
    Sent: [finish]
  }
  expect((await play(loading)).verdict).toBe("pass")
  const changed = [{ path: "/a", kind: "file", content: "abd" }] as const
  expect((await play(loading, { files: changed })).found).toBe('body "abd"')
})

describe("wrong", () => {
  test.each([
    ["two reads", { Accepted: [read, read] }, /another Read is outstanding/],
    ["a send of nothing", { Accepted: [sends("")] }, /a Send of nothing/],
    ["two sends", { Accepted: [sends("x"), sends("y")] }, /before the last one was out/],
    ["a send too late", { Accepted: [finish, sends("x")] }, /Send after Finish/],
    ["a finish too early", { Accepted: [sends("x"), finish] }, /Finish before the last Send/],
    ["a read after the end", { Accepted: [close, read] }, /Read on a connection that is closed/],
    ["another connection", { Accepted: [{ ...read, connection: 2 }] }, /connection 2, which/],
    ["no helper", { Accepted: [submit] }, /Submit to helper 1, which was not spawned/],
    ["no chunk", { Accepted: [sends("", slice)] }, /a slice of chunk 1, which is not held/],
    ["no end", { ...right, Sent: [sends("x")] }, /none after 2000 events/],
    ["nothing", { Accepted: [read] }, /no response 1/],
    ["another text", { ...right, Received: [sends(`${head(3)}abd`)] }, /body "abd"/],
    ["too few octets", { ...right, Received: [sends(`${head(3)}ab`)] }, /2 octets/],
    ["too many octets", { ...right, Received: [sends(`${head(3)}abcd`)] }, /^"d"$/],
    ["another end", { ...right, Sent: [close] }, /connection closed/]
  ] as const)("%s", async (_, replies, found) => {
    const verdict = await play(replies as Readonly<Record<string, ReadonlyArray<Command>>>)
    expect(verdict.verdict).toBe("wrong")
    expect(verdict.found).toMatch(found)
  })
})

test("any of several courses will do", async () => {
  const allowed = [{ responses: [], end: "closed" as const }, ...vector.allowed]
  expect((await play({ Accepted: [close] }, { allowed })).verdict).toBe("pass")
  expect((await play(right, { allowed })).verdict).toBe("pass")
})

test("a timer that doesn't run can't fire", async () => {
  const verdict = await play({ Accepted: [read] }, { script: [{ timer: "connection" }] })
  expect(verdict).toMatchObject({ verdict: "unsupported" })
})
