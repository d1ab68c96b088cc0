/** Builders for hand-made traces: each line of a test is one thing that happens. */
import { judge } from "../../src/requirements/registry.ts"
import type { Judgement, JudgeOptions } from "../../src/requirements/monitor.ts"
import type { Entry, Happening } from "../../src/runtime/trace.ts"
import type { Command, Job, Part } from "../../src/state-machine/command.ts"
import type { Event, FileFacts, Outcome } from "../../src/state-machine/event.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"

export const step = (
  event: Event,
  commands: ReadonlyArray<Command> = [],
  rules: ReadonlyArray<TransitionId> = []
): Happening => ({ _tag: "Step", event, rules: [...rules], commands: [...commands] })

export const entriesOf = (happenings: ReadonlyArray<Happening>): ReadonlyArray<Entry> =>
  happenings.map((what, sequence) => ({ sequence, atMillis: sequence, actor: "world", what }))

export const judged = (
  happenings: ReadonlyArray<Happening>,
  options: JudgeOptions = {}
): Judgement => judge(entriesOf(happenings), options)

/** 1994-11-06 08:49:37, the date of the examples in RFC 9110. */
export const second = 784_111_777
export const date = "Sun, 06 Nov 1994 08:49:37 GMT"

export const start = step({ _tag: "Started", unixSeconds: second }, [], ["dispatcher/start"])
export const tick = (unixSeconds: number): Happening =>
  step({ _tag: "ClockTicked", unixSeconds }, [], ["dispatcher/clock"])

export const timer = (connection: number, millis = 1000): Command => ({
  _tag: "StartTimer",
  timer: { _tag: "Connection", connection },
  millis
})
export const read = (connection: number): Command => ({ _tag: "Read", connection })
export const text = (value: string): Part => ({ _tag: "Text", text: value })
export const send = (connection: number, ...parts: ReadonlyArray<Part>): Command => ({
  _tag: "Send",
  connection,
  parts: [...parts]
})
export const finish = (connection: number): Command => ({ _tag: "Finish", connection })
export const close = (connection: number, how: "gracefully" | "reset" = "gracefully"): Command => ({
  _tag: "Close",
  connection,
  how
})
export const log = (
  connection: number,
  status: number,
  target: string,
  rule = "send/complete"
): Command => ({
  _tag: "Log",
  record: { connection, method: "GET", target, status, bodyBytes: 0, rule }
})
export const spawn = (helper: number): Command => ({ _tag: "SpawnHelper", helper })
export const kill = (helper: number): Command => ({ _tag: "KillHelper", helper })
export const submit = (helper: number, ticket: number, job: Job): ReadonlyArray<Command> => [
  { _tag: "Submit", helper, ticket, job },
  { _tag: "StartTimer", timer: { _tag: "Job", helper }, millis: 8000 }
]
export const stopJob = (helper: number): Command => ({
  _tag: "StopTimer",
  timer: { _tag: "Job", helper }
})

export const accepted = (connection: number): Happening =>
  step({ _tag: "Accepted", connection }, [timer(connection), read(connection)], ["accept/admit"])
export const received = (
  connection: number,
  bytes: string,
  commands: ReadonlyArray<Command> = [],
  rules: ReadonlyArray<TransitionId> = ["read/complete"]
): Happening =>
  step(
    { _tag: "Received", connection, bytes: Uint8Array.from(bytes, (at) => at.charCodeAt(0)) },
    commands,
    rules
  )
export const sent = (
  connection: number,
  bytes: number,
  commands: ReadonlyArray<Command> = [],
  rules: ReadonlyArray<TransitionId> = ["send/progress"]
): Happening => step({ _tag: "Sent", connection, bytes }, commands, rules)
export const ready = (helper: number, commands: ReadonlyArray<Command> = []): Happening =>
  step({ _tag: "HelperReady", helper }, commands, ["helpers/ready"])
export const lost = (
  helper: number,
  commands: ReadonlyArray<Command> = [],
  rules: ReadonlyArray<TransitionId> = ["helpers/lost"]
): Happening => step({ _tag: "HelperLost", helper, reason: "killed" }, commands, rules)
export const notified = (
  helper: number,
  ticket: number,
  outcome: Outcome,
  commands: ReadonlyArray<Command> = [stopJob(helper)]
): Happening => step({ _tag: "Notified", helper, ticket, outcome }, commands, ["helpers/notified"])

export const locate = (path: string): Job => ({ _tag: "Locate", path })
export const load = (path: string, version: string, offset: number, lengthBytes: number): Job => ({
  _tag: "Load",
  path,
  version,
  offset,
  lengthBytes
})
export const facts = (path: string, changes: Partial<FileFacts> = {}): FileFacts => ({
  path,
  version: "v1",
  sizeBytes: 4,
  modifiedSeconds: second - 1000,
  mediaType: "text/plain",
  settled: true,
  ...changes
})
export const found = (file: FileFacts): Outcome => ({ _tag: "Found", facts: file })
export const loaded = (lengthBytes: number): Outcome => ({ _tag: "Loaded", lengthBytes })
export const slice = (
  chunk: number,
  file: FileFacts,
  changes: Partial<Extract<Part, { _tag: "Slice" }>> = {}
): Part => ({
  _tag: "Slice",
  chunk,
  chunkOffset: 0,
  lengthBytes: file.sizeBytes,
  path: file.path,
  version: file.version,
  offset: 0,
  ...changes
})

export const request = (target: string, fields = "", method = "GET"): string =>
  `${method} ${target} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`

/** A head; `fields` are lines that end with CRLF. */
export const head = (status: number, fields: string): string =>
  `HTTP/1.1 ${status} Word\r\nDate: ${date}\r\n${fields}\r\n`
export const lengthField = (bytes: number): string => `Content-Length: ${bytes}\r\n`
export const fileFields = (file: FileFacts): string =>
  `Last-Modified: Sun, 06 Nov 1994 08:32:57 GMT\r\nETag: "${file.version}"\r\n${lengthField(file.sizeBytes)}`
