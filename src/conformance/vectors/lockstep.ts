/**
 * An implementation behind pipes: one line of JSON to its standard input, one line back, never two at once. It
 * runs in a process group of its own, which does not outlive the check.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CommandNotFound } from "../subject/errors.ts"
import { protectGroup, stopGroup } from "../subject/group.ts"
import { quoted } from "./answer.ts"
import { Reply, StartReply } from "./format.ts"
import { type Implementation, Misbehaved } from "./implementation.ts"

export interface LockstepTimes {
  /** For one answer. */
  readonly answerMillis: number
  /** From being told to end to being made to. */
  readonly graceMillis: number
}

/** Longer than any right answer in these vectors by far. */
const lineBytesMax = 1024 * 1024
const stderrCharactersMax = 8192

const startReply = Schema.decodeUnknownResult(Schema.fromJsonString(StartReply))
const eventReply = Schema.decodeUnknownResult(Schema.fromJsonString(Reply))

export interface RunningImplementation extends Implementation {
  /** Nothing of it runs afterwards. */
  readonly stop: () => Promise<void>
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** Rejects with `CommandNotFound`. */
export const startImplementation = async (
  command: ReadonlyArray<string>,
  times: LockstepTimes
): Promise<RunningImplementation> => {
  const [program = "", ...parameters] = command
  const child = spawn(program, parameters, { detached: true, stdio: ["pipe", "pipe", "pipe"] })
  const lines = new Lines(child, times.answerMillis)
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve)
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(CommandNotFound.of(program, error.code ?? ""))
    )
  })
  const leader = child.pid ?? 0
  const release = protectGroup(leader)
  return {
    start: async (start) => answered(await lines.ask({ start }), startReply),
    event: async (event) => answered(await lines.ask({ event }), eventReply),
    stop: async () => {
      // The end of its input is how it is told that all is over; what goes on after that is stopped.
      child.stdin.end()
      await lines.ended(Math.min(times.graceMillis, endMillis))
      await stopGroup(leader, times.graceMillis)
      release()
    }
  }
}

/** How long an implementation has to see the end of its input before it is signalled. */
const endMillis = 200

const answered = <Value>(
  line: string,
  decode: (line: string) => Result.Result<Value, Schema.SchemaError>
): Value => {
  const decoded = decode(line)
  if (Result.isSuccess(decoded)) return decoded.success
  const why = isJson(line) ? decoded.failure.message.replaceAll(/\s*\n\s*/g, " ") : "no JSON"
  throw new Misbehaved("garbage", `${why.slice(0, 300)}: ${quoted(line)}`)
}

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

interface Waiting {
  readonly resolve: (line: string) => void
  readonly reject: (error: Misbehaved) => void
}

/** Cuts what the child writes into lines, for whoever waits for one. */
class Lines {
  #buffer = ""
  #stderr = ""
  #waiting: Waiting | undefined
  #death: string | undefined
  readonly #child: Child
  readonly #answerMillis: number
  readonly #ended: Promise<void>

  constructor(child: Child, answerMillis: number) {
    this.#child = child
    this.#answerMillis = answerMillis
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrCharactersMax)
    })
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text))
    // It may be gone before it read all: its end says so.
    child.stdin.on("error", () => {})
    this.#ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        this.#death = signal === null ? `exited with ${code}` : `was killed by ${signal}`
        this.#fail("crashed", this.#died())
        resolve()
      })
    })
  }

  /** Writes a line and gives the next one back. Rejects with `Misbehaved`. */
  ask(question: object): Promise<string> {
    if (this.#death !== undefined) return Promise.reject(new Misbehaved("crashed", this.#died()))
    if (this.#buffer !== "") {
      const more = `it said more than it was asked: ${quoted(this.#buffer)}`
      return Promise.reject(new Misbehaved("garbage", more))
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#fail("silent", `no answer within ${this.#answerMillis} ms${this.#lastWords()}`),
        this.#answerMillis
      )
      const done = () => {
        clearTimeout(timer)
        this.#waiting = undefined
      }
      this.#waiting = {
        resolve: (line) => {
          done()
          resolve(line)
        },
        reject: (error) => {
          done()
          reject(error)
        }
      }
      this.#child.stdin.write(`${JSON.stringify(question)}\n`)
    })
  }

  /** Resolves when it is gone, or after this time. */
  ended(withinMillis: number): Promise<void> {
    const waiting = new AbortController()
    const { signal } = waiting
    return Promise.race([
      this.#ended.finally(() => waiting.abort()),
      sleep(withinMillis, undefined, { signal }).catch(() => {})
    ])
  }

  #read(text: string): void {
    this.#buffer += text
    const end = this.#buffer.indexOf("\n")
    if (end === -1) {
      if (this.#buffer.length <= lineBytesMax) return
      const start = quoted(this.#buffer)
      this.#buffer = this.#buffer.slice(0, 1)
      this.#fail("garbage", `a line of more than ${lineBytesMax} characters: ${start}`)
      return
    }
    if (this.#waiting === undefined) {
      // Kept for the next question, whose answer it is not; no more of it than shows that.
      this.#buffer = this.#buffer.slice(0, lineBytesMax)
      return
    }
    const line = this.#buffer.slice(0, end)
    this.#buffer = this.#buffer.slice(end + 1)
    this.#waiting.resolve(line)
  }

  #fail(how: Misbehaved["how"], message: string): void {
    this.#waiting?.reject(new Misbehaved(how, message))
  }

  #died(): string {
    return `it ${this.#death}${this.#lastWords()}`
  }

  #lastWords(): string {
    const lines = this.#stderr.split("\n").filter((line) => line.trim() !== "")
    return lines.length === 0 ? "" : `; its last words: ${quoted(lines.slice(-3).join(" | "), 300)}`
  }
}
