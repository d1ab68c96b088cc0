/**
 * Runs Spin: `spin -a` makes a checker in C, gcc compiles it, the checker searches. A search that was cut short
 * looks like one that found nothing, so everything that is not a complete search is an error here.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const modelFolder = fileURLToPath(new URL("../../spec/formal/", import.meta.url))

/** Something that this program needs, or did wrong; for one line on standard error. */
export class Unusable extends Error {
  override readonly name = "Unusable"
  readonly code: 3 | 4
  constructor(message: string, code: 3 | 4) {
    super(message)
    this.code = code
  }
}

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/** Ends what was started and removes what was written. */
export const cleanUp = (): void => {
  for (const child of children) child.kill("SIGKILL")
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

const inFolder = async <Result>(use: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), "amped-formal-"))
  folders.add(folder)
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    folders.delete(folder)
  }
}

interface Ended {
  readonly code: number
  /** Standard output and error, without the lines that were given to `onLine`. */
  readonly text: string
}

/** Lines that begin with `@` are transitions. There are too many of them to be kept. */
const runIn = (
  folder: string,
  program: string,
  args: ReadonlyArray<string>,
  onLine: (line: string) => boolean | undefined = () => true
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
    children.add(child)
    let text = ""
    let rest = ""
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines)
        if (!line.startsWith("@")) text += `${line}\n`
        else if (onLine(line.slice(1)) === false) child.kill("SIGKILL")
    })
    child.stderr.setEncoding("latin1").on("data", (chunk: string) => (text += chunk))
    child.on("error", (error: NodeJS.ErrnoException) => {
      children.delete(child)
      const missing = /ENOENT|EACCES/.test(error.code ?? "") && !program.startsWith(".")
      const hint = `${program} is not installed; on Debian: apt-get install spin gcc libc6-dev`
      reject(missing ? new Unusable(hint, 3) : error)
    })
    child.on("close", (code, signal) => {
      children.delete(child)
      resolve({ code: code ?? (signal === null ? 1 : 128), text: text + rest })
    })
  })

export interface Search {
  readonly defines: ReadonlyArray<string>
  /** The name of an LTL formula; without one, assertions and the watcher are checked. */
  readonly formula?: string
  readonly fair?: boolean
  /** Print each transition, and take each. */
  readonly printed?: boolean
}

export interface Found {
  readonly errors: number
  /** What the first error is, in the checker's words. */
  readonly error: string
  readonly states: number
  readonly transitions: number
  readonly memoryMegabytes: number
  readonly lines: Lines
}

/** Lines of the model that hold statements, and those of them that were executed. */
export interface Lines {
  readonly all: ReadonlySet<number>
  readonly taken: ReadonlySet<number>
}

/** Statements by process and state number, as the checker's source has them. */
type Statements = ReadonlyMap<string, number>

const figure = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? "NaN")

/** Each of these lines stands beside `errors: 0` or instead of it. */
const traps = new RegExp(
  [
    "max search depth too small",
    "out of memory",
    "too many processes",
    "aborting",
    "VECTORSZ",
    "hash factor too",
    "Segmentation",
    "invalid array index",
    "unconditional self-loop"
  ].join("|")
)

/** What a complete search said. Exported for its test: each way to be incomplete must be noticed. */
export const readReport = (text: string, statements: Statements = new Map()): Found => {
  const trap = traps.exec(text)
  if (trap !== null) throw new Unusable(`the search is incomplete: ${trap[0]}`, 4)
  const errors = figure(text, /errors: (\d+)/)
  if (Number.isNaN(errors))
    throw new Unusable(`the checker did not report:\n${text.slice(-2000)}`, 4)
  if (errors === 0 && text.includes("Search not completed"))
    throw new Unusable("the search was not completed", 4)
  return {
    errors,
    error: /^pan:1: (.*?)(?: \(at depth \d+\))?$/m.exec(text)?.[1] ?? "",
    states: figure(text, /(\d+) states, stored/),
    transitions: figure(text, /(\d+) transitions \(/),
    memoryMegabytes: figure(text, /([\d.]+)\s+total actual memory usage/),
    lines: linesOf(text, statements)
  }
}

const linesOf = (text: string, statements: Statements): Lines => {
  const unreached = new Set<string>()
  let process = ""
  for (const line of text.split("\n")) {
    process = /^unreached in (?:proctype|claim) (\S+)/.exec(line)?.[1] ?? process
    const state = /^\t\S+:\d+, state (\d+), /.exec(line)?.[1]
    if (state !== undefined) unreached.add(`${process} ${state}`)
  }
  const taken = [...statements].filter(([key]) => !unreached.has(key)).map(([, line]) => line)
  return { all: new Set(statements.values()), taken: new Set(taken) }
}

/** From the C that Spin writes: `reached[P][S] = 1` stands at each statement, `src_lnP[S]` is its line. */
const statementsIn = (folder: string): Statements => {
  const tables = new Map<string, ReadonlyArray<string>>()
  const tablesText = readFileSync(join(folder, "pan.c"), "utf8")
  for (const [, number = "", values = ""] of tablesText.matchAll(/src_ln(\d+) \[\] = \{([^}]*)\}/g))
    tables.set(number, values.split(","))
  const statements = new Map<string, number>()
  let process = ""
  for (const line of readFileSync(join(folder, "pan.m"), "utf8").split("\n")) {
    process = /\/\* PROC (\S+) \*\//.exec(line)?.[1] ?? (line.includes("/* CLAIM") ? "" : process)
    const [, number = "", state = ""] = /reached\[(\d+)\]\[(\d+)\] = 1/.exec(line) ?? []
    const at = Number(tables.get(number)?.[Number(state)]?.trim())
    if (process !== "" && at > 0) statements.set(`${process} ${state}`, at)
  }
  return statements
}

