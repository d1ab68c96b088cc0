/**
 * Traces for the rules that no faulty machine breaks: mostly because the world or the runtime would have to. Each
 * is the trace of the reference with one thing wrong.
 */
import type { Entry } from "../../src/runtime/trace.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import { smallest, smallWorld } from "../../src/runtime-sim/small-world.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { reference } from "../../src/state-machine/server.ts"
import { judgedRun } from "../runs/judged.ts"

/** Two requests for one file of two chunks, on one connection, and a drain in the end. */
const workload = smallWorld({ ...smallest, requests: 2, chunks: 2, drain: "after-clients" }, [
  [0, 0]
])

export const handMadeSettings: Settings = workload.settings

export const honest = judgedRun(reference(workload.settings), workload, replayChooser([])).entries

type Step = Extract<Entry["what"], { readonly _tag: "Step" }>

const withSteps = (change: (step: Step, entry: Entry) => Step): ReadonlyArray<Entry> =>
  honest.map((entry) =>
    entry.what._tag === "Step" ? { ...entry, what: change(entry.what, entry) } : entry
  )

const on = (
  tag: Step["event"]["_tag"],
  change: (commands: ReadonlyArray<Command>, step: Step) => ReadonlyArray<Command>
) =>
  withSteps((step) =>
    step.event._tag === tag ? { ...step, commands: change(step.commands, step) } : step
  )

const retold = (change: (text: string) => string) =>
  withSteps((step) => ({
    ...step,
    commands: step.commands.map((command) =>
      command._tag === "Send"
        ? {
            ...command,
            parts: command.parts.map((part) =>
              part._tag === "Text" ? { ...part, text: change(part.text) } : part
            )
          }
        : command
    )
  }))

/** One thing more, before the end. */
const withEntry = (what: Entry["what"]): ReadonlyArray<Entry> => {
  const last = honest.at(-1)!
  const entry = { ...last, actor: "dispatcher", what }
  return [...honest.slice(0, -1), entry, { ...last, sequence: last.sequence + 1 }]
}

const taken = (event: Step["event"], commands: ReadonlyArray<Command> = []): Step => ({
  _tag: "Step",
  event,
  rules: [],
  commands
})

const forgottenEarly = withSteps((step) => {
  // The first of the second answer's chunks goes while nobody uses it.
  const over = step.event._tag === "Sent" && step.rules.includes("send/complete")
  const chunk = honest.flatMap(({ what }) =>
    what._tag === "Step" && what.event._tag === "Notified" && what.event.outcome._tag === "Loaded"
      ? [what.event.ticket]
      : []
  )[0]
  return over && chunk !== undefined
    ? { ...step, commands: [{ _tag: "Forget", chunk }, ...step.commands] }
    : step
})

const slicesOfTwoVersions = () => {
  let slices = 0
  return withSteps((step) => ({
    ...step,
    commands: step.commands.map((command) =>
      command._tag === "Send"
        ? {
            ...command,
            parts: command.parts.map((part) =>
              part._tag === "Slice" && ++slices === 2 ? { ...part, version: "v2" } : part
            )
          }
        : command
    )
  }))
}

export interface HandMade {
  readonly rule: RuleId
  readonly sentence: string
  readonly entries: ReadonlyArray<Entry>
}

const pauses: ReadonlyArray<Command> = Array.from({ length: 60 }, () => ({ _tag: "PauseAccept" }))

export const handMade: ReadonlyArray<HandMade> = [
  {
    rule: "trace/sequence",
    sentence: "an entry is missing",
    entries: honest.filter(({ sequence }) => sequence !== 3)
  },
  { rule: "trace/not-empty", sentence: "nothing at all", entries: [] },
  {
    rule: "dispatcher/idle-only-when-nothing-ready",
    sentence: "the dispatcher sleeps beside a ready source",
    entries: withEntry({ _tag: "Slept", ready: 1 })
  },
  {
    rule: "dispatcher/bounded-work",
    sentence: "a handler with sixty commands",
    entries: on("PeerEnded", () => pauses)
  },
  {
    rule: "dispatcher/start",
    sentence: "a second start",
    entries: withEntry(taken({ _tag: "Started", unixSeconds: 0 }))
  },
  {
    rule: "caches/name-hit-content-miss",
    sentence: "an answer of bytes that are gone",
    entries: forgottenEarly
  },
  {
    rule: "faults/quiescence",
    sentence: "a run that is cut off",
    entries: honest.map((entry) =>
      entry.what._tag === "Ended"
        ? { ...entry, what: { _tag: "Ended", reason: "step-limit" } }
        : entry
    )
  },
  {
    rule: "faults/late-event",
    sentence: "a read from a connection that is closed",
    entries: withEntry(
      taken({ _tag: "Sent", connection: 0, bytes: 1 }, [{ _tag: "Read", connection: 0 }])
    )
  },
  {
    rule: "accept/admit",
    sentence: "a connection that is not read",
    entries: on("Accepted", (commands) => commands.filter(({ _tag }) => _tag !== "Read"))
  },
  {
    rule: "accept/draining",
    sentence: "a connection that is taken during the drain",
    entries: withEntry(taken({ _tag: "Accepted", connection: 9 }))
  },
  {
    rule: "send/one-version",
    sentence: "an answer that goes on in another version",
    entries: slicesOfTwoVersions()
  },
  {
    rule: "header/safe-fields",
    sentence: "a line that is no field",
    entries: retold((text) => text.replace("Date:", "no field\r\nDate:"))
  },
  {
    rule: "header/content-length",
    sentence: "an answer without a length",
    entries: retold((text) => text.replace(/Content-Length: \d+\r\n/, ""))
  },
  {
    rule: "header/ranges-bounded",
    sentence: "ranges with more bytes than the file",
    entries: retold((text) =>
      text.replace("HTTP/1.1 200 OK", "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/1")
    )
  },
  {
    rule: "read/expect-continue",
    sentence: "an answer that is not the last word",
    entries: retold((text) => text.replace("HTTP/1.1 200 OK", "HTTP/1.1 100 Continue"))
  },
  {
    rule: "find/never-outside-root",
    sentence: "a helper is sent above the root",
    entries: withSteps((step) => ({
      ...step,
      commands: step.commands.map((command) =>
        command._tag === "Submit"
          ? { ...command, job: { ...command.job, path: "/../secret" } }
          : command
      )
    }))
  }
]
