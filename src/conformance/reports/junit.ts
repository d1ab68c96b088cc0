/**
 * JUnit XML as Jenkins and Ant understand it, and everybody else after them: a suite a chapter. The library
 * escapes markup; what XML 1.0 can't hold at all is written out here.
 */
import { DOMImplementation, type Document, type Element, XMLSerializer } from "@xmldom/xmldom"
import type { Run } from "./event.ts"
import { labelsOf } from "./labels.ts"
import { type Point, pointsOf } from "./points.ts"
import { totalsOfRun } from "./totals.ts"
import { transcriptOf } from "./transcript.ts"

const hex = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16).padStart(2, "0")}`
}

/** Characters outside the production Char of XML 1.0, and those that it discourages. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const unprintable = /[\0-\x08\x0b\x0c\r\x0e-\x1f\x7f-\x9f\p{Surrogate}\ufdd0-\ufdef\ufffe\uffff]/gu

export const xmlSafe = (text: string): string => text.replaceAll(unprintable, hex)

type Attributes = Readonly<Record<string, string | number>>

const element = (
  document: Document,
  name: string,
  attributes: Attributes,
  content: ReadonlyArray<Element> | string = []
): Element => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, xmlSafe(String(value)))
  if (typeof content === "string") made.appendChild(document.createTextNode(xmlSafe(content)))
  else for (const child of content) made.appendChild(child)
  return made
}

const seconds = (millis: number): string => (millis / 1_000).toFixed(3)

const countOf = (points: ReadonlyArray<Point>): Attributes => {
  const count = (...statuses: ReadonlyArray<Point["status"]>) =>
    points.filter(({ status }) => statuses.includes(status)).length
  return {
    tests: points.length,
    failures: count("failed"),
    errors: count("error"),
    skipped: count("skipped", "todo")
  }
}

const millisOf = (points: ReadonlyArray<Point>): number =>
  points.reduce((sum, { result }) => sum + (result?.durationMillis ?? 0), 0)

const explanation = ({ result, fix, message }: Point): string => {
  if (result === undefined) return message
  const { level, clauses, why, expected, outcome, found } = result
  return [
    `${level}: ${clauses.join(", ")}`,
    `why: ${why}`,
    `expected: ${expected}`,
    `found: ${outcome}: ${found}`,
    ...(fix === undefined ? [] : [`fix: ${fix}`])
  ].join("\n")
}

const outcomeOf = (document: Document, point: Point): ReadonlyArray<Element> => {
  const { status, message, kind } = point
  if (status === "passed") return []
  // Of a skipped test readers show the message alone.
  if (status === "skipped" || status === "todo") {
    const prefix = status === "todo" ? "expected to fail: " : ""
    return [element(document, "skipped", { message: `${prefix}${message}` })]
  }
  const name = status === "failed" ? "failure" : "error"
  return [element(document, name, { message, type: kind }, explanation(point))]
}

const testcase = (document: Document, classname: string, point: Point): Element => {
  const { name, result } = point
  const transcript = (result?.exchanges ?? []).flatMap((exchange) => transcriptOf(exchange))
  return element(
    document,
    "testcase",
    { classname, name, time: seconds(result?.durationMillis ?? 0) },
    [
      ...outcomeOf(document, point),
      ...(transcript.length === 0
        ? []
        : [element(document, "system-out", {}, transcript.join("\n"))])
    ]
  )
}

const propertiesOf = (document: Document, run: Run): Element => {
  const { must, should, choices, robustness } = totalsOfRun(run)
  const values: Attributes = {
    subject: run.subject,
    server: run.server ?? "",
    expectations: run.expectations ?? "",
    version: run.version,
    seed: run.seed,
    "must.kept": must.kept,
    "must.judged": must.judged,
    "should.kept": should.kept,
    "should.judged": should.judged,
    choices,
    "robustness.kept": robustness.kept,
    "robustness.judged": robustness.judged
  }
  const properties = Object.entries(values).map(([name, value]) =>
    element(document, "property", { name, value })
  )
  return element(document, "properties", {}, properties)
}

/** Several runs are told apart by the names of their servers. */
export const runsToJunit = (runs: ReadonlyArray<Run>): string => {
  const document = new DOMImplementation().createDocument(null, "", null)
  const labels = labelsOf(runs)
  const suites = runs.flatMap((run, index) => {
    const prefix = runs.length > 1 ? `${labels[index]}: ` : ""
    return [...Map.groupBy(pointsOf(run), ({ chapter }) => chapter)].map(([chapter, points]) =>
      element(
        document,
        "testsuite",
        {
          name: `${prefix}${chapter}`,
          ...countOf(points),
          time: seconds(millisOf(points)),
          // Without a zone, as the schema of Ant has it.
          timestamp: run.started.replace(/(\.\d+)?Z$/, ""),
          hostname: "localhost"
        },
        [
          propertiesOf(document, run),
          ...points.map((point) => testcase(document, `amped.${prefix}${chapter}`, point))
        ]
      )
    )
  })
  const all = runs.flatMap(pointsOf)
  document.appendChild(
    element(
      document,
      "testsuites",
      { name: "amped", ...countOf(all), time: seconds(millisOf(all)) },
      suites
    )
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`
}