const compile = async (
  folder: string,
  { defines, formula, printed }: Search,
  watched: boolean,
  more: ReadonlyArray<string> = []
): Promise<void> => {
  for (const file of ["amped.pml", "print.pml"])
    copyFileSync(modelFolder + file, join(folder, file))
  const flags = [
    ...defines,
    ...(watched ? ["-DWATCH"] : []),
    ...(printed === true ? ["-DPRINT"] : []),
    ...(formula === undefined ? [] : ["-DPROPERTY"])
  ]
  const made = await runIn(folder, "spin", ["-a", ...flags, "amped.pml"])
  if (made.code !== 0 || /error/i.test(made.text.replaceAll(/the model contains.*/g, "")))
    throw new Unusable(`spin refused the model:\n${made.text}`, 4)
  // Without -O: the one big function that Spin writes takes gcc a minute to optimise, and the search a second.
  const options = ["-w", "-DNOREDUCE", "-DNFAIR=3", ...more]
  const mode = formula === undefined ? ["-DSAFETY"] : []
  await build(folder, [...options, ...mode])
}

const build = async (folder: string, options: ReadonlyArray<string>): Promise<void> => {
  const built = await runIn(folder, "gcc", ["-O0", ...options, "-o", "pan", "pan.c"])
  if (built.code !== 0) throw new Unusable(`gcc refused the checker:\n${built.text}`, 4)
}

/** Searches the model. `onLine` sees each transition if they are printed, and may end the search by `false`. */
export const search = (
  asked: Search,
  onLine?: (line: string) => boolean | undefined
): Promise<Found> =>
  inFolder(async (folder) => {
    await compile(folder, asked, asked.formula === undefined)
    const args = [
      "-m5000000",
      "-w20",
      ...(asked.formula === undefined ? [] : ["-a", "-N", asked.formula]),
      ...(asked.fair === true ? ["-f"] : [])
    ]
    const { text } = await runIn(folder, "./pan", args, onLine)
    return readReport(text, statementsIn(folder))
  })

/**
 * The checker's first way down in an order drawn from each seed, as long as `onLine` says so. What it would find
 * afterwards is not looked at.
 */
export const descend = (
  defines: ReadonlyArray<string>,
  seeds: ReadonlyArray<number>,
  onLine: (seed: number) => (line: string) => boolean
): Promise<void> =>
  inFolder(async (folder) => {
    await compile(folder, { defines, printed: true }, false, ["-DT_RAND", "-DP_RAND"])
    for (const seed of seeds)
      await runIn(folder, "./pan", ["-m1000000", "-w20", `-RS${seed}`], onLine(seed))
  })

/** Checks another model, given as text, with files that it includes. */
export const searchText = (
  files: Readonly<Record<string, string>>,
  main: string,
  formula: string
): Promise<Found> =>
  inFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const made = await runIn(folder, "spin", ["-a", main])
    if (made.code !== 0) throw new Unusable(`spin refused the exported graph:\n${made.text}`, 4)
    await build(folder, ["-w", "-DNOREDUCE", "-DNFAIR=3"])
    const { text } = await runIn(folder, "./pan", ["-m5000000", "-w20", "-a", "-f", "-N", formula])
    return readReport(text)
  })

/** Spin calls gcc as well, and would say so in a way that nobody understands. */
export const requireTools = async (): Promise<void> => {
  await runIn(tmpdir(), "spin", ["-V"])
  await runIn(tmpdir(), "gcc", ["--version"])
}

export const isInstalled = (): Promise<boolean> =>
  requireTools().then(
    () => true,
    () => false
  )
