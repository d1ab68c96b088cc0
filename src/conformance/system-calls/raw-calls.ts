/**
 * From lines to calls: what was interrupted by another thread is joined again. Takes one line at a
 * time.
 */
import { type Line, parseLine } from "./strace-line.ts"

/** A call as strace wrote it, with its times. */
export interface RawCall {
  readonly thread: number
  readonly name: string
  readonly given: string
  /** `?` where the call never came back. */
  readonly result: string
  readonly startMicros: number
  readonly endMicros: number
}

export interface Unreadable {
  /** From 1. */
  readonly line: number
  readonly text: string
}

export interface RawRecording {
  /** By the time at which they began. */
  readonly calls: ReadonlyArray<RawCall>
  readonly lines: number
  readonly unreadable: ReadonlyArray<Unreadable>
}

type Begun = Extract<Line, { readonly kind: "unfinished" }>
type Resumed = Extract<Line, { readonly kind: "resumed" }>

/** The end of a call that never came back: its thread was killed, or the recording ended. */
const cutShort = ({ thread, name, given, atMicros }: Begun, endMicros: number): RawCall => ({
  thread,
  name,
  given,
  result: "?",
  startMicros: atMicros,
  endMicros: Math.max(endMicros, atMicros)
})

export class RawCalls {
  readonly #calls: Array<RawCall> = []
  readonly #begun = new Map<number, Begun>()
  readonly #unreadable: Array<Unreadable> = []
  #lines = 0
  #lastMicros = 0

  push(text: string): void {
    this.#lines += 1
    if (text === "") return
    const line = parseLine(text)
    if (line.kind !== "unreadable") this.#lastMicros = Math.max(this.#lastMicros, line.atMicros)
    switch (line.kind) {
      case "call":
        this.#abandon(line.thread, line.atMicros)
        this.#calls.push(callOf(line, line.atMicros, line.given))
        return
      case "unfinished":
        this.#abandon(line.thread, line.atMicros)
        this.#begun.set(line.thread, line)
        return
      case "resumed":
        return this.#resume(line, text)
      case "exit":
        return this.#abandon(line.thread, line.atMicros)
      case "signal":
        return
      case "unreadable":
        this.#unreadable.push({ line: this.#lines, text })
    }
  }

  finish(): RawRecording {
    for (const thread of this.#begun.keys()) this.#abandon(thread, this.#lastMicros)
    return {
      calls: this.#calls.toSorted((left, right) => left.startMicros - right.startMicros),
      lines: this.#lines,
      unreadable: this.#unreadable
    }
  }

  #resume(line: Resumed, text: string): void {
    const begun = this.#begun.get(line.thread)
    // strace writes ???? for a call in which it found the thread when it came.
    if (begun === undefined || (begun.name !== line.name && !begun.name.startsWith("?"))) {
      this.#unreadable.push({ line: this.#lines, text })
      return
    }
    this.#begun.delete(line.thread)
    this.#calls.push(callOf(line, begun.atMicros, begun.given + line.given))
  }

  #abandon(thread: number, atMicros: number): void {
    const begun = this.#begun.get(thread)
    if (begun === undefined) return
    this.#begun.delete(thread)
    this.#calls.push(cutShort(begun, atMicros))
  }
}

const callOf = (
  line: Extract<Line, { readonly kind: "call" | "resumed" }>,
  startMicros: number,
  given: string
): RawCall => ({
  thread: line.thread,
  name: line.name,
  given,
  result: line.result,
  startMicros,
  endMicros: line.lastedMicros === undefined ? line.atMicros : startMicros + line.lastedMicros
})

export const readRecording = (text: string): RawRecording => {
  const reader = new RawCalls()
  for (const line of text.replace(/\n$/, "").split("\n")) reader.push(line)
  return reader.finish()
}
