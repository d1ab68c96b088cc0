/**
 * The test runner that Stryker starts in each of its processes. Judges and sources are loaded once, and a mutant
 * costs what its judges cost: see docs/decisions/0013-mutation.md.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import * as fs from "node:fs"
import * as url from "node:url"
import type { CoverageData, Mutant } from "@stryker-mutator/api/core"
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin"
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus
} from "@stryker-mutator/api/test-runner"
import { bundleJudges, packagesOf } from "./bundle.ts"
import { knownSnapshots, learnSnapshots } from "./collect.ts"
import { Judges } from "./judges.ts"

/** In the sandbox: what the dry run measured, for the processes that had none. */
const learnedFile = ".judges.json"

interface Learned {
  readonly millis: ReadonlyArray<readonly [string, number]>
  readonly snapshots: ReadonlyArray<readonly [string, string]>
}

/** A judge may read the sandbox, and must leave it as it is for those that come after. */
const readOnlyFiles = { ...fs, writeFileSync: () => {}, mkdirSync: () => {} }

/** Stryker doesn't pass on what a mutant took, nor who survived before all is over. Short lines don't mix. */
const report = (
  { fileName, location, replacement }: Mutant,
  millis: number,
  verdict: string
): void => {
  const file = process.env["MUTATION_REPORT_FILE"]
  if (file === undefined) return
  const change = replacement.replaceAll(/\s+/g, " ").slice(0, 100)
  const fields = [fileName, millis.toFixed(1), verdict, location.start.line + 1, change]
  appendFileSync(file, `${fields.join("\t")}\n`)
}

class JudgeRunner implements TestRunner {
  static readonly inject = [] as const
  #judges: Judges | undefined
  #learned = false

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    const bundle = await bundleJudges(process.cwd())
    const packages = new Map<string, unknown>()
    for (const name of packagesOf(bundle)) packages.set(name, await import(name))
    packages.set("node:fs", readOnlyFiles)
    // Not among the imports: the bundler writes it for import.meta.url.
    packages.set("url", url)
    this.#judges = new Judges(bundle, packages)
  }

  async dryRun(): Promise<DryRunResult> {
    const perTest: Record<string, CoverageData> = {}
    const heard = this.#judges!.hearAll()
    const { millis, unsound } = this.#judges!.hearAgain()
    if (unsound.length > 0 && heard.every(({ failure }) => failure === undefined))
      return { status: DryRunStatus.Error, errorMessage: unsound.join("\n") }
    const usual = new Map(millis)
    const tests = heard.map(({ judge: { id, name }, failure, met }): TestResult => {
      perTest[id] = Object.fromEntries(met)
      const result = { id, name, timeSpentMs: usual.get(id)! }
      if (failure === undefined) return { ...result, status: TestStatus.Success }
      return { ...result, status: TestStatus.Failed, failureMessage: failure }
    })
    writeFileSync(learnedFile, JSON.stringify({ millis, snapshots: knownSnapshots() }))
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    this.#learn()
    const { activeMutant, hitLimit = Number.POSITIVE_INFINITY, testFilter = [] } = options
    const ids = new Set(testFilter)
    const started = performance.now()
    const verdict = this.#judges!.judge(activeMutant.id, activeMutant.fileName, hitLimit, ids)
    report(activeMutant, performance.now() - started, verdict._tag)
    switch (verdict._tag) {
      case "Survived":
        return { status: MutantRunStatus.Survived, nrOfTests: verdict.heard }
      case "Endless":
        return { status: MutantRunStatus.Timeout, reason: verdict.why }
      case "Killed":
        return {
          status: MutantRunStatus.Killed,
          killedBy: [verdict.by.id],
          failureMessage: verdict.why,
          nrOfTests: verdict.heard
        }
    }
  }

  #learn(): void {
    if (this.#learned) return
    const { millis, snapshots } = JSON.parse(readFileSync(learnedFile, "utf8")) as Learned
    this.#judges!.learnMillis(millis)
    learnSnapshots(snapshots)
    this.#judges!.stopCounting()
    this.#learned = true
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "judges", JudgeRunner)]
