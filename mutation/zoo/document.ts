/** The published table, `docs/zoo.md`. */
import { allCases } from "../../src/conformance/cases/index.ts"
import { faults } from "../faulty/index.ts"
import { animalKinds } from "./animal.ts"
import { animals } from "./animals/index.ts"
import { type Figures, rejectedBy, type Row, survivorsIn } from "./kills.ts"
import { stays, survives, unseen } from "./stays.ts"

export const documentFile = new URL("../../docs/zoo.md", import.meta.url)

const table = (
  head: ReadonlyArray<string>,
  body: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "-").join("|")}|`,
  ...body.map((cells) => `| ${cells.join(" | ")} |`)
]

const figures = ([kept, judged]: Figures): string => `${kept}/${judged}`

const shownMax = 4

/** The first few, and how many more. */
const few = (ids: ReadonlyArray<string>): string =>
  ids.length <= shownMax
    ? ids.join(" ")
    : `${ids.slice(0, shownMax).join(" ")} +${ids.length - shownMax}`

const verdictOf = ({ exitCode, diedOf, rejectedBy, unclear }: Row): string => {
  if (diedOf !== undefined) return "dies"
  if (rejectedBy.length > 0) return "rejected"
  if (exitCode === 0) return "survives"
  return unclear > 0 ? "not judged" : "blocked"
}

const cells = (row: Row, sentence: string): ReadonlyArray<string> => [
  row.id,
  verdictOf(row),
  figures(row.must),
  figures(row.should),
  String(row.choices),
  figures(row.robustness),
  String(row.blocked),
  String(row.rejectedBy.length),
  row.diedOf === undefined ? few(row.rejectedBy) : `dies of ${row.diedOf}`,
  sentence
]

const head = [
  "who",
  "verdict",
  "MUST",
  "SHOULD",
  "choices",
  "robustness",
  "blocked",
  "cases",
  "first",
  "what is wrong with it"
]

const ofKind = (rows: ReadonlyArray<Row>, kind: string): ReadonlyArray<string> => {
  const own = animals.filter((animal) => animal.kind === kind)
  const body = own.flatMap(({ id, sentence }) => {
    const row = rows.find((each) => each.id === id)
    return row === undefined ? [] : [cells(row, sentence)]
  })
  return ["", `### ${kind}`, "", ...table(head, body)]
}

/** Whom only few cases reject says most about each of these. */
const telling = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows
    .toSorted((one, other) => one.rejectedBy.length - other.rejectedBy.length)
    .slice(0, 3)
    .map(({ id, rejectedBy: by }) => (by.length === 1 ? `**${id}**` : id))

const caseRow = (rows: ReadonlyArray<Row>, id: string): ReadonlyArray<string> => {
  const rejected = rejectedBy(rows, id)
  const count = (is: Row["is"]): string => String(rejected.filter((row) => row.is === is).length)
  const reason = stays[id]
  return [
    id,
    count("animal"),
    count("machine"),
    reason === undefined ? telling(rejected).join(" ") : `stays: ${reason}`
  ]
}

const reasons = (list: Readonly<Record<string, string>>): ReadonlyArray<string> =>
  Object.entries(list).map(([id, reason]) => `- ${id}: ${reason}`)

const summary = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const survivors = survivorsIn(rows)
  const rejectedOf = (is: Row["is"], all: number): string =>
    `${all - survivors.filter((row) => row.is === is).length} of ${all}`
  const ids = allCases.map(({ id }) => id)
  const idle = ids.filter((id) => rejectedBy(rows, id).length === 0).length
  const alone = ids.filter((id) =>
    rejectedBy(rows, id).some((row) => row.rejectedBy.length === 1)
  ).length
  return [
    `- ${rejectedOf("animal", animals.length)} animals are rejected, ` +
      `and ${rejectedOf("machine", faults.length)} faulty machines.`,
    `- ${ids.length - idle} of ${ids.length} cases reject somebody; ` +
      `${alone} of them somebody whom no other case rejects.`,
    "- The twin, which has no bad habit, deviates nowhere; nor does the reference machine."
  ]
}

export const render = (rows: ReadonlyArray<Row>): string =>
  `${[
    "# The zoo",
    "",
    "What the wire suite is worth: servers that answer nothing or always the same, servers with one bad habit each, " +
      "and the machines of `mutation/faulty/`, each judged by the whole suite in virtual time. " +
      "Made by `npm run zoo`; `npm run zoo -- --check` measures a part of it again. " +
      "Why it is made like this: [decision 0018](decisions/0018-zoo.md).",
    "",
    ...summary(rows),
    "",
    "Rejected means that a case deviates for it that holds for its right twin. A blocked case rejects nobody: a " +
      "plain GET failed, so nothing follows from it. " +
      "MUST, SHOULD and robustness say what was kept of what could be judged.",
    "",
    "## Animals",
    ...animalKinds.flatMap((kind) => ofKind(rows, kind)),
    "",
    "These survive, and may:",
    "",
    ...reasons(survives),
    "",
    "## Faulty machines",
    "",
    ...table(
      head,
      rows
        .filter((row) => row.is === "machine" && row.rejectedBy.length + (row.diedOf ? 1 : 0) > 0)
        .map((row) => cells(row, faults.find(({ id }) => id === row.id)?.sentence ?? ""))
    ),
    "",
    "These can't be seen on the wire; the monitors reject them ([teeth](teeth.md)):",
    "",
    ...reasons(unseen),
    "",
    "## Cases",
    "",
    "Whom each rejects, and of these the ones that fewest others reject; bold is rejected by this case alone.",
    "",
    ...table(
      ["case", "animals", "machines", "most telling"],
      allCases.map(({ id }) => caseRow(rows, id))
    )
  ].join("\n")}\n`
