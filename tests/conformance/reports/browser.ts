/** A real browser that shows a page from a file and is watched while it does. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type BrowserContext, chromium, type Page } from "playwright-core"

const executablePath = "/usr/bin/chromium"

export const browserIsMissing = !existsSync(executablePath)

/** What a browser does beside showing a page is left out. */
const quiet =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking --disable-component-update --disable-sync"

export interface Watched {
  readonly page: Page
  readonly address: string
  /** Addresses that were asked for. */
  readonly requests: ReadonlyArray<string>
  /** What the console said, and errors of scripts. */
  readonly complaints: ReadonlyArray<string>
  readonly show: (text: string) => void
  readonly open: (place?: string) => Promise<void>
  readonly close: () => Promise<void>
}

const launch = (folder: string, javaScriptEnabled: boolean): Promise<BrowserContext> =>
  chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath,
    args: quiet.split(" "),
    viewport: { width: 1400, height: 900 },
    javaScriptEnabled
  })

/** Each has a folder of its own, and leaves none behind. */
export const startBrowser = async (scripts: "scripts" | "no scripts"): Promise<Watched> => {
  const folder = mkdtempSync(join(tmpdir(), "amped-page-"))
  const file = join(folder, "page.html")
  const address = pathToFileURL(file).href
  const requests: Array<string> = []
  const complaints: Array<string> = []
  const context = await launch(folder, scripts === "scripts")
  context.on("request", (request) => requests.push(request.url()))
  context.on("console", (message) => complaints.push(message.text()))
  context.on("weberror", (error) => complaints.push(error.error().message))
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return {
    page,
    address,
    requests,
    complaints,
    show: (text) => writeFileSync(file, text),
    open: async (place = "") => {
      // Another address first: one that differs in its fragment alone would not be loaded again.
      await page.goto("about:blank")
      await page.goto(`${address}${place}`)
    },
    close: async () => {
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
