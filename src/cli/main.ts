/** The command line: which command, and how the program ends. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Layer from "effect/Layer"
import manifest from "../../package.json" with { type: "json" }
import { diff } from "./diff.ts"
import { explain } from "./explain.ts"
import { explore } from "./explore.ts"
import { fingerprint } from "./fingerprint.ts"
import { Ended } from "./outcome.ts"
import { replay } from "./replay.ts"
import { report } from "./report.ts"
import { rules } from "./rules.ts"
import { serve } from "./serve.ts"
import { simulate } from "./simulate.ts"
import { complain } from "./terminal.ts"
import { trace } from "./trace.ts"
import { vectors } from "./vectors.ts"
import { verify } from "./verify.ts"

const amped = Command.make("amped").pipe(
  Command.withDescription(manifest.description),
  Command.withSubcommands([
    verify,
    report,
    diff,
    fingerprint,
    serve,
    simulate,
    explore,
    replay,
    explain,
    rules,
    vectors,
    trace
  ])
)

/** A wrong command line is answered with one line, not with a page of help. */
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.sync(() => {
          const command = event.commandPath.join(" ")
          const [error] = event.errors
          const what = (error?.message ?? "wrong arguments").replaceAll(/\s*\n\s*/g, " ")
          complain(`${command}: ${what}; try: ${command} --help`)
        })
      : CliOutput.defaultPresenter.present(event)
})

const codeOf = (exit: Exit.Exit<void, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  const error = Cause.squash(exit.cause)
  if (error instanceof Ended) {
    if (error.line !== "") complain(error.line)
    return error.code
  }
  if (CliError.isCliError(error)) return 2
  complain(`amped: this is our own fault, please report it:\n${Cause.pretty(exit.cause)}`)
  return 4
}

const program = Command.runWith(amped, { version: manifest.version })(process.argv.slice(2)).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, presenter)),
  Effect.scoped
)

/** Whoever reads may have seen enough (`amped rules | head`): that changes nothing about how the program ends. */
const unread = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") throw error
}
process.stdout.on("error", unread)
process.stderr.on("error", unread)

Effect.runCallback(program, {
  onExit: (exit) => {
    process.exitCode = codeOf(exit)
  }
})
