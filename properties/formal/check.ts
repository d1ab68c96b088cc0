/**
 * `npm run formal`: compares the model in spec/formal/ with the machine, and checks what the model promises.
 * Ends with 0 if all is as it should be, 1 if not, 2 for a wrong command line, 3 if Spin or gcc are missing, 4 if a
 * search was cut short, 130 on Ctrl-C.
 */
import { readFileSync } from "node:fs"
import { type Claim, claims } from "./claims.ts"
import { configurations } from "./configurations.ts"
import { mistakes } from "./mistakes.ts"
import { neverTaken } from "./coverage.ts"
import { figuresIn, outdated } from "./figures.ts"
import { checkMachine } from "./exported.ts"
import { cleanUp, type Lines, modelFolder, requireTools, search, Unusable } from "./spin.ts"
import { tie } from "./tie.ts"
import { rejected, walks, wide } from "./walks.ts"

interface Row {
  readonly name: string
  readonly says: string
  readonly states: number | undefined
  readonly transitions: number | undefined
  readonly seconds: number
  readonly megabytes: number | undefined
  /** Why this fails the run. */
  readonly problem: string | undefined
  readonly lines: Lines | undefined
}

interface Part {
  readonly name: string
  readonly run: () => Promise<Omit<Row, "name" | "seconds">>
}

const nothing = {
  states: undefined,
  transitions: undefined,
  megabytes: undefined,
  lines: undefined
}

const ties: ReadonlyArray<Part> = configurations.map((configuration) => ({
  name: `tie-${configuration.name}`,
  run: async () => {
    const { states, transitions, concrete, found, problem } = await tie(configuration)
    return {
      says: `the same transitions; ${concrete} states of the code, ${found.states} of Spin`,
      states,
      transitions,
      megabytes: found.memoryMegabytes,
      problem,
      lines: found.lines
    }
  }
}))

const claimed = (claim: Claim): Part => ({
  name: claim.name,
  run: async () => {
    const found = await search(claim.search)
    const said = found.errors === 0 ? "it holds" : found.error
    const right = claim.fails === undefined ? found.errors === 0 : claim.fails.test(found.error)
    return {
      says: `${claim.property} ${claim.fails === undefined ? "holds" : "fails, as it must"}: ${claim.words}`,
      states: found.states,
      transitions: found.transitions,
      megabytes: found.memoryMegabytes,
      problem: right ? undefined : `${claim.property}: ${claim.words}: the checker says: ${said}`,
      lines: claim.fails === undefined ? found.lines : undefined
    }
  }
})

const walked: Part = {
  name: "walks",
  run: async () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1)
    const runs = await walks(wide, seeds)
    const problems = runs.flatMap((steps, index) => {
      const problem = rejected(wide, steps)
      return problem === undefined ? [] : [`seed ${index + 1}: ${problem}`]
    })
    const steps = runs.reduce((sum, { length }) => sum + length, 0)
    return {
      ...nothing,
      says: `the machine accepts ${runs.length} random runs of the model step by step`,
      transitions: steps,
      problem: steps === 0 ? "the model did not move" : problems[0]
    }
  }
}

const exported: Part = {
  name: "exported",
  run: async () => {
    const { states, transitions, megabytes, problem } = await checkMachine()
    const says =
      "P2 holds of the machine's own graph, and fails of one that forgets a lost helper's job"
    return { ...nothing, says, states, transitions, megabytes, problem }
  }
}

const parts: ReadonlyArray<Part> = [
  ...ties,
  walked,
  exported,
  ...[...claims, ...mistakes].map(claimed)
]

const documented = figuresIn(readFileSync(`${modelFolder}README.md`, "utf8"))

const timed = async ({ name, run }: Part): Promise<Row> => {
  const started = performance.now()
  const row = await run()
  const { states = 0, transitions = 0 } = row
  const problem = row.problem ?? outdated(documented, name, { states, moves: transitions })
  return { ...row, name, problem, seconds: (performance.now() - started) / 1000 }
}

const shown = ({ name, says, states, transitions, seconds, megabytes, problem }: Row): string =>
  [
    name.padEnd(28),
    String(states ?? "").padStart(8),
    String(transitions ?? "").padStart(9),
    `${seconds.toFixed(1)} s`.padStart(8),
    (megabytes === undefined ? "" : `${megabytes.toFixed(0)} MB`).padStart(8),
    problem === undefined ? ` ${says}` : ` FAILED\n  ${problem}`
  ].join(" ")

const heading = ["".padEnd(28), "  states", "    moves", "    time", "  memory"].join(" ")

const coverage = (rows: ReadonlyArray<Row>): string | undefined => {
  const model = readFileSync(`${modelFolder}amped.pml`, "utf8").split("\n")
  const lines = rows.flatMap((row) => (row.lines === undefined ? [] : [row.lines]))
  const never = neverTaken(lines, model)
  return never.length === 0
    ? undefined
    : `no search takes these lines of the model:\n${never.join("\n")}`
}

interface Options {
  readonly json: boolean
  readonly only: string | undefined
}

const usage = "npm run formal -- [--only NAME] [--json]"

const readOptions = (args: ReadonlyArray<string>): Options | string => {
  let json = false
  let only: string | undefined
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]
    if (arg === "--json") json = true
    else if (arg === "--only" && args[index + 1] !== undefined) only = args[++index]
    else return `${usage}: ${arg} is not understood`
  }
  if (only !== undefined && !parts.some(({ name }) => name.startsWith(only)))
    return `nothing is called ${only}; there are: ${parts.map(({ name }) => name).join(", ")}`
  return { json, only }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2))
  if (typeof options === "string") {
    process.stderr.write(`formal: ${options}\n`)
    return 2
  }
  const { json, only } = options
  await requireTools()
  if (!json) say(heading)
  const rows: Array<Row> = []
  for (const part of parts.filter(({ name }) => only === undefined || name.startsWith(only))) {
    const row = await timed(part)
    rows.push(row)
    if (!json) say(shown(row))
  }
  const uncovered = only === undefined ? coverage(rows) : undefined
  const failed = rows.filter(({ problem }) => problem !== undefined)
  if (json)
    say(JSON.stringify({ rows: rows.map((row) => ({ ...row, lines: undefined })), uncovered }))
  else {
    const seconds = rows.reduce((sum, row) => sum + row.seconds, 0)
    say(`${rows.length} parts, ${failed.length} failed, ${seconds.toFixed(0)} s`)
    if (uncovered !== undefined) say(uncovered)
  }
  return failed.length === 0 && uncovered === undefined ? 0 : 1
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    cleanUp()
    process.exit(130)
  })

try {
  process.exitCode = await main()
} catch (error) {
  cleanUp()
  if (!(error instanceof Unusable)) throw error
  process.stderr.write(`formal: ${error.message}\n`)
  process.exitCode = error.code
}
