/** The client's half of the talk with the daemon: numbered commands, and what is held by its events. */
import type { ChildProcess } from "node:child_process"
import { changesOf } from "./changes.ts"
import type { Held } from "./gates.ts"
import { line, readLines } from "./lines.ts"
import type { Command, FromDaemon, Served } from "./protocol.ts"

export interface Daemon {
  /** Rejects if it could not be mounted. */
  readonly mounted: Promise<void>
  /** Rejects when the daemon refuses, or is gone. */
  readonly ask: (command: Command) => Promise<Served>
  readonly held: () => ReadonlyArray<Held>
  readonly changed: (withinMillis: number) => Promise<boolean>
  readonly ended: Promise<void>
}

interface Pending {
  readonly resolve: (served: Served) => void
  readonly reject: (error: Error) => void
}

export const converse = (child: ChildProcess, failed: (message: string) => Error): Daemon => {
  const waiting = new Map<number, Pending>()
  const held = new Map<number, Held>()
  const changes = changesOf()
  const mounted = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  // A failure that nobody waits for is told by the next command.
  mounted.promise.catch(() => {})
  let death: string | undefined
  let next = 1

  const settle = (number: number, how: (pending: Pending) => void): void => {
    const pending = waiting.get(number)
    waiting.delete(number)
    if (pending !== undefined) how(pending)
  }
  const hear = (message: FromDaemon): void => {
    switch (message.kind) {
      case "mounted":
        return mounted.resolve()
      case "unmountable":
        return mounted.reject(failed(`the held disk can't be mounted: ${message.reason}`))
      case "held":
        held.set(message.operation, message.held)
        return changes.tell()
      case "resumed":
        for (const operation of message.operations) held.delete(operation)
        return changes.tell()
      case "done":
        return settle(message.number, ({ resolve }) => resolve(message.served ?? {}))
      case "refused":
        return settle(message.number, ({ reject }) => reject(failed(message.reason)))
    }
  }
  if (child.stdout !== null) readLines(child.stdout, (message) => hear(message as FromDaemon))
  // Writing to a daemon that is gone; `close` says so.
  child.stdin?.on("error", () => {})
  const lastWords = lastWordsOf(child)
  const die = (how: string): void => {
    const words = lastWords()
    const last = words === "" ? "" : `: ${words}`
    death = `the held disk ended (${how})${last}. Nothing is known of the server; please try again.`
    mounted.reject(failed(death))
    for (const number of waiting.keys())
      settle(number, ({ reject }) => reject(failed(death ?? how)))
    // The kernel has sent all that waited home with an error.
    held.clear()
    changes.tell()
    ended.resolve()
  }
  child.once("error", (error) => die(error.message))
  child.once("close", (code, signal) => die(signal ?? `exit ${code}`))
  return {
    mounted: mounted.promise,
    ended: ended.promise,
    held: () => [...held.values()],
    changed: changes.within,
    ask: (command) =>
      new Promise((resolve, reject) => {
        if (death !== undefined) return reject(failed(death))
        const number = next++
        waiting.set(number, { resolve, reject })
        child.stdin?.write(line({ ...command, number }))
      })
  }
}

const wordsCharactersMax = 2_000

const lastWordsOf = (child: ChildProcess): (() => string) => {
  let words = ""
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-wordsCharactersMax)
  })
  return () => words.trim().replaceAll(/\s*\n\s*/g, "; ")
}
