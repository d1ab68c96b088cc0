/**
 * `npm run bench:explore`: how long a complete verdict on one world takes, by exploring the machine itself and by
 * Spin on the formal model of it, in turns. Spin needs its verifier compiled for each world, so both times are
 * shown. Each subject runs in a process of its own, since its memory is measured.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { definesOf } from "../properties/formal/configurations.ts"
import { largeWorld } from "../properties/runs/explored-worlds.ts"
import { Explorer } from "../src/runtime-sim/explore/explore.ts"
import { smallWorlds } from "../src/runtime-sim/small-world.ts"
import { reference } from "../src/state-machine/server.ts"

const rounds = 3

interface Result {
  readonly states: number
  readonly moves: number
  readonly seconds: number
  /** Of the whole process. */
  readonly peakMegabytes: number
  /** Of what is kept for states and moves. */
  readonly keptMegabytes: number
}

/** What this program does when it is asked for one exploration. */
const exploreAll = (ample: boolean): Result => {
  const started = performance.now()
  let [states, moves, keptBytes] = [0, 0, 0]
  for (const workload of smallWorlds(largeWorld)) {
    const machine = reference(workload.settings)
    const explorer = new Explorer({ machine, workload, exchanges: true, ample })
    while (!explorer.done) explorer.advance(10_000)
    if (explorer.counterexample !== undefined) throw new Error(explorer.counterexample.sentence)
    states += explorer.states
    moves += explorer.transitions
    keptBytes = Math.max(keptBytes, explorer.memoryBytes)
  }
  return {
    ...{ states, moves },
    seconds: (performance.now() - started) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    keptMegabytes: keptBytes / 2 ** 20
  }
}

const explored = (...options: ReadonlyArray<string>): Result => {
  const program = fileURLToPath(import.meta.url)
  const output = execFileSync(process.execPath, [program, "--one", ...options], {
    encoding: "utf8"
  })
  return JSON.parse(output) as Result
}

/** Compiles the verifier of the formal model for this world; returns how long that took. */
const compiled = (folder: string, optimised: "-O0" | "-O2"): number => {
  const model = fileURLToPath(new URL("../spec/formal/amped.pml", import.meta.url))
  copyFileSync(model, join(folder, "amped.pml"))
  const started = performance.now()
  execFileSync("spin", [...definesOf(largeWorld), "-a", "amped.pml"], { cwd: folder })
  const program = `pan${optimised}`
  execFileSync("gcc", [optimised, "-DSAFETY", "-w", "-o", program, "pan.c"], { cwd: folder })
  return (performance.now() - started) / 1000
}

const numberIn = (output: string, pattern: RegExp): number => {
  const found = pattern.exec(output)?.[1]
  if (found === undefined)
    throw new Error(`Spin's verifier did not say ${pattern.source}:\n${output}`)
  return Number(found)
}

const verified = (folder: string, optimised: "-O0" | "-O2"): Result => {
  const started = performance.now()
  const { stdout } = spawnSync(join(folder, `pan${optimised}`), ["-m100000", "-n"], {
    cwd: folder,
    encoding: "utf8"
  })
  const seconds = (performance.now() - started) / 1000
  // It says "errors: 0" as well where it gave up for want of depth or memory.
  if (!/errors: 0\b/.test(stdout) || /error:|too small|out of memory/.test(stdout))
    throw new Error(`Spin's verifier came to no verdict:\n${stdout}`)
  return {
    states: numberIn(stdout, /([\d.e+]+) states, stored/),
    moves: numberIn(stdout, /([\d.e+]+) transitions/),
    seconds,
    peakMegabytes: numberIn(stdout, /([\d.]+)\s+total actual memory usage/),
    keptMegabytes: numberIn(stdout, /([\d.]+)\s+actual memory usage for states/)
  }
}

const median = (results: ReadonlyArray<Result>): Result =>
  results.toSorted((first, second) => first.seconds - second.seconds)[results.length >> 1]!

const shown = (name: string, result: Result, spin: number): string => {
  const { states, moves, seconds, peakMegabytes, keptMegabytes } = result
  const number = (value: number, width: number): string =>
    Math.round(value).toLocaleString("en-US").padStart(width)
  return (
    `${name.padEnd(28)}${number(states, 11)} states ${number(moves, 11)} moves` +
    `${seconds.toFixed(1).padStart(7)} s ${(seconds / spin).toFixed(2).padStart(6)} of Spin` +
    `${number(keptMegabytes, 5)} MB kept, ${number(peakMegabytes, 4)} at most` +
    `${number(moves / seconds, 10)} moves/s\n`
  )
}

const compare = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "amped-bench-"))
  try {
    const compileSeconds = compiled(folder, "-O0")
    const optimiseSeconds = compiled(folder, "-O2")
    const all: Array<Array<Result>> = [[], [], [], []]
    for (let round = 0; round < rounds; round++) {
      all[0]!.push(verified(folder, "-O0"))
      all[1]!.push(verified(folder, "-O2"))
      all[2]!.push(explored("ample"))
      all[3]!.push(explored())
    }
    const [plain, optimised, ample, full] = all.map(median)
    const later = (result: Result, seconds: number): Result => ({
      ...result,
      seconds: result.seconds + seconds
    })
    // What somebody waits for who wants to know: gcc is quickest when it is told not to try hard.
    const spin = later(plain!, compileSeconds)
    const line = (name: string, result: Result) => shown(name, result, spin.seconds)
    process.stdout.write(
      "3 clients, 2 helpers, 2 files, an abort and a crash; median of 3 rounds in turns\n" +
        line("Spin, with gcc -O0", spin) +
        line("Spin, with gcc -O2", later(optimised!, optimiseSeconds)) +
        line("Spin, compiled before (-O2)", optimised!) +
        line("explore, with ample sets", ample!) +
        line("explore, every move", full!)
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[2] === "--one") {
  const result = exploreAll(process.argv.includes("ample"))
  process.stdout.write(JSON.stringify(result))
} else compare()
