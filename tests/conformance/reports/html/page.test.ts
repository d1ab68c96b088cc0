/** What the page is as text: whole, closed, and unable to load or run anything that is not ours. */
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { renderPage } from "../../../../src/conformance/reports/html/page.ts"
import { totalsOfRun } from "../../../../src/conformance/reports/totals.ts"
import { pageInput, recordedRun } from "../fixtures.ts"
import { everyVerdict, nasty, recorded, runOf } from "../runs.ts"

const page = renderPage(pageInput())

const hostile = renderPage({
  ...pageInput(),
  runs: [
    runOf(
      [
        ...everyVerdict,
        recorded("deviates", "X-1", {
          outcome: nasty,
          reason: nasty,
          wireFile: nasty,
          title: nasty
        })
      ],
      { server: nasty, brokenControls: [nasty], deaths: [{ how: nasty, during: [nasty] }] },
      { subject: nasty, version: nasty }
    )
  ]
})

/** Elements of a name, with what stands in them. */
const elements = (text: string, name: string): ReadonlyArray<string> =>
  [...text.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, inner = ""]) => inner
  )

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

describe.each([
  ["of real servers", page],
  ["of a hostile one", hostile]
])("the page %s", (_, text) => {
  test("allows exactly its own script and style", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? ""
    const allowed = policy.replaceAll("&#39;", "'").split("; ")
    expect(allowed).toEqual([
      "default-src 'none'",
      `style-src ${elements(text, "style").map(hash).join(" ")}`,
      `script-src ${elements(text, "script").map(hash).join(" ")}`,
      "base-uri 'none'",
      "form-action 'none'"
    ])
  })

  test("loads nothing, and says no style or handler in an attribute", () => {
    expect(text).not.toMatch(/<(img|link|iframe|object|embed|base|video|audio|source)\b/i)
    const names = text.replaceAll(/="[^"]*"/g, "=")
    expect(names).not.toMatch(/<[^>]*\s(src|srcset|style|on\w+|background|ping)=/i)
    expect(text).not.toMatch(/url\(|@import/)
  })

  test("has every element closed", () => {
    const open: Array<string> = []
    const alone = new Set(["meta", "br", "input", "hr"])
    const body = text.replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, "")
    for (const [, end, name = ""] of body.matchAll(/<(\/?)([a-z]\w*)(?:\s[^>]*)?>/g)) {
      if (alone.has(name)) continue
      if (end === "") open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  test("gives each id once, and every link within it leads somewhere", () => {
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    const known = new Set(ids)
    const links = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((id) => !known.has(id))).toEqual([])
  })
})

test("what a hostile server sends is text", () => {
  expect(hostile).not.toMatch(/<img|onerror=(?!alert\(1\)&gt;)/)
  expect(elements(hostile, "script").length).toBe(2)
  expect(hostile).toContain("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;")
  // oxlint-disable-next-line no-control-regex -- these are the ones that must not be there
  expect(hostile).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\ud800\u202e]/)
})

test("three numbers a server, and never one", () => {
  const { must, should } = totalsOfRun(recordedRun("nginx"))
  const said = (what: string, { kept, judged }: typeof must) =>
    `aria-label="nginx/1.22.1: ${what} kept, ${kept} of ${judged}"`
  expect(must.judged).toBeGreaterThan(5)
  expect(page).toContain(said("MUST", must))
  expect(page).toContain(said("SHOULD", should))
})
