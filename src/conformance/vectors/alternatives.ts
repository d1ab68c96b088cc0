/** Whole other courses of one step that `spec/freedoms.md` names. */
import type { Settings } from "../../state-machine/limits.ts"
import type { CommandPattern, Outcome } from "./format.ts"

/** Where closing says enough, by the rule that would answer. */
const closeAlone: Readonly<Record<string, string>> = {
  "read/not-http": "close alone: rfc9112#section-2.2-9",
  "read/head-timeout": "close alone: rfc9112#section-8-1",
  "read/body-timeout": "close alone: rfc9112#section-8-1"
}

/** Other right outcomes of the step. `peerEnded`: its peer has closed its sending half. */
export const alternatives = (
  outcome: Outcome,
  settings: Settings,
  peerEnded: boolean
): ReadonlyArray<Outcome> => [
  ...closedInstead(outcome, settings, peerEnded),
  ...closedGracefully(outcome)
]

const closedInstead = (
  outcome: Outcome,
  settings: Settings,
  peerEnded: boolean
): ReadonlyArray<Outcome> => {
  const rule = outcome.rules.find((one) => one in closeAlone)
  const send = outcome.commands.find(({ _tag }) => _tag === "Send")
  if (rule === undefined || send?._tag !== "Send" || peerEnded) return []
  const { connection } = send
  const timer = { _tag: "Connection", connection } as const
  const others = outcome.commands.filter(
    (command) => command._tag !== "Send" && command._tag !== "StartTimer"
  )
  const commands: ReadonlyArray<CommandPattern> = [
    ...others,
    { _tag: "Finish", connection },
    { _tag: "StartTimer", timer, millis: settings.limits.lingerMillis }
  ]
  const rules = outcome.rules.filter((one) => one !== "send/first")
  return [{ rules, commands, because: closeAlone[rule] ?? "" }]
}

const closedGracefully = (outcome: Outcome): ReadonlyArray<Outcome> =>
  outcome.rules.includes("send/stalled")
    ? [
        {
          ...outcome,
          commands: outcome.commands.map((command) =>
            command._tag === "Close" ? { ...command, how: "gracefully" } : command
          ),
          because: "closed gracefully: the answer is short by its own length"
        }
      ]
    : []
