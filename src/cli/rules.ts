/** `amped rules`: every rule of the specification, and what checks it. */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { allCases } from "../conformance/index.ts"
import {
  type Check,
  coverage,
  type Coverage,
  type CoverageRow,
  rulesIn
} from "../requirements/coverage.ts"
import { Ended } from "./outcome.ts"
import { readSources } from "./package-files.ts"
import { columns, print, style } from "./terminal.ts"

export const rules = Command.make(
  "rules",
  {
    untested: Flag.Boolean("untested").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Only the rules that nothing checks")
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the table as JSON")
    )
  },
  Effect.fn(function* ({ untested, json }) {
    const covered = coverage(checks())
    const rows = untested ? covered.rows.filter((row) => row.untested) : covered.rows
    print(json ? JSON.stringify({ ...covered, rows }) : render(covered, rows))
    if (covered.unknown.length > 0) {
      const [first] = covered.unknown
      return yield* new Ended({
        code: 1,
        line: `amped rules: ${first?.check} names ${first?.rule}, which the specification doesn't have; mend the id`
      })
    }
  })
).pipe(
  Command.withDescription("List the rules of the specification and what checks each"),
  Command.withExamples([{ command: "amped rules" }, { command: "amped rules --untested" }])
)

/** Wire cases are part of the program; properties and examples are found in a checkout only. */
const checks = (): ReadonlyArray<Check> => [
  ...allCases.map(({ id, rules: judged }): Check => ({
    kind: "wire case",
    name: id,
    rules: judged
  })),
  ...checksIn("properties/", "property"),
  ...["state-machine", "runtime-node", "runtime-sim"].flatMap((folder) =>
    checksIn(`tests/${folder}/`, "example")
  )
]

const checksIn = (folder: string, kind: Check["kind"]): ReadonlyArray<Check> =>
  readSources(folder)
    .filter(({ file }) => file.endsWith(".test.ts"))
    .map(({ file, text }) => ({ kind, name: file, rules: rulesIn(text) }))

const mark = (holds: boolean): string => (holds ? "●" : "·")

const listed = (names: ReadonlyArray<string>): string =>
  names.length > 6 ? `${names.slice(0, 5).join(" ")} +${names.length - 5}` : names.join(" ")

const render = (covered: Coverage, rows: ReadonlyArray<CoverageRow>): string => {
  const head = ["rule", "level", "transition", "monitor", "properties", "examples", "wire cases"]
  const body = rows.map((row) => [
    row.rule,
    row.level,
    mark(row.transition),
    mark(row.monitor),
    String(row.checks.property.length),
    String(row.checks.example.length),
    row.untested ? "untested" : listed(row.checks["wire case"])
  ])
  const table = columns([head, ...body], (cell, row) => {
    if (row === 0) return style.strong(cell)
    return cell === "untested" ? style.warn(cell) : cell
  })
  const { rows: all, untested } = covered
  return `${table}\n\n${all.length} rules, ${all.length - untested.length} with a check, ${untested.length} untested`
}
