import { marked, type Token } from "marked"
import { describe, expect, test } from "vitest"
import { runsToAnnotations, runsToMarkdown } from "../../../src/conformance/reports/github.ts"
import { everyVerdict, nasty, recorded, runOf } from "./runs.ts"

const deviation = recorded("deviates", "R-06", { title: "a, b: c", fix: { any: "answer 400" } })
const known = recorded("expected-fail", "B-01", { reason: "by design" })
const run = runOf([recorded("pass", "R-01"), deviation, known])

/** Back from a workflow command to the texts, as the runner does it. */
const unescaped = (text: string): string =>
  [
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%3A", ":"],
    ["%2C", ","],
    ["%25", "%"]
  ].reduce((rest, [mark = "", meant = ""]) => rest.replaceAll(mark, meant), text)

describe("annotations", () => {
  test("an error for what fails, and the three numbers", () => {
    expect(runsToAnnotations([run])).toBe(
      [
        "::error title=MUST R-06 a%2C b%3A c::expected 400; found none of the permitted outcomes: " +
          "200 (12), FIN%0Arfc9112#section-3.2-6%0Afix: answer 400",
        "::notice title=amped%3A nginx/1.22.1::MUST kept: 1 of 3, SHOULD kept: 0 of 0, " +
          "choices made: 0, robustness: 0 of 0",
        ""
      ].join("\n")
    )
  })

  test("whatever a server sends: a line each, and nothing lost", () => {
    const lines = runsToAnnotations([runOf(everyVerdict)])
      .trimEnd()
      .split("\n")
    // Six that fail, one that is unclear, and the totals.
    expect(lines.length).toBe(8)
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/)
    expect(lines.map((line) => unescaped(line)).join("")).toContain(nasty)
  })

  test("runs beside each other are told apart", () => {
    expect(runsToAnnotations([run, { ...run, server: "Caddy" }])).toContain(
      "::error title=Caddy%3A MUST R-06"
    )
  })
})

/** The tables of a text, as a reader of Markdown sees them. */
const tablesIn = (text: string) =>
  marked.lexer(text).filter((token): token is Token & { type: "table" } => token.type === "table")

describe("the summary", () => {
  test("has a row of numbers a server, never one number", () => {
    const text = runsToMarkdown([run, { ...run, server: "Caddy" }])
    expect(text).toContain("| server | MUST kept | SHOULD kept | choices made | robustness |")
    expect(text).toContain("| Caddy | 1 of 3 | 0 of 0 | 0 | 0 of 0 |")
  })

  test("a failing case names its clause and its fix", () => {
    const text = runsToMarkdown([run])
    expect(text).toContain(
      "[rfc9112#section-3.2-6](https://www.rfc-editor.org/rfc/rfc9112#section-3.2-6)"
    )
    expect(text).toContain("<br>fix: answer 400")
    expect(text).toContain("<details><summary>1 known deviations</summary>")
  })

  test("no failure is told in words", () => {
    expect(runsToMarkdown([runOf([known])])).toContain("Nothing deviates that was not known to.")
  })

  test("whatever a server sends stays text, in its cell", () => {
    const text = runsToMarkdown([runOf(everyVerdict)])
    const tables = tablesIn(text)
    for (const table of tables)
      for (const row of table["rows"]) expect(row.length).toBe(table["header"].length)
    const html = marked.parse(text, { async: false })
    expect(html).not.toMatch(/<img|<script|<\/script/)
    expect(html).toContain("&lt;img src=x")
  })
})
