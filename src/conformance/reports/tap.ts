/** TAP version 14: a point a case, with a block of YAML where it did not pass. */
import { Document, visit } from "yaml"
import type { Run } from "./event.ts"
import { labelsOf } from "./labels.ts"
import { type Point, pointsOf } from "./points.ts"
import { totalsOfRun } from "./totals.ts"
import { transcriptOf } from "./transcript.ts"

/** One line in which nothing can be taken for a directive. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\\#]/g, String.raw`\$&`)
    .trim()

const directive = ({ status, message }: Point): string => {
  if (status === "skipped") return ` # SKIP ${plain(message)}`
  return status === "todo" ? ` # TODO ${plain(message)}` : ""
}

const diagnosis = ({ result, fix, message, kind }: Point): object =>
  result === undefined
    ? { message, verdict: kind }
    : {
        message,
        verdict: kind,
        level: result.level,
        clauses: result.clauses,
        why: result.why,
        expected: result.expected,
        outcome: result.outcome,
        found: result.found,
        ...(fix === undefined ? {} : { fix }),
        duration_ms: result.durationMillis,
        ...(result.exchanges.length === 0
          ? {}
          : { wire: result.exchanges.flatMap((exchange) => transcriptOf(exchange)) })
      }

/** Characters at which some readers of lines or of YAML end; the library writes those below U+0020 out itself. */
const treacherous = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\p{Surrogate}]/gu

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/** Each text stands on one line: readers of TAP differ in what a blank one within a block means. */
const toYaml = (value: object): ReadonlyArray<string> => {
  const document = new Document(value)
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && node.value.search(treacherous) >= 0)
        Object.assign(node, { type: "QUOTE_DOUBLE" })
    }
  })
  const text = document.toString({
    lineWidth: 0,
    blockQuote: false,
    doubleQuotedMinMultiLineLength: Infinity
  })
  return text.replaceAll(treacherous, escaped).trimEnd().split("\n")
}

const block = (point: Point): ReadonlyArray<string> => {
  const { status } = point
  if (status === "passed" || status === "skipped") return []
  return ["  ---", ...toYaml(diagnosis(point)).map((line) => `  ${line}`), "  ..."]
}

const pointLines = (point: Point, index: number, prefix: string): ReadonlyArray<string> => {
  const { status, name } = point
  const mark = status === "passed" || status === "skipped" ? "ok" : "not ok"
  return [`${mark} ${index + 1} - ${plain(`${prefix}${name}`)}${directive(point)}`, ...block(point)]
}

const comment = (run: Run, label: string): string => {
  const { must, should, choices } = totalsOfRun(run)
  return plain(
    `${label}: MUST kept: ${must.kept} of ${must.judged}, ` +
      `SHOULD kept: ${should.kept} of ${should.judged}, choices made: ${choices}`
  )
}

/** Several runs are told apart by the names of their servers. */
export const runsToTap = (runs: ReadonlyArray<Run>): string => {
  const labels = labelsOf(runs)
  const points = runs.flatMap((run, index) =>
    pointsOf(run).map((point) => ({
      point,
      prefix: runs.length > 1 ? `${labels[index]}: ` : ""
    }))
  )
  return [
    "TAP version 14",
    `1..${points.length}`,
    ...points.flatMap(({ point, prefix }, index) => pointLines(point, index, prefix)),
    ...runs.map((run, index) => `# ${comment(run, labels[index] ?? "")}`),
    ""
  ].join("\n")
}
