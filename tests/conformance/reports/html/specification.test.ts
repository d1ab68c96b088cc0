import { describe, expect, test } from "vitest"
import { clausesOfRules, rulesIn } from "../../../../src/conformance/reports/html/chapters.ts"
import { modelOf } from "../../../../src/conformance/reports/html/model.ts"
import { specification } from "../../../../src/conformance/reports/html/specification.ts"
import { chapterNamed, pageInput } from "../fixtures.ts"
import { described, recorded, runOf } from "../runs.ts"

const chapter = {
  name: "made",
  text: [
    "# Made",
    "See [read](read.md), [itself](made.md) and [the web](https://example.org/?a=1&b=2).",
    "<b onclick=x>not bold</b> ![seen](x.png) `made/one` and `rfc9112#section-1-1`",
    "### made/one",
    "**MUST.** One.",
    "- *Source:* rfc9112#section-1-1, rfc1#section-2.",
    "### made/two",
    "Two.",
    "### made/three",
    "Three.",
    "## After",
    "Words."
  ].join("\n\n")
}
const run = runOf([
  recorded("deviates", "R-06", { rules: ["made/one"], clauses: ["rfc1#section-2"] })
])
const { text } = specification(
  modelOf({
    runs: [run],
    chapters: [chapter],
    registry: [described("Z-01", { rules: ["made/two"] })]
  })
)

/** The section of a rule. */
const rule = (name: string): string =>
  new RegExp(`<section class="rule" id="rule/${name}"[\\s\\S]*?</section>`).exec(text)?.[0] ?? ""

describe("the margin of a rule", () => {
  test("names the cases that test it, and the verdict of each server in words too", () => {
    expect(rule("made/one")).toContain(`<a href="#case/R-06">R-06</a>`)
    expect(rule("made/one")).toContain(`aria-label="nginx/1.22.1: deviates"`)
  })

  test("says what this run did not test, and what no run can", () => {
    expect(rule("made/two")).toContain("untested by this run")
    expect(rule("made/three")).toContain("not testable on the wire")
    expect(rule("made/one")).not.toMatch(/untested|not testable/)
  })
})

test("a rule ends where another heading begins", () => {
  expect(rule("made/three")).toContain("Three.")
  expect(rule("made/three")).not.toContain("Words.")
  expect(text).toContain("<h4>After</h4>")
})

test("links lead into the page or to the web, and to nothing else", () => {
  expect(text).toContain(`<a href="#chapter/made">itself</a>`)
  expect(text).toContain(`<a href="https://example.org/?a=1&amp;b=2">the web</a>`)
  expect(text).toMatch(/See read,/)
})

test("clauses lead to the index, names of rules to the rule", () => {
  expect(rule("made/one")).toContain(
    `<a href="#clause/rfc9112/section-1-1">rfc9112#section-1-1</a>`
  )
  expect(text).toContain(`<a href="#rule/made/one"><code>made/one</code></a>`)
})

test("HTML and pictures in Markdown are text", () => {
  expect(text).toContain("&lt;b onclick=x&gt;not bold")
  expect(text).not.toMatch(/<img|<b onclick/)
})

test("all rules of the specification are found, with their clauses", () => {
  const { chapters } = pageInput()
  const headings = chapters.flatMap(({ text }) => text.match(/^### \S+\/\S+$/gm) ?? [])
  expect(rulesIn(chapters)).toEqual(headings.map((heading) => heading.slice(4)))
  expect(clausesOfRules([chapterNamed("read")]).get("rfc9112#section-3.2-6")).toContain(
    "read/bad-host"
  )
})
