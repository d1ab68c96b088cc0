/**
 * `npm run soak`: the bundled server under load while its helpers are killed with `kill -9` at random. Every
 * answer is checked byte for byte; wrk, where it is installed, adds 200 connections.
 *
 * Usage: npm run soak -- [threads|processes] [seconds]
 */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import {
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { Agent, get } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const port = 18_080
const mebibyte = 1024 * 1024
const bigBytes = 1024 * mebibyte

/** Byte n of the big file says where it is, so that a byte out of place is seen. */
const bigByte = (offset: number): number =>
  (offset ^ (offset >>> 8) ^ (offset >>> 16) ^ (offset >>> 24)) & 255

interface Tally {
  answers: number
  bytes: number
  wrong: number
  lost: number
  refused: number
  killed: number
}

const tally: Tally = { answers: 0, bytes: 0, wrong: 0, lost: 0, refused: 0, killed: 0 }

/** Why requests were lost. */
const reasons = new Map<string, number>()

const files: ReadonlyArray<{ readonly name: string; readonly content: Buffer }> = [
  { name: "empty.txt", content: Buffer.alloc(0) },
  { name: "sp ace.txt", content: Buffer.from("with a space\n") },
  { name: "grüße 😀.txt", content: Buffer.from("with UTF-8\n") },
  ...Array.from({ length: 200 }, (_, index) => ({
    name: `file-${index}.bin`,
    content: Buffer.alloc(1 + index * 997, index)
  }))
]

const writeBig = async (path: string): Promise<void> => {
  const stream = createWriteStream(path)
  for (let start = 0; start < bigBytes; start += mebibyte) {
    const block = Buffer.alloc(mebibyte)
    for (let index = 0; index < mebibyte; index += 1) block[index] = bigByte(start + index)
    if (!stream.write(block))
      await new Promise<void>((resolve) => stream.once("drain", () => resolve()))
  }
  await new Promise<void>((resolve) => {
    stream.end(() => resolve())
  })
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** One request, judged: 503 is a refusal (overload is told), anything else unexpected is wrong. */
const ask = (
  path: string,
  range: string | undefined,
  right: (body: Buffer) => boolean
): Promise<void> =>
  new Promise((resolve) => {
    const request = get(
      { port, agent, path, headers: range === undefined ? {} : { range } },
      (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", () => {})
        response.on("close", () => {
          const body = Buffer.concat(chunks)
          tally.bytes += body.length
          if (response.statusCode === 503) tally.refused += 1
          else if (!response.complete) tally.lost += 1
          else if (response.statusCode === (range === undefined ? 200 : 206) && right(body))
            tally.answers += 1
          else tally.wrong += 1
          resolve()
        })
      }
    )
    request.on("error", (error: NodeJS.ErrnoException) => {
      tally.lost += 1
      reasons.set(error.code ?? error.message, (reasons.get(error.code ?? error.message) ?? 0) + 1)
      resolve()
    })
  })

const askSmall = (): Promise<void> => {
  const file = files[Math.floor(Math.random() * files.length)]!
  return ask(`/${encodeURIComponent(file.name)}`, undefined, (body) => body.equals(file.content))
}

const askBig = (): Promise<void> => {
  const offset = Math.floor(Math.random() * (bigBytes - mebibyte))
  return ask("/big.bin", `bytes=${offset}-${offset + mebibyte - 1}`, (body) => {
    for (let index = 0; index < body.length; index += 61) {
      if (body[index] !== bigByte(offset + index)) return false
    }
    return body.length === mebibyte
  })
}

const helperProcesses = (server: ChildProcess): ReadonlyArray<number> =>
  readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[1] ===
          String(server.pid)
        )
      } catch {
        return false
      }
    })

const killAtRandom = async (server: ChildProcess, until: number): Promise<void> => {
  while (Date.now() < until) {
    await sleep(200 + Math.random() * 800)
    const pids = helperProcesses(server)
    const pid = pids[Math.floor(Math.random() * pids.length)]
    if (pid === undefined) continue
    try {
      process.kill(pid, "SIGKILL")
      tally.killed += 1
    } catch {
      // It was gone already.
    }
  }
}

const client = async (until: number): Promise<void> => {
  while (Date.now() < until) await (Math.random() < 0.05 ? askBig() : askSmall())
}

const wrk = async (seconds: number): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)("wrk", [
      "-t1",
      "-c200",
      `-d${seconds}`,
      `http://127.0.0.1:${port}/file-1.bin`
    ])
    return stdout
  } catch (error) {
    return `no load from wrk: ${(error as Error).message.trim()}`
  }
}

const main = async (): Promise<void> => {
  const [kind = "processes", duration = "20"] = process.argv.slice(2)
  const root = mkdtempSync(join(tmpdir(), "amped-soak-"))
  try {
    for (const { name, content } of files) writeFileSync(join(root, name), content)
    await writeBig(join(root, "big.bin"))
    const program = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
    const flags = ["--root", root, "--port", String(port), "--helpers", kind, "--json"]
    const server = spawn(process.execPath, [program, "serve", ...flags], {
      stdio: ["ignore", "pipe", "pipe"]
    })
    let figures = ""
    server.stdout.on("data", (text: Buffer) => (figures += text.toString()))
    await new Promise<void>((resolve) => server.stderr.once("data", () => resolve()))
    const until = Date.now() + Number(duration) * 1000
    const asking = Array.from({ length: 32 }, () => client(until))
    const [load] = await Promise.all([
      wrk(Number(duration)),
      killAtRandom(server, until),
      ...asking
    ])
    agent.destroy()
    server.kill("SIGTERM")
    const code = await new Promise((resolve) => server.once("exit", resolve))
    const clients = JSON.stringify({ ...tally, reasons: Object.fromEntries(reasons) })
    process.stdout.write(`${load}
${clients}
server: exit ${String(code)} ${figures}`)
    process.exitCode = tally.wrong + tally.lost > 0 || code !== 0 ? 1 : 0
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

await main()
