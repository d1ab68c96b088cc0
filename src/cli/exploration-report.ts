/** What an exploration found: a table for people, JSON for programs. */
import { requirements } from "../requirements/registry.ts"
import { number, seconds } from "./arm.ts"
import type { WorldExplored } from "./exploration.ts"
import { columns, style } from "./terminal.ts"

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`

export const renderExploration = (found: ReadonlyArray<WorldExplored>): string => {
  const head = ["asked for", "states", "moves", "depth", "ends", "time", "moves/s", "memory", ""]
  const rows = found.map((world) => [
    world.asked,
    number(world.states),
    number(world.transitions),
    String(world.depth),
    String(world.ends),
    seconds(world.millis),
    number(Math.round((world.transitions / world.millis) * 1000)),
    megabytes(world.memoryBytes),
    verdictOf(world)
  ])
  const table = columns([head, ...rows], (cell, row, column) => {
    if (row === 0) return style.faint(cell)
    if (column !== head.length - 1) return cell
    return cell === "holds" ? style.good(cell) : style.bad(cell)
  })
  return [table, ...found.flatMap(explained), summary(found)].join("\n\n")
}

const verdictOf = ({ counterexample, cycle, complete }: WorldExplored): string => {
  if (counterexample !== undefined) return `breaks ${counterexample.rule}`
  if (cycle !== undefined) return "breaks accept/completes"
  return complete ? "holds" : "incomplete"
}

/** The rule that is broken, by its sentence, and how to come there. */
const explained = ({ counterexample, cycle, asked }: WorldExplored): ReadonlyArray<string> => {
  if (counterexample !== undefined) {
    const { rule, sentence, labels, atEnd } = counterexample
    const steps = labels.map((label, index) => `${String(index + 1).padStart(4)}  ${label}`)
    const said = requirements.find(({ id }) => id === rule)?.sentence ?? ""
    return [
      `${style.strong(rule)}: ${said}\n` +
        `Broken where the clients ask for ${asked}: ${sentence}, ` +
        `after ${labels.length} moves${atEnd ? ", where nothing more can happen" : ""}, ` +
        `and after no fewer:\n${steps.join("\n")}`
    ]
  }
  if (cycle === undefined) return []
  return [
    `${style.strong("accept/completes")}: a client waits for ever in a round of ${cycle.states} ` +
      `states, although nobody is kept from going on:\n` +
      cycle.moves.map((move) => `      ${move}`).join("\n")
  ]
}

const summary = (found: ReadonlyArray<WorldExplored>): string => {
  const sum = (of: (world: WorldExplored) => number): number =>
    found.reduce((total, world) => total + of(world), 0)
  const rules = new Set(found.flatMap((world) => [...world.rules.keys()]))
  return (
    `${found.length} ${found.length === 1 ? "world" : "worlds"}, ${number(sum(({ states }) => states))} states, ` +
    `${number(sum(({ transitions }) => transitions))} moves, ${seconds(sum(({ millis }) => millis))}; ` +
    `${rules.size} rules taken`
  )
}

export const explorationToJson = (found: ReadonlyArray<WorldExplored>): string =>
  JSON.stringify(
    {
      format: "amped-exploration/1",
      worlds: found.map(({ rules, workload, counterexample, cycle, ...world }) => ({
        ...world,
        millis: Math.round(world.millis),
        rules: Object.fromEntries(rules),
        counterexample: counterexample === undefined ? null : { ...counterexample, workload },
        cycle: cycle ?? null
      }))
    },
    undefined,
    2
  )
