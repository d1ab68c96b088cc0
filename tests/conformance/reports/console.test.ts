import { describe, expect, test } from "vitest"
import { renderRun } from "../../../src/conformance/reports/console.ts"
import { plainStyle } from "../../../src/conformance/reports/style.ts"
import { hello, recorded, runOf } from "./runs.ts"

const fix = { any: "answer 400", nginx: "has no setting for it" }
const run = runOf([
  recorded("pass", "R-01"),
  recorded("choice", "R-02", { title: "an empty Host", outcome: "refused" }),
  recorded("deviates", "R-06", { fix, exchanges: [hello], exchangesLeftOut: 2 }),
  recorded("expected-fail", "B-01", { chapter: "framing", level: "SHOULD", reason: "by design" })
])

test("a run looks like this", () => {
  expect(renderRun(run)).toBe(`nginx -c nginx.conf
Server: nginx/1.22.1

  target          3 cases: 1 pass, 1 choice, 1 deviates
  framing         1 cases: 1 expected-fail

Deviations (1)
  R-06   MUST HTTP/1.1 without Host
         rfc9112#section-3.2-6
         expected: 400
         found:    none of the permitted outcomes: 200 (12), FIN
         fix:      has no setting for it

Known deviations (1)
  B-01   SHOULD HTTP/1.1 without Host
         rfc9112#section-3.2-6
         expected: 400
         found:    none of the permitted outcomes: 200 (12), FIN
         known:    by design

Choices the clauses leave open (1)
  R-02   an empty Host: refused

MUST kept: 2 of 3   SHOULD kept: 0 of 1   choices made: 1   robustness: 0 of 0   0.8 s
`)
})

test("with the bytes of each deviation, if they are asked for", () => {
  const text = renderRun(run, { transcripts: true })
  expect(text).toContain(String.raw`+0.120 ms  > "GET / HTTP/1.1\r\n\r\n"`)
  expect(text).toContain("+2.000 ms  < FIN")
  expect(text).toContain("… 2 more connections")
})

describe("a hint is that for the server at hand", () => {
  test.each([
    ["nginx/1.22.1", "nginx", "has no setting for it"],
    ["Caddy", "caddy run", "answer 400"],
    [undefined, "/usr/sbin/nginx -c x", "has no setting for it"],
    [undefined, "python3 -m nginx", "answer 400"]
  ])("%s, %s", (server, subject, hint) => {
    expect(renderRun({ ...run, server, subject })).toContain(`fix:      ${hint}`)
  })

  test("none where none was written", () => {
    const bare = runOf([recorded("deviates", "R-06", { fix: { caddy: "upgrade" } })])
    expect(renderRun(bare)).not.toContain("fix:")
  })
})

test("what went wrong with the run itself is told", () => {
  const text = renderRun({
    ...run,
    expectations: "nginx 1.22",
    brokenControls: ["a plain GET gave 400"],
    deaths: [{ how: "exited with 9", during: ["R-06", "R-01"] }],
    unfinished: run.cases.slice(0, 1),
    ended: undefined
  })
  expect(text).toContain("Server: nginx/1.22.1, known deviations of nginx 1.22")
  expect(text).toContain("Control failed: a plain GET gave 400\nDoes it serve the folder")
  expect(text).toContain("The subject exited with 9, during R-06, R-01.")
  expect(text).toContain("Interrupted: 1 of 5 cases did not finish.")
  expect(text).toMatch(/robustness: 0 of 0\n$/)
})

test("verdicts are set off by what they ask of the reader", () => {
  const style = { ...plainStyle, bad: (text: string) => `<b>${text}</b>` }
  const text = renderRun(run, { style })
  expect(text).toContain("<b>1 deviates</b>")
  expect(text).toContain("<b>R-06  </b> MUST")
  expect(text).not.toContain("<b>1 pass</b>")
})

test("how often a repeated case passed is told", () => {
  const repetition = { runs: 5, passes: 3, low: 0.2, high: 0.9 }
  const text = renderRun(runOf([recorded("flaky", "R-06", { repetition })]))
  expect(text).toContain("repeated: passed 3 of 5 times")
})
