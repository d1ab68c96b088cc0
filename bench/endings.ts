/**
 * `npm run soak:fingerprint`: fingerprints one server after the other, kills some of the runs at random moments by
 * `kill -9`, and counts what is left: processes, mounts, files. `-- 50 10` makes fifty runs and kills ten.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const [runs = 50, kills = 10] = process.argv.slice(2).map(Number)
const amped = fileURLToPath(new URL("../bin/amped", import.meta.url))
const presets = ["nginx", "lighttpd", "apache-event", "caddy", "node-fs-promises"]
const temp = mkdtempSync(path.join(os.tmpdir(), "amped-endings-"))
const mark = `TMPDIR=${temp}`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const numbersIn = (folder: string): ReadonlyArray<number> =>
  readdirSync(folder).map(Number).filter(Number.isInteger)

/** By the environment they were started with, so whatever group, parent or namespace they are in. */
const living = (): ReadonlyArray<number> =>
  numbersIn("/proc").filter((pid) => {
    try {
      // Inside an enclosure the folder is another; who started it still has this one.
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`AMPED_ENDINGS=${mark}`)
    } catch {
      return false
    }
  })

const mounts = (): number =>
  readFileSync("/proc/self/mountinfo", "latin1")
    .split("\n")
    .filter((line) => /amped|fuse\.?.*held/.test(line)).length

const start = (preset: string): ChildProcess =>
  spawn(amped, ["fingerprint", "--held", "4", "--repeat", "1", "--preset", preset], {
    env: { ...process.env, TMPDIR: temp, AMPED_ENDINGS: mark },
    stdio: "ignore"
  })

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("close", resolve))

const chosen = new Set<number>()
while (chosen.size < Math.min(kills, runs)) chosen.add(Math.floor(Math.random() * runs))

const goneMillis = 10_000
const leftMost = { processes: 0, mounts: 0, files: 0 }

for (let run = 0; run < runs; run += 1) {
  const preset = presets[run % presets.length] ?? "nginx"
  const child = start(preset)
  const end = ended(child)
  const moment = Math.random() * 7_000
  if (chosen.has(run)) void sleep(moment).then(() => child.kill("SIGKILL"))
  const code = await end
  const untilMillis = performance.now() + goneMillis
  while (living().length > 0 && performance.now() < untilMillis) await sleep(50)
  const left = { processes: living().length, mounts: mounts(), files: readdirSync(temp).length }
  leftMost.processes = Math.max(leftMost.processes, left.processes)
  leftMost.mounts = Math.max(leftMost.mounts, left.mounts)
  leftMost.files = Math.max(leftMost.files, left.files)
  const how = chosen.has(run) ? `killed at ${(moment / 1_000).toFixed(1)} s` : `exit ${code}`
  say(`${run + 1} of ${runs}  ${preset}: ${how}; left: ${JSON.stringify(left)}`)
}
rmSync(temp, { recursive: true, force: true })
const isClean = Object.values(leftMost).every((count) => count === 0)
say(`most that was ever left after a run: ${JSON.stringify(leftMost)}`)
process.exitCode = isClean ? 0 : 1
