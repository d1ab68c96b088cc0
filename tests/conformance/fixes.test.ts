import { describe, expect, test } from "vitest"
import { fixes, fixKeys } from "../../src/conformance/fixes/index.ts"
import { fixFor } from "../../src/conformance/reports/fixes.ts"
import { describedRegistry } from "../../src/conformance/reports/registry.ts"
import { run } from "../cli/amped.ts"

const ids = describedRegistry().map(({ id }) => id)
const hints = Object.entries(fixes).flatMap(([id, fix]) =>
  Object.entries(fix).map(([key, hint]) => ({ id, key, hint }))
)
const where = ({ id, key }: { readonly id: string; readonly key: string }) => `${id} ${key}`

describe("the hints", () => {
  test("are there for every case, whoever wrote the server", () => {
    expect(ids.filter((id) => (fixes[id]?.any ?? "") === "")).toEqual([])
  })

  test("are for no other case, in the order of the registry", () => {
    const given = Object.keys(fixes)
    expect(given.filter((id) => !ids.includes(id))).toEqual([])
    expect(given).toEqual(ids.filter((id) => given.includes(id)))
  })

  test("name only servers that a report can recognise", () => {
    const known = new Set<string>(fixKeys)
    expect(hints.filter(({ key }) => !known.has(key)).map(where)).toEqual([])
    const runOf = (server: string) => ({ server, subject: "./start" })
    const fix = Object.fromEntries(fixKeys.map((key) => [key, key]))
    const recognised = fixKeys.map((key) => fixFor(runOf(key), { fix }))
    expect(recognised).toEqual([...fixKeys])
  })

  test("are one short line each", () => {
    const charactersMax = 300
    const long = hints.filter(({ hint }) => hint.length > charactersMax)
    expect(long.map(where)).toEqual([])
    const untidy = hints.filter(({ hint }) => hint === "" || hint !== hint.trim())
    expect(untidy.map(where)).toEqual([])
    expect(hints.filter(({ hint }) => /[\r\n]/.test(hint)).map(where)).toEqual([])
  })

  test("for everybody end as a sentence does", () => {
    const torn = hints.filter(({ key, hint }) => key === "any" && !/^[A-Z].*\.$/.test(hint))
    expect(torn.map(where)).toEqual([])
  })

  test("are shown with their case", { timeout: 30_000 }, async ({ onTestFinished }) => {
    const shown = await run(["explain", "M-08"], { whenFinished: onTestFinished })
    expect([shown.code, shown.stderr]).toEqual([0, ""])
    expect(shown.stdout).toMatch(/\nFix: Refuse TRACE .*\n {2}apache: TraceEnable off\n$/)
  })
})
