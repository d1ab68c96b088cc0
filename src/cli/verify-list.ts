/** `amped verify --list`: the chosen cases, for people and for programs. */
import { describeActive, describePassive } from "../conformance/reports/record.ts"
import { columns } from "./terminal.ts"
import type { Chosen } from "./verify-plan.ts"

const described = ({ cases, multipliers, passive }: Chosen) => [
  ...cases.map(describeActive),
  ...multipliers.map((each) => describePassive(each, "multipliers")),
  ...passive.map((each) => describePassive(each))
]

export const listToJson = (chosen: Chosen): string =>
  JSON.stringify(described(chosen), undefined, 2)

export const renderList = (chosen: Chosen): string => {
  const all = described(chosen)
  const rows = all.map(({ id, level, chapter, title }) => [id, level, chapter, title])
  return `${columns(rows)}\n\n${all.length} cases; amped explain ID shows one`
}
