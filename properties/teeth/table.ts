/** The published table: `mutation/teeth.json` for programs, `docs/teeth.md` for people. */
import { readFileSync, writeFileSync } from "node:fs"
import { faultKinds, faults } from "../../mutation/faulty/index.ts"
import { strategyChoices } from "../../src/runtime-sim/schedulers/portfolio.ts"
import {
  medianMax,
  offsetsMax,
  ratioMax,
  type Row,
  runsMax,
  startsMax,
  wrongWith
} from "./measure.ts"
import { type Bite, bites } from "./rules.ts"
import { outOfReach } from "./worlds.ts"

const jsonFile = new URL("../../mutation/teeth.json", import.meta.url)
const documentFile = new URL("../../docs/teeth.md", import.meta.url)

export const publishedRows = (): ReadonlyArray<Row> =>
  JSON.parse(readFileSync(jsonFile, "utf8")) as ReadonlyArray<Row>

export const publishedDocument = (): string => readFileSync(documentFile, "utf8")

export const publish = (rows: ReadonlyArray<Row>): void => {
  writeFileSync(jsonFile, `${JSON.stringify(rows, undefined, 2)}\n`)
  writeFileSync(documentFile, render(rows))
}

const table = (
  head: ReadonlyArray<string>,
  body: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "-").join("|")}|`,
  ...body.map((cells) => `| ${cells.join(" | ")} |`)
]

const runsCell = (count: number | null): string => (count === null ? `> ${runsMax}` : String(count))

const exploredCells = ({ id, explored }: Row): ReadonlyArray<string> =>
  explored === null
    ? ["–", outOfReach[id] ?? "–"]
    : [explored.moves.toLocaleString("en-US"), `${explored.steps}, ${explored.world}`]

const ratioOf = ({ shrunk, shortest }: Row): number =>
  shrunk === shortest ? 1 : (shrunk ?? Infinity) / (shortest ?? 0)

const rowOf = (row: Row): ReadonlyArray<string> => {
  const fault = faults.find(({ id }) => id === row.id)
  return [
    row.id,
    `\`${row.rule}\`${fault?.endless ? ", and endless" : ""}`,
    ...strategyChoices.map((choice) => runsCell(row.runs[choice])),
    ...exploredCells(row),
    String(row.shrunk),
    String(row.shortest),
    ratioOf(row).toFixed(2),
    `${row.shrunkMillis} ms`
  ]
}

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0

const totals = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const right = rows.filter((row) => wrongWith(row).length === 0).length
  const portfolio = rows.map(({ runs }) => runs.portfolio ?? Infinity)
  const searched = rows.filter(({ explored }) => explored !== null).length
  const ratios = rows.map(ratioOf)
  const millis = rows.map(({ shrunkMillis }) => shrunkMillis)
  return [
    `**${right} of ${rows.length}** are rejected for the right rule: within ${medianMax} runs in the ` +
      `median, and by a run of at most ${ratioMax} times the shortest.`,
    "",
    `- The portfolio needs ${median(portfolio)} runs for half of them, ${Math.max(...portfolio)} for the slowest.`,
    `- Exploration finds ${searched} in small worlds.`,
    `- Shrunk runs are ${Math.max(...ratios).toFixed(2)} times as long as the shortest at worst; ` +
      `shrinking took ${Math.max(...millis)} ms at most.`
  ]
}

const biteOf = ({ rule, machines, trace }: Bite): ReadonlyArray<string> => [
  `\`${rule}\``,
  machines.length > 0 ? machines.join(", ") : `a trace: ${trace}`
]

const sentences = (): ReadonlyArray<string> =>
  faultKinds.flatMap((kind) => {
    const own = faults.filter((fault) => fault.kind === kind)
    return ["", `**${kind}**`, "", ...own.map(({ id, sentence }) => `- ${id}: ${sentence}`)]
  })

const explanation: ReadonlyArray<string> = [
  `- Runs: median over ${offsetsMax} ranges of seeds (1, 10,001, …) of the runs until the rule is broken, ` +
    `each at most ${runsMax}.`,
  "- Moves: tried by exploration, in all small worlds up to the one that shows it; and the fewest that lead there, " +
    "with that world.",
  `- Steps: of the shrunk run, the best of the first ${startsMax} that the portfolio finds, and of the shortest ` +
    "that is known, from exploration or kept in `properties/replays/`. Time is what the processor spent on shrinking.",
  "- What is endless has, besides, fair runs in which a client waits for ever."
]

export const render = (rows: ReadonlyArray<Row>): string => {
  const found = bites()
  return `${[
    "# Teeth",
    "",
    "What the requirements reject, measured by machines, helpers and worlds that are wrong on purpose " +
      "(`mutation/faulty/`). Made by `npm run teeth`; CI runs a short form of it.",
    "",
    ...totals(rows),
    "",
    "How it is measured:",
    "",
    ...explanation,
    "",
    ...table(
      [
        "machine",
        "rule",
        ...strategyChoices,
        "moves",
        "fewest",
        "shrunk",
        "shortest",
        "ratio",
        "time"
      ],
      rows.map(rowOf)
    ),
    "",
    "## Rules",
    "",
    `Monitors judge ${found.length} rules. Each accepts every trace of the reference, ` +
      "and rejects what stands beside it.",
    "",
    ...table(["rule", "broken by"], found.map(biteOf)),
    "",
    "## Mistakes",
    ...sentences()
  ].join("\n")}\n`
}
