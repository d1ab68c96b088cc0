/** A process that reads what it is told to, each time with a thread of its own; see reader.py. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { line, readLines } from "../../../src/conformance/held-disk/lines.ts"
import type { ReadAnswer, ReadCommand } from "./laboratory-messages.ts"

export interface Reader {
  readonly read: (command: ReadCommand) => Promise<ReadAnswer>
  /** Rejects what it was asked and has not answered. */
  readonly kill: () => Promise<void>
}

export interface ReaderProcess extends Reader {
  readonly pid: number
}

export const startReader = (): ReaderProcess => {
  const program = fileURLToPath(new URL("reader.py", import.meta.url))
  const child = spawn("python3", [program], { stdio: ["pipe", "pipe", "inherit"] })
  const pending = new Map<number, PromiseWithResolvers<ReadAnswer>>()
  let next = 1
  readLines(child.stdout, (message) => {
    const { number, ...answer } = message as ReadAnswer & { readonly number: number }
    pending.get(number)?.resolve(answer)
    pending.delete(number)
  })
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()))
  child.once("close", () => {
    for (const { reject } of pending.values()) reject(new Error("the reader is dead"))
  })
  return {
    pid: child.pid ?? 0,
    read: (command) => {
      const answer = Promise.withResolvers<ReadAnswer>()
      pending.set(next, answer)
      child.stdin.write(line({ ...command, number: next++ }))
      return answer.promise
    },
    kill: async () => {
      child.kill("SIGKILL")
      await closed
    }
  }
}
