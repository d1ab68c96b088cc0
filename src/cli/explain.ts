/** `amped explain RULE`: the text of a rule or of a wire case, as the specification has it. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { describedRegistry } from "../conformance/reports/registry.ts"
import { requirementOf, requirements } from "../requirements/registry.ts"
import { chapterOf } from "../requirements/requirement.ts"
import { transitionIds } from "../state-machine/rules.ts"
import { type Ended, usage } from "./outcome.ts"
import { readPackageFile } from "./package-files.ts"
import { style } from "./terminal.ts"

const cases = describedRegistry()

export const explain = Command.make(
  "explain",
  {
    id: Argument.String("rule").pipe(
      Argument.withDescription("A rule (read/bad-host) or a wire case (R-06)")
    )
  },
  Effect.fn(function* ({ id }) {
    yield* Console.log(yield* explained("explain", id))
  })
).pipe(
  Command.withDescription("Show a rule of the specification, or a wire case, with its reasons"),
  Command.withExamples([
    { command: "amped explain dispatcher/never-blocks" },
    { command: "amped explain R-06", description: "A case of the wire suite" }
  ])
)

/** Fails where there is neither rule nor case of this name. */
export const explained = (command: string, id: string): Effect.Effect<string, Ended> => {
  const text = explainRule(id) ?? explainCase(id)
  return text === undefined ? Effect.fail(usage(unknown(command, id))) : Effect.succeed(text)
}

const explainRule = (id: string): string | undefined => {
  const requirement = requirementOf(id)
  if (requirement === undefined) return undefined
  const chapter = readPackageFile(`spec/${chapterOf(requirement.id)}.md`)
  const start = chapter.indexOf(`### ${id}\n`)
  const end = chapter.indexOf("\n#", start + 1)
  const section = chapter.slice(start, end === -1 ? undefined : end).trim()
  const transition = transitionIds.some((other) => other === id)
  const wire = cases.filter((each) => each.rules.some((rule) => rule === id)).map((each) => each.id)
  return [
    section.replace(/^### .*/, style.strong(id)),
    "",
    `A ${transition ? "transition of the machine" : "requirement on whole runs"}. ` +
      `Wire cases: ${wire.length === 0 ? "none" : wire.join(" ")}.`
  ].join("\n")
}

const explainCase = (id: string): string | undefined => {
  const found = cases.find((each) => each.id === id)
  if (found === undefined) return undefined
  const { any, ...others } = found.fix
  return [
    `${style.strong(found.id)} ${found.title}`,
    "",
    `${[found.level, ...found.clauses].join(", ")}. ${found.why}`,
    `Expected: ${found.expected}`,
    `Rules: ${found.rules.join(" ")}`,
    ...(any === undefined ? [] : ["", `Fix: ${any}`]),
    ...Object.entries(others).map(([server, hint]) => `  ${server}: ${hint}`)
  ].join("\n")
}

const unknown = (command: string, id: string): string => {
  const part = id.slice(id.indexOf("/") + 1)
  const near = requirements
    .map((requirement) => requirement.id)
    .filter((other) => other.includes(part))
  const hint = near.length > 0 ? `did you mean ${near.slice(0, 3).join(", ")}?` : "see: amped rules"
  return `amped ${command}: there is no rule or case ${JSON.stringify(id)}; ${hint}`
}
