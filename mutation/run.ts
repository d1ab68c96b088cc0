/**
 * `npm run mutation`: changes the sources in every way that Stryker knows, one at a time, and asks the project's
 * own tests and properties whether they notice.
 *
 * Ends with 0 when all is as listed, 1 when it isn't, 2 for a wrong command line, 4 when the run itself failed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { MutantResult, PartialStrykerOptions } from "@stryker-mutator/api/core"
import { Stryker } from "@stryker-mutator/core"
import { type Asked, Misasked, readArguments, usage } from "./arguments.ts"
import { documentOf } from "./document.ts"
import {
  type Figures,
  figuresOf,
  percent,
  publish,
  published,
  scoreMin,
  textTable
} from "./figures.ts"
import { type Change, compare, readSurvivors, renewed, short, writeSurvivors } from "./survivors.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const workFolder = join(root, ".stryker")
/** A line for each mutant as it is judged, to look at while a run goes on. */
const reportFile = join(workFolder, "report.txt")

/** Runs of each property for each mutant: the figures that led to it are in the decision. */
const propertyRuns = "20"

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const optionsFor = ({ files, concurrency }: Asked): PartialStrykerOptions => ({
  mutate: [...files],
  testRunner: "judges",
  plugins: [join(root, "mutation/judges/runner.ts")],
  coverageAnalysis: "perTest",
  concurrency,
  // Stryker can't read tsconfig.json with TypeScript 7, and finds that it needs none when there is none.
  tsconfigFile: "tsconfig.none.json",
  disableTypeChecks: false,
  ignorePatterns: ["dist", "coverage", "bench", "docs"],
  tempDirName: ".stryker/sandbox",
  cleanTempDir: "always",
  reporters: ["progress-append-only"],
  // Judges end by themselves; this is for a process that is stuck or gone.
  timeoutMS: 60_000,
  allowConsoleColors: false
})

/** The change as the list of survivors knows it. */
const changeOf = ({ fileName, location, mutatorName, replacement }: MutantResult): Change => {
  const file = relative(root, fileName)
  const lines = readFileSync(fileName, "utf8").split("\n")
  // Lines and columns of results are counted from 1.
  const { start, end } = location
  const part = lines.slice(start.line - 1, end.line)
  const last = part.length - 1
  part[last] = part[last]!.slice(0, end.column - 1)
  part[0] = part[0]!.slice(start.column - 1)
  const line = short(lines[start.line - 1]!)
  const [from, to] = [short(part.join("\n")), short(replacement)]
  return { file, line, mutator: mutatorName, from, to }
}

/** What each file's mutants took. */
const millisByFile = (): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const line of readFileSync(reportFile, "utf8").trim().split("\n")) {
    const [file = "", millis] = line.split("\t")
    sums.set(relative(root, file), (sums.get(relative(root, file)) ?? 0) + Number(millis))
  }
  return sums
}

const tooLow = (figures: ReadonlyArray<Figures>): ReadonlyArray<string> =>
  figures
    .filter(({ folder, score }) => score < scoreMin(folder))
    .map(
      ({ folder, score }) =>
        `${folder}: ${percent(score)} % is killed, and it must be ${scoreMin(folder)} %`
    )

const shown = ({ file, line, from, to, mutator }: Change): string =>
  `${file}: ${mutator}: ${from} → ${to || "nothing"}\n    in: ${line}`

const writeDocument = (): void =>
  writeFileSync(join(root, "docs/mutation.md"), documentOf(published(), readSurvivors()))

const mutate = async (asked: Asked): Promise<number> => {
  rmSync(workFolder, { recursive: true, force: true })
  mkdirSync(workFolder, { recursive: true })
  writeFileSync(reportFile, "")
  // The list of survivors is that of these runs and no others.
  Object.assign(process.env, { RUNS: propertyRuns, SEED: "", MUTATION_REPORT_FILE: reportFile })
  const started = performance.now()
  const results = await new Stryker(optionsFor(asked)).runMutationTest()
  const minutes = (performance.now() - started) / 60_000
  const odd = results.filter(
    ({ status }) => !["Killed", "Timeout", "Survived", "NoCoverage"].includes(status)
  )
  if (odd.length > 0) throw new Error(`no verdict on ${odd.map(({ id }) => id).join(", ")}`)

  const named = results.map((mutant) => ({ ...mutant, fileName: relative(root, mutant.fileName) }))
  const figures = figuresOf(named, millisByFile())
  say(`\n${textTable(figures)}\n`)
  const survived = results
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(changeOf)
  writeFileSync(join(workFolder, "survived.json"), JSON.stringify(survived, undefined, 2))
  if (asked.write) {
    writeSurvivors(renewed(readSurvivors(), survived, asked.files))
    publish(figures)
    writeDocument()
  }
  const { unlisted, outdated } = compare(readSurvivors(), survived, asked.files)
  for (const change of unlisted) say(`survived, and is not listed: ${shown(change)}`)
  for (const change of outdated) say(`listed, and no longer survives: ${shown(change)}`)
  // Of a few files, a few listed survivors can be many per cent; the list alone judges those.
  const low = tooLow(figures.filter(({ folder }) => asked.wholeFolders.includes(folder)))
  for (const line of low) say(line)
  const wrong = unlisted.length + outdated.length + low.length
  say(
    wrong === 0
      ? `every survivor is listed; ${minutes.toFixed(1)} minutes`
      : `mutation: ${wrong} things to mend; the list is mutation/survivors.json`
  )
  return wrong === 0 ? 0 : 1
}

const main = async (): Promise<number> => {
  try {
    const asked = readArguments(process.argv.slice(2), root)
    if (asked.document) {
      writeDocument()
      return 0
    }
    if (asked.files.length > 0) return await mutate(asked)
    say("mutation: no source that is mutated has changed")
    return 0
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const misasked = cause instanceof Misasked
    process.stderr.write(`mutation: ${message}${misasked ? `; ${usage}` : ""}\n`)
    return misasked ? 2 : 4
  }
}

process.exitCode = await main()
