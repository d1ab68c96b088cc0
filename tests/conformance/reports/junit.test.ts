import { readFileSync } from "node:fs"
import { XmlDocument, XsdValidator } from "libxml2-wasm"
import { afterAll, describe, expect, test } from "vitest"
import { runsToJunit, xmlSafe } from "../../../src/conformance/reports/junit.ts"
import { describedOf, everyVerdict, hello, nasty, recorded, runOf } from "./runs.ts"

// libxml2 knows nothing of the library that writes: what it reads and finds valid, others will.
const structure = XmlDocument.fromString(
  readFileSync(new URL("junit.xsd", import.meta.url), "utf8")
)
const validator = XsdValidator.fromDoc(structure)

afterAll(() => {
  validator.dispose()
  structure.dispose()
})

/** Parses, validates, and gives the texts that an XPath finds. */
const textsIn = (xml: string, path: string): ReadonlyArray<string> => {
  const document = XmlDocument.fromString(xml)
  try {
    validator.validate(document)
    return document.find(path).map((node) => node.content)
  } finally {
    document.dispose()
  }
}

const run = runOf([
  recorded("pass", "R-01", { exchanges: [hello] }),
  recorded("deviates", "R-06", { fix: { any: "answer 400" } }),
  recorded("not-applicable", "B-01", { chapter: "framing", outcome: "no TLS" })
])

test("a suite a chapter, after one for the run itself", () => {
  const xml = runsToJunit([run])
  expect(textsIn(xml, "//testsuite/@name")).toEqual(["subject", "target", "framing"])
  expect(textsIn(xml, "/testsuites/@tests")).toEqual(["5"])
  expect(textsIn(xml, "//testsuite[@name='target']/@failures")).toEqual(["1"])
  expect(textsIn(xml, "//testsuite[@name='framing']/@skipped")).toEqual(["1"])
  expect(textsIn(xml, "//testsuite[@name='target']/@time")).toEqual(["0.006"])
})

test("a failure says what was expected, found, and to be done", () => {
  const xml = runsToJunit([run])
  expect(textsIn(xml, "//failure/@message")).toEqual([
    "expected 400; found none of the permitted outcomes: 200 (12), FIN"
  ])
  expect(textsIn(xml, "//failure")[0]).toContain("fix: answer 400")
  expect(textsIn(xml, "//skipped/@message")).toEqual(["not-applicable: no TLS"])
})

test("the transcript is the case's output", () => {
  const [output = ""] = textsIn(
    runsToJunit([run]),
    "//testcase[@name[contains(., 'R-01')]]/system-out"
  )
  expect(output).toContain(String.raw`> "GET / HTTP/1.1\r\n\r\n"`)
  expect(output.split("\n").length).toBe(5)
})

test("properties hold the seed, the server and the three numbers", () => {
  const xml = runsToJunit([run])
  const value = (name: string) =>
    textsIn(xml, `//testsuite[@name='target']/properties/property[@name='${name}']/@value`)
  expect(value("seed")).toEqual(["7"])
  expect(value("server")).toEqual(["nginx/1.22.1"])
  expect([...value("must.kept"), ...value("must.judged")]).toEqual(["1", "2"])
})

describe("whatever a server sends", () => {
  const xml = runsToJunit([runOf(everyVerdict)])

  test("every verdict makes a valid document", () => {
    expect(textsIn(xml, "//testcase/@name").length).toBe(everyVerdict.length + 2)
    const kinds = textsIn(xml, "//failure/@type | //error/@type")
    expect(kinds.toSorted()).toEqual(
      ["blocked", "crash", "deviates", "flaky", "harness-fault", "unexpected-pass"].toSorted()
    )
    expect(textsIn(xml, "//skipped").length).toBe(3)
  })

  test("a reader gets back what XML can hold, and the rest spelt out", () => {
    const messages = textsIn(xml, "//failure[@type='deviates']/@message")
    expect(messages[0]?.endsWith(xmlSafe(nasty))).toBe(true)
    expect(xmlSafe("\0\b\t\n\r\u001f\u007f\u0085\ud800\ufffe\u00ff😀")).toBe(
      "\\x00\\x08\t\n\\x0d\\x1f\\x7f\\x85\\u{d800}\\u{fffe}\u00ff😀"
    )
  })
})

test("runs beside each other are told apart", () => {
  const xml = runsToJunit([run, run])
  expect(textsIn(xml, "//testsuite/@name").slice(0, 4)).toEqual([
    "nginx/1.22.1: subject",
    "nginx/1.22.1: target",
    "nginx/1.22.1: framing",
    "nginx/1.22.1 (2): subject"
  ])
})

test("what went wrong with the run itself is an error", () => {
  const xml = runsToJunit([
    {
      ...run,
      brokenControls: ["a plain GET gave 400"],
      deaths: [{ how: "exited with 9", during: ["R-06"] }],
      unfinished: [describedOf(recorded("pass", "Z-01"))]
    }
  ])
  expect(textsIn(xml, "//error/@message")).toEqual([
    "a plain GET gave 400",
    "it exited with 9, during R-06",
    "the run ended before this case"
  ])
})
