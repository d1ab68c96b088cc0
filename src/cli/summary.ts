/** The table of the main job: a line a chapter, a column an arm. */
import { monitoredRules, requirements } from "../requirements/registry.ts"
import { type Chapter, chapterOf, chapters } from "../requirements/requirement.ts"
import type { RuleId } from "../state-machine/rules.ts"
import { type Arm, number, seconds } from "./arm.ts"
import { columns, style } from "./terminal.ts"

interface Cell {
  readonly checked: number
  readonly violated: number
}

const cellOf = (arm: Arm, chapter: Chapter): Cell => {
  const shown = [...arm.rules].filter(([rule]) => chapterOf(rule) === chapter)
  return {
    checked: shown.filter(([, { checked }]) => checked > 0).length,
    violated: shown.filter(([, { violated }]) => violated > 0).length
  }
}

const cellText = ({ checked, violated }: Cell): string =>
  violated > 0 ? `✗ ${violated} of ${checked}` : checked > 0 ? `✓ ${checked}` : "–"

/** Rules that at least one arm put to the test. */
const checkedSomewhere = (arms: ReadonlyArray<Arm>, chapter: Chapter): number =>
  requirements.filter(
    ({ id }) =>
      chapterOf(id) === chapter && arms.some((arm) => (arm.rules.get(id)?.checked ?? 0) > 0)
  ).length

/** Rules that no monitor of any arm put to the test: that they hold says nothing. */
const vacuousIn = ([first, ...others]: ReadonlyArray<Arm>): ReadonlyArray<RuleId> =>
  (first?.vacuous ?? []).filter((rule) => others.every(({ vacuous }) => vacuous.includes(rule)))

const namedMax = 4

const vacuousLine = (arms: ReadonlyArray<Arm>): ReadonlyArray<string> => {
  const rules = vacuousIn(arms)
  if (rules.length === 0) return []
  const more = rules.length > namedMax ? ` and ${rules.length - namedMax} more` : ""
  const named = rules.slice(0, namedMax).join(", ")
  return [
    `${"vacuous".padEnd(12)}${rules.length} of ${monitoredRules.size} that monitors judge ` +
      `never came up: ${named}${more}`
  ]
}

export const renderArms = (arms: ReadonlyArray<Arm>): string => {
  const head = ["chapter", "rules", "checked", ...arms.map((arm) => arm.name)]
  const body = chapters.map((chapter) => [
    chapter,
    String(requirements.filter(({ id }) => chapterOf(id) === chapter).length),
    String(checkedSomewhere(arms, chapter)),
    ...arms.map((arm) => cellText(cellOf(arm, chapter)))
  ])
  const total = [
    "all",
    String(requirements.length),
    String(chapters.reduce((sum, chapter) => sum + checkedSomewhere(arms, chapter), 0)),
    ...arms.map((arm) => {
      const cells = chapters.map((chapter) => cellOf(arm, chapter))
      return cellText({
        checked: cells.reduce((sum, cell) => sum + cell.checked, 0),
        violated: cells.reduce((sum, cell) => sum + cell.violated, 0)
      })
    })
  ]
  const table = columns([head, ...body, total], (cell, row) => {
    if (row === 0) return style.strong(cell)
    if (cell.startsWith("✓")) return style.good(cell)
    return cell.startsWith("✗") ? style.bad(cell) : cell
  })
  const figures = arms.flatMap((arm) =>
    arm.figures.map((line, index) => `${(index === 0 ? arm.name : "").padEnd(12)}${line}`)
  )
  const violations = arms.flatMap((arm) =>
    arm.violations.map((line) => style.bad(`${arm.name}: ${line}`))
  )
  return [
    table,
    "",
    ...figures,
    ...vacuousLine(arms),
    ...(violations.length > 0 ? ["", ...violations] : [])
  ].join("\n")
}

/** `more`: what else a command has to say, beside the arms. */
export const armsToJson = (
  arms: ReadonlyArray<Arm>,
  more: Readonly<Record<string, unknown>> = {}
): string =>
  JSON.stringify({
    holds: arms.every((arm) => arm.violations.length === 0),
    rules: requirements.length,
    vacuous: vacuousIn(arms),
    arms: arms.map((arm) => ({
      name: arm.name,
      millis: Math.round(arm.millis),
      figures: arm.figures,
      violations: arm.violations,
      vacuous: arm.vacuous,
      rules: Object.fromEntries(arm.rules)
    })),
    ...more
  })

/** The last line: what all of it comes to. */
export const verdictLine = (arms: ReadonlyArray<Arm>): string => {
  const violated = arms.reduce((sum, arm) => sum + arm.violations.length, 0)
  const millis = arms.reduce((sum, arm) => sum + arm.millis, 0)
  const all = chapters.reduce((sum, chapter) => sum + checkedSomewhere(arms, chapter), 0)
  return violated === 0
    ? style.good(
        `${number(all)} of ${number(requirements.length)} rules put to the test, none broken, in ${seconds(millis)}`
      )
    : style.bad(`${violated} ${violated === 1 ? "violation" : "violations"}`)
}
