/** `amped trace`: what a server asks its kernel for, as a trace of the specification, and who waits for the disk. */
import { readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type { CommandSubject } from "../conformance/subject/description.ts"
import { onSocket } from "../conformance/subject/description.ts"
import { isSubjectError } from "../conformance/subject/errors.ts"
import type { Account } from "../conformance/system-calls/account.ts"
import { accountToData } from "../conformance/system-calls/account-json.ts"
import { entriesOf, headerOf } from "../conformance/system-calls/observed-trace.ts"
import { RecordingFailed, traceOf } from "../conformance/system-calls/outside.ts"
import { straceObstacle } from "../conformance/system-calls/strace.ts"
import { renderAccount } from "../conformance/system-calls/table.ts"
import type { Judgement } from "../requirements/monitor.ts"
import { judge } from "../requirements/registry.ts"
import { decodeTrace } from "../runtime/decode.ts"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import type { Entry } from "../runtime/trace.ts"
import { number } from "./arm.ts"
import { Ended, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { print, progress, progressDone, reportStyle, style } from "./terminal.ts"
import { subjectFailed } from "./verify-other.ts"
import { planOf } from "./verify-plan.ts"
import { verifyFlags, type VerifyGiven } from "./verify-flags.ts"

const { host, port, preset, profile } = verifyFlags

/** What else a plan may be made of. */
const nothingGiven: VerifyGiven = {
  url: Option.none(),
  root: Option.none(),
  host: Option.none(),
  port: Option.none(),
  preset: Option.none(),
  profile: Option.none(),
  expect: Option.some("none"),
  updateExpect: false,
  case: [],
  skip: [],
  requirement: [],
  level: [],
  tag: [],
  list: false,
  explain: Option.none(),
  repeat: Option.none(),
  seed: Option.none(),
  jobs: Option.none(),
  timeout: Option.none(),
  failFast: false,
  runs: Option.none(),
  transcripts: false,
  json: false,
  ndjson: Option.none(),
  html: Option.none(),
  junit: Option.none(),
  tap: Option.none(),
  markdown: Option.none(),
  github: false,
  wire: Option.none(),
  command: []
}

export const trace = Command.make(
  "trace",
  {
    host,
    port,
    preset,
    profile,
    out: Flag.String("out").pipe(
      Flag.withDescription("Write the derived trace to this file, in the format amped-trace/1"),
      Flag.optional
    ),
    judge: Flag.String("judge").pipe(
      Flag.withDescription("Record nothing, and judge a trace that --out wrote"),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the result as JSON")
    ),
    command: Argument.String("command").pipe(
      Argument.withDescription(
        "After --: starts the server to watch; {port} and {root} are filled in"
      ),
      Argument.variadic()
    )
  },
  Effect.fn(function* (given) {
    if (Option.isSome(given.judge)) return yield* judgeFile(given.judge.value, given.json)
    yield* untilSignal(traceSubject(given))
  })
).pipe(
  Command.withDescription(
    "Watch the system calls of a server: roles of its threads, phases of requests, who waits for the disk"
  ),
  Command.withExamples([
    { command: "amped trace -- ./my-server --port {port} --root {root}" },
    { command: "amped trace --preset nginx --json" },
    {
      command: "amped trace --preset lighttpd --out run.ndjson; amped trace --judge run.ndjson",
      description: "The derived trace, judged by the monitors that judge any other"
    }
  ])
)

interface Given {
  readonly host: Option.Option<string>
  readonly port: Option.Option<number>
  readonly preset: Option.Option<string>
  readonly profile: Option.Option<string>
  readonly out: Option.Option<string>
  readonly json: boolean
  readonly command: ReadonlyArray<string>
}

const traceSubject = Effect.fnUntraced(function* (given: Given) {
  const subject = yield* subjectOf(given)
  const obstacle = yield* Effect.promise(straceObstacle)
  if (obstacle !== undefined) return yield* new Ended({ code: 4, line: `amped trace: ${obstacle}` })
  const account = yield* traced(subject).pipe(Effect.ensuring(Effect.sync(progressDone)))
  const entries = entriesOf(account)
  if (Option.isSome(given.out)) yield* write(given.out.value, account, entries)
  const judgement = judge(entries)
  if (given.json)
    print(JSON.stringify({ ...accountToData(account), judgement: shortly(judgement) }))
  else {
    print(renderAccount(account, reportStyle))
    print(judgementLines(judgement))
    print(verdictLine(account))
  }
  if (account.verdict === "violation" || !judgement.holds)
    return yield* new Ended({ code: 1, line: "" })
})

/** What a command, a preset or a profile starts; what is wrong with it is told in our name. */
const subjectOf = Effect.fnUntraced(function* (given: Given) {
  const { subject } = yield* planOf({ ...nothingGiven, ...given }).pipe(Effect.mapError(inOurName))
  if (subject.kind !== "command")
    return yield* usage("amped trace: only a command that we start ourselves can be watched")
  if (onSocket(subject.command))
    return yield* usage(
      "amped trace: connections are told apart by their ports, so the command must listen on {port}, not on {socket}"
    )
  return subject
})

const inOurName = ({ code, line }: Ended): Ended =>
  new Ended({ code, line: line.replace(/^amped verify: /, "amped trace: ") })

/** Interrupted, it waits until all that it started is stopped. */
const traced = (subject: CommandSubject): Effect.Effect<Account, Ended> =>
  Effect.callback<Account, Ended>((resume) => {
    const controller = new AbortController()
    const { signal } = controller
    const ending = traceOf({ subject, signal, onProgress: progress }).then(
      (account) => resume(Effect.succeed(account)),
      (error: unknown) => resume(failed(error))
    )
    return Effect.promise(() => {
      controller.abort()
      return ending
    })
  })

const failed = (error: unknown): Effect.Effect<never, Ended> => {
  if (isSubjectError(error)) return Effect.fail(inOurName(subjectFailed(error)))
  return error instanceof RecordingFailed
    ? Effect.fail(new Ended({ code: 4, line: `amped trace: ${error.message}` }))
    : Effect.die(error)
}

const write = (file: string, account: Account, entries: ReadonlyArray<Entry>) =>
  Effect.try({
    try: () => {
      const lines = [encodeHeader(headerOf(account)), ...entries.map(encodeEntry)]
      writeFileSync(file, `${lines.join("\n")}\n`)
    },
    catch: (cause) =>
      new Ended({ code: 4, line: `amped trace: cannot write ${file}: ${String(cause)}` })
  })

const shortly = ({ rules, violations, vacuous }: Judgement) => ({
  tested: rules.filter(({ checked }) => checked > 0),
  violations,
  untested: vacuous.length
})

const judgementLines = ({ rules, violations, vacuous }: Judgement): string =>
  [
    ...violations.map(({ rule, sequence, detail }) =>
      style.bad(`entry ${sequence}: ${rule}: ${detail}`)
    ),
    `${number(rules.length - vacuous.length)} rules judged by monitors, ${violations.length} violations; ` +
      `${vacuous.length} left open: they need steps, which no call shows`
  ].join("\n")

const verdictLine = ({ verdict, holds, threads }: Account): string => {
  if (verdict === "violation")
    return style.bad("VIOLATION: a dispatcher waited for the disk, and every probe waited with it")
  if (holds.length === 0) return style.warn("No violation was looked for: nothing was held")
  return threads.some(({ role }) => role === "dispatcher")
    ? style.good("No violation: no dispatcher waited for the disk while probes waited for it")
    : style.warn("No violation: no thread is a dispatcher, so the rule has nobody to speak of")
}

const judgeFile = Effect.fnUntraced(function* (file: string, json: boolean) {
  const text = yield* Effect.try({
    try: () => readFileSync(file, "utf8"),
    catch: (cause) =>
      new Ended({ code: 4, line: `amped trace: cannot read ${file}: ${(cause as Error).message}` })
  })
  const { entries } = yield* Effect.fromResult(decodeTrace(text)).pipe(
    Effect.mapError(
      ({ message }) => new Ended({ code: 4, line: `amped trace: ${file} is no trace: ${message}` })
    )
  )
  const judgement = judge(entries)
  print(json ? JSON.stringify(shortly(judgement)) : judgementLines(judgement))
  if (!judgement.holds) return yield* new Ended({ code: 1, line: "" })
})
