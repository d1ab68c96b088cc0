/**
 * `amped trace`: what a server asks its kernel for, as a trace of the specification, and who waits
 * for the disk.
 */
import { readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { onSocket } from "../conformance/subject/description.ts"
import { isSubjectError } from "../conformance/subject/errors.ts"
import type { Account } from "../conformance/system-calls/account.ts"
import { accountToData } from "../conformance/system-calls/account-json.ts"
import { entriesOf, headerOf } from "../conformance/system-calls/observed-trace.ts"
import { RecordingFailed, traceOf, type TraceRequest } from "../conformance/system-calls/outside.ts"
import { NotServed } from "../conformance/system-calls/session.ts"
import { straceObstacle } from "../conformance/system-calls/strace.ts"
import { renderAccount } from "../conformance/system-calls/table.ts"
import type { Judgement } from "../requirements/monitor.ts"
import { judge } from "../requirements/registry.ts"
import { decodeTrace } from "../runtime/decode.ts"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import type { Entry } from "../runtime/trace.ts"
import { number } from "./arm.ts"
import {
  commandSubject,
  subjectCommand,
  subjectFlags,
  type SubjectGiven
} from "./command-subject.ts"
import { Ended, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { print, progress, progressDone, reportStyle, style } from "./terminal.ts"
import { subjectFailed } from "./verify-other.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

export const trace = Command.make(
  "trace",
  {
    ...subjectFlags,
    out: text("out", "Write the derived trace to this file, in the format amped-trace/1"),
    judge: text("judge", "Record nothing, and judge a trace that --out wrote"),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the result as JSON")
    ),
    command: subjectCommand
  },
  Effect.fn(function* (given) {
    if (Option.isSome(given.judge)) return yield* judgeFile(given.judge.value, given.json)
    yield* untilSignal(traceSubject(given))
  })
).pipe(
  Command.withDescription(
    "Watch the system calls of a server: roles of its threads, phases, who waits for the disk"
  ),
  Command.withExamples([
    { command: "amped trace", description: "The bundled server" },
    { command: "amped trace -- ./my-server --port {port} --root {root}" },
    { command: "amped trace --preset nginx --json" },
    {
      command: "amped trace --preset lighttpd --out run.ndjson; amped trace --judge run.ndjson",
      description: "The derived trace, judged by the monitors that judge any other"
    }
  ])
)

interface Given extends SubjectGiven {
  readonly out: Option.Option<string>
  readonly json: boolean
}

const traceSubject = Effect.fnUntraced(function* (given: Given) {
  const { subject, name } = yield* commandSubject("amped trace", given)
  if (onSocket(subject.command))
    return yield* usage(
      "amped trace: connections are told apart by their ports: write {port} instead of {socket}"
    )
  const obstacle = yield* Effect.promise(straceObstacle)
  if (obstacle !== undefined) return yield* new Ended({ code: 4, line: `amped trace: ${obstacle}` })
  const account = yield* traced({ subject, ...(name === undefined ? {} : { name }) }).pipe(
    Effect.ensuring(Effect.sync(progressDone))
  )
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

/** Interrupted, it waits until all that it started is stopped. */
const traced = (request: TraceRequest): Effect.Effect<Account, Ended> =>
  Effect.callback<Account, Ended>((resume) => {
    const controller = new AbortController()
    const { signal } = controller
    const ending = traceOf({ ...request, signal, onProgress: progress }).then(
      (account) => resume(Effect.succeed(account)),
      (error: unknown) => resume(failed(error))
    )
    return Effect.promise(() => {
      controller.abort()
      return ending
    })
  })

const failed = (error: unknown): Effect.Effect<never, Ended> => {
  if (isSubjectError(error)) {
    const { code, line } = subjectFailed(error)
    return Effect.fail(new Ended({ code, line: line.replace("amped verify", "amped trace") }))
  }
  if (error instanceof NotServed || error instanceof RecordingFailed) {
    const code = error._tag === "NotServed" ? 3 : 4
    return Effect.fail(new Ended({ code, line: `amped trace: ${error.message}` }))
  }
  return Effect.die(error)
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
    `${number(rules.length - vacuous.length)} rules judged by monitors, ` +
      `${violations.length === 1 ? "1 violation" : `${violations.length} violations`}; ` +
      `${vacuous.length} left open: they need steps, which no call shows`
  ].join("\n")

const verdictLine = ({ verdict, holds, threads }: Account): string => {
  if (verdict === "violation")
    return style.bad("VIOLATION: a dispatcher waited for the disk, and its probes waited with it")
  if (holds.length === 0) return style.warn("No violation was looked for: nothing was held")
  if (holds.some(({ waiter }) => waiter?.role === "dispatcher"))
    return style.warn("No violation: a dispatcher waited for the disk, and others served meanwhile")
  return threads.some(({ role }) => role === "dispatcher")
    ? style.good("No violation: no dispatcher waited for the disk")
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
