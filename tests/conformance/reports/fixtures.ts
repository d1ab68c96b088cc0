/** Runs against real servers, cut down to twelve cases, and the specification. */
import { readFileSync } from "node:fs"
import * as Result from "effect/Result"
import type { Run } from "../../../src/conformance/reports/event.ts"
import type { PageInput } from "../../../src/conformance/reports/html/model.ts"
import { readRunText } from "../../../src/conformance/reports/read.ts"
import { describedRegistry } from "../../../src/conformance/reports/registry.ts"

export const fixture = (name: "nginx" | "caddy"): string =>
  readFileSync(new URL(`${name}.ndjson`, import.meta.url), "utf8")

export const recordedRun = (name: "nginx" | "caddy"): Run =>
  Result.getOrThrow(readRunText(fixture(name)))

export const chapterNamed = (name: string) => ({
  name,
  text: readFileSync(new URL(`../../../spec/${name}.md`, import.meta.url), "utf8")
})

export const pageInput = (): PageInput => ({
  runs: [recordedRun("nginx"), recordedRun("caddy")],
  chapters: ["README", "read", "dispatcher", "freedoms"].map(chapterNamed),
  registry: describedRegistry()
})
