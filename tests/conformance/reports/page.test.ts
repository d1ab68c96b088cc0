/** The page in a real browser, from a file, with nothing but itself. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { renderPage } from "../../../src/conformance/reports/html/page.ts"
import { browserIsMissing, startBrowser, type Watched } from "./browser.ts"
import { pageInput } from "./fixtures.ts"
import { nasty, recorded, runOf } from "./runs.ts"

// On a user's machine a missing browser is a visible skip; in CI it is a failure.
const isSkipped = browserIsMissing && process.env["CI"] === undefined
const inBrowser = describe.skipIf(isSkipped)
const label = (what: string) => (isSkipped ? `${what} (skipped: no chromium)` : what)
const timeout = 30_000

let watched: Watched

beforeAll(async () => {
  if (isSkipped) return
  watched = await startBrowser("scripts")
  watched.show(renderPage(pageInput()))
}, 60_000)

afterAll(async () => {
  if (!isSkipped) await watched.close()
})

const shownRows = () => watched.page.locator("tr[data-case]:visible")
const idsShown = () =>
  shownRows().evaluateAll((rows) => rows.map((row) => row.getAttribute("data-case")))
const openCase = () => watched.page.locator("article.case:visible")

inBrowser(label("filters"), { timeout }, () => {
  test("by text, verdict, level and chapter", async () => {
    await watched.open()
    expect(await shownRows().count()).toBe(12)
    await watched.page.getByLabel("Find").fill("userinfo")
    expect(await idsShown()).toEqual(["R-08c"])
    expect(await watched.page.locator("#filter-count").textContent()).toBe("1 case")
    await watched.page.getByLabel("Find").fill("")
    await watched.page.getByLabel("Verdict", { exact: true }).selectOption("differ")
    expect(await idsShown()).toEqual(["R-16", "R-08c", "F-04a", "B-03", "B-04"])
    await watched.page.getByLabel("Chapter", { exact: true }).selectOption("framing")
    expect(await idsShown()).toEqual(["B-03", "B-04"])
    await watched.page.getByLabel("Level", { exact: true }).selectOption("MAY")
    expect(await idsShown()).toEqual([])
    expect(await watched.page.getByText("No case is like that.").isVisible()).toBe(true)
  })
})

inBrowser(label("a case"), { timeout }, () => {
  test("opens by a click anywhere in its row, and closes", async () => {
    await watched.open()
    expect(await openCase().count()).toBe(0)
    await watched.page.locator("tr[data-case='R-08c'] td.title").click()
    await openCase().waitFor()
    expect(await openCase().locator("h3").textContent()).toContain("R-08c")
    expect(watched.page.url()).toBe(`${watched.address}#case/R-08c`)
    expect(await openCase().locator(".wire li.sent code").first().textContent()).toContain(
      "Host: u@localhost↵"
    )
    await watched.page.getByRole("button", { name: "close" }).click()
    expect(await openCase().count()).toBe(0)
    expect(watched.page.url()).toBe(`${watched.address}#results`)
  })

  test("opens by its address, and shows where it stands", async () => {
    await watched.open("#case/B-04")
    await openCase().waitFor()
    expect(await openCase().getAttribute("id")).toBe("case/B-04")
    expect(await watched.page.locator("tr.current").getAttribute("data-case")).toBe("B-04")
  })

  test("opens by keys alone", async () => {
    await watched.open()
    await watched.page.keyboard.press("/")
    await watched.page.keyboard.type("host")
    await watched.page.keyboard.press("ArrowDown")
    await watched.page.keyboard.press("ArrowDown")
    await watched.page.keyboard.press("Enter")
    await openCase().waitFor()
    const shown = await idsShown()
    expect(await openCase().getAttribute("id")).toBe(`case/${shown[1]}`)
    await watched.page.keyboard.press("j")
    await watched.page.locator(`[id="case/${shown[2]}"]:visible`).waitFor()
    await watched.page.keyboard.press("Escape")
    expect(await openCase().count()).toBe(0)
  })
})

inBrowser(label("the page"), { timeout }, () => {
  test("from a case to its clause, to the rule, and back by the margin", async () => {
    await watched.open("#case/R-08c")
    await openCase().getByRole("link", { name: "RFC 9112 § 3.2 ¶ 6" }).click()
    const clause = watched.page.locator(`[id="clause/rfc9112/section-3.2-6"]`)
    await clause.waitFor()
    expect(await watched.page.locator("#results").isVisible()).toBe(false)
    expect(
      await clause.getByRole("link", { name: "rfc9112#section-3.2-6" }).getAttribute("href")
    ).toBe("https://www.rfc-editor.org/rfc/rfc9112#section-3.2-6")
    await clause.getByRole("link", { name: "read/bad-host" }).click()
    const rule = watched.page.locator(`[id="rule/read/bad-host"]`)
    await rule.waitFor()
    expect(await watched.page.locator("nav [aria-current]").textContent()).toBe("Specification")
    expect(await rule.getByLabel("nginx/1.22.1: expected-fail").count()).toBe(2)
    await rule.getByRole("link", { name: "R-16" }).click()
    await watched.page.locator(`[id="case/R-16"]:visible`).waitFor()
    expect(await rule.isVisible()).toBe(true)
  })

  test("rules that were not tested say so in the margin, and why", async () => {
    await watched.open("#specification")
    const margin = (rule: string) =>
      watched.page.locator(`[id="rule/${rule}"] .margin`).textContent()
    expect(await margin("read/body-skipped")).toContain("untested by this run")
    expect(await margin("dispatcher/clock")).toContain("not testable on the wire")
  })

  test("without scripts it is all there", async () => {
    const plain = await startBrowser("no scripts")
    try {
      plain.show(renderPage(pageInput()))
      await plain.open()
      for (const id of ["results", "specification", "clauses", "case/R-08c"])
        expect(await plain.page.locator(`[id="${id}"]`).isVisible()).toBe(true)
      expect(await plain.page.getByLabel("Find").isVisible()).toBe(false)
    } finally {
      await plain.close()
    }
  })

  test("what a hostile server sends is shown, and does nothing", async () => {
    const hostile = recorded("deviates", "X-1", { title: nasty, outcome: nasty })
    watched.show(renderPage({ ...pageInput(), runs: [runOf([hostile], { server: nasty })] }))
    await watched.open("#case/X-1")
    await openCase().waitFor()
    expect(await openCase().textContent()).toContain("</script><img src=x onerror=alert(1)>")
    expect(await watched.page.locator("img").count()).toBe(0)
  })

  test("in all of this nothing was asked of any network, and nothing was complained of", () => {
    expect(watched.requests.filter((url) => !/^(file|about):/.test(url))).toEqual([])
    expect(watched.requests.length).toBeGreaterThan(5)
    expect(watched.complaints).toEqual([])
  })
})
