/** Picture and page in a real browser: whether texts have the room that was reckoned without one. */
import { fail } from "node:assert"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Fingerprint } from "../../../../src/conformance/fingerprint/result.ts"
import { chartOf } from "../../../../src/conformance/reports/fingerprint/chart.ts"
import { renderFingerprintPage } from "../../../../src/conformance/reports/fingerprint/page.ts"
import { browserIsMissing, startBrowser, type Watched } from "../browser.ts"
import { nasty } from "../runs.ts"
import { anyFingerprint } from "./any-fingerprint.ts"
import { allFingerprints, partialAmped, sped } from "./fingerprints.ts"

// On a user's machine a missing browser is a visible skip; in CI it is a failure.
const isSkipped = browserIsMissing && process.env["CI"] === undefined
const inBrowser = describe.skipIf(isSkipped)
const label = (what: string) => (isSkipped ? `${what} (skipped: no chromium)` : what)
const timeout = 30_000

let started: Watched | undefined

beforeAll(async () => {
  if (!isSkipped) started = await startBrowser("scripts")
}, 60_000)

afterAll(async () => {
  await started?.close()
})

const browser = (): Watched => started ?? fail("no browser was started")

const show = async (fingerprints: ReadonlyArray<Fingerprint>): Promise<void> => {
  browser().show(renderFingerprintPage(fingerprints))
  await browser().open()
}

interface Box {
  readonly said: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const boxesOf = (selector: string): Promise<ReadonlyArray<Box>> =>
  browser()
    .page.locator(selector)
    .evaluateAll((elements) =>
      elements.map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect()
        return { said: element.textContent?.trim() ?? "", left, right, top, bottom }
      })
    )

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left &&
  inner.right <= outer.right &&
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom

/** A line of letters is as high as its font may need, two pixels more above and below than these do. */
const slack = 2

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right &&
  other.left < one.right &&
  one.top + slack < other.bottom - slack &&
  other.top + slack < one.bottom - slack

/** Texts that leave the picture, and pairs that lie upon each other. */
const troubles = async (): Promise<ReadonlyArray<string>> => {
  const [picture = fail("there is no picture")] = await boxesOf("svg.fingerprint-chart")
  const texts = await boxesOf("svg.fingerprint-chart text")
  const shown = texts.filter(({ said }) => said !== "")
  expect(shown.length).toBeGreaterThan(20)
  const outside = shown.filter((box) => !isWithin(box, picture)).map(({ said }) => said)
  const upon = shown.flatMap((one, index) =>
    shown
      .slice(index + 1)
      .filter((other) => meet(one, other))
      .map((other) => `${one.said} | ${other.said}`)
  )
  return [...outside, ...upon]
}

const wide: Fingerprint = {
  ...sped,
  server: "W".repeat(300),
  architecture: { ...sped.architecture, words: "W".repeat(300) },
  sweeps: {
    ...sped.sweeps,
    lookup: { ...sped.sweeps.lookup, outcome: "not-exercised", why: nasty, points: [] },
    read: { ...sped.sweeps.read, outcome: "inconclusive", why: "漢".repeat(200), controls: [] },
    idle: { ...sped.sweeps.idle, outcome: "not-exercised", why: nasty, points: [] }
  }
}

inBrowser(label("the texts of a picture"), { timeout }, () => {
  test.each(Object.entries({ ...allFingerprints, wide }))(
    "%s: none leaves it or lies upon another",
    async (_, fingerprint) => {
      await show([fingerprint])
      expect(await troubles()).toEqual([])
    }
  )

  test("of any server", async () => {
    for (const fingerprint of fc.sample(anyFingerprint, { numRuns: 12, seed: 5 })) {
      await show([fingerprint, partialAmped])
      expect(await troubles()).toEqual([])
    }
  })
})

inBrowser(label("the page"), { timeout }, () => {
  test("shows what a hostile server sends, and does nothing of it", async () => {
    await show([{ ...sped, server: nasty, subject: nasty }])
    const heading = await browser().page.locator("h3").textContent()
    expect(heading).toContain("</script><img src=x onerror=alert(1)>")
    expect(await browser().page.locator("img, script").count()).toBe(0)
  })

  test("hides the steps until they are asked for", async () => {
    await show([partialAmped])
    const cell = browser().page.locator("details td").first()
    expect(await cell.isVisible()).toBe(false)
    await browser().page.getByText("All 51 steps").click()
    expect(await cell.isVisible()).toBe(true)
  })

  test("is as wide as the window, on a small one too, and the picture can still be read", async () => {
    await browser().page.setViewportSize({ width: 400, height: 800 })
    await show([partialAmped, wide])
    const widths = await browser()
      .page.locator("html")
      .evaluate((element) => [element.scrollWidth, element.clientWidth])
    expect(widths).toEqual([400, 400])
    const [picture] = await boxesOf("svg.fingerprint-chart")
    expect((picture?.right ?? 0) - (picture?.left ?? 0)).toBeGreaterThan(600)
  })

  test("picture and page are dark where the reader's screen is", async () => {
    const { page } = browser()
    const fillOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).fill)
    const colours = async () => [await fillOf(".paper"), await fillOf("text")]
    await show([partialAmped])
    await page.emulateMedia({ colorScheme: "light" })
    expect(await colours()).toEqual(["rgb(253, 253, 252)", "rgb(29, 33, 37)"])
    await page.emulateMedia({ colorScheme: "dark" })
    expect(await colours()).toEqual(["rgb(22, 25, 28)", "rgb(223, 227, 230)"])
    browser().show(chartOf([partialAmped]))
    await browser().open()
    expect(await colours()).toEqual(["rgb(22, 25, 28)", "rgb(223, 227, 230)"])
  })

  test("in all of this nothing was asked of any network, and nothing was complained of", () => {
    expect(browser().requests.filter((url) => !/^(file|about):/.test(url))).toEqual([])
    expect(browser().requests.length).toBeGreaterThan(5)
    expect(browser().complaints).toEqual([])
  })
})
