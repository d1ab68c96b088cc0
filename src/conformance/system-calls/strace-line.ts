/**
 * One line of `strace -f -ttt -T -yy -o FILE`. The kinds of lines are a table; a line that fits
 * none of them is `unreadable`, which whoever reads on counts and shows.
 */
import { closingBrackets } from "./strace-text.ts"

interface Stamped {
  readonly thread: number
  /** Since 1970. */
  readonly atMicros: number
}

/** How a call ended: the words behind its `=`, and how long it took. */
export interface Ending {
  readonly result: string
  readonly lastedMicros: number | undefined
}

export type Line =
  | (Stamped & Ending & { readonly kind: "call"; readonly name: string; readonly given: string })
  /** The call has begun, and another thread comes between. */
  | (Stamped & { readonly kind: "unfinished"; readonly name: string; readonly given: string })
  | (Stamped & Ending & { readonly kind: "resumed"; readonly name: string; readonly given: string })
  | (Stamped & { readonly kind: "signal" | "exit"; readonly text: string })
  | { readonly kind: "unreadable"; readonly text: string }

/** Seconds have a comma where the locale wants one. */
const stamp = /^ *(\d+) +(\d+)[.,](\d{6}) (.*)$/s
const signal = /^--- (.*) ---$/s
const exit = /^\+\+\+ (.*) \+\+\+$/s
const begun = /^([\w?]+)\((.*)$/s
const resumed = /^<\.\.\. ([\w?]+) resumed>(.*)$/s
const unfinished = / ?<unfinished \.\.\.>$/
const ending = /^\s*= (.*?)(?: <(\d+)[.,](\d{6})>)?$/s

type Body = Line extends infer Each
  ? Each extends Stamped
    ? Omit<Each, keyof Stamped>
    : never
  : never

const micros = (seconds: string, fraction: string): number =>
  Number(seconds) * 1_000_000 + Number(fraction)

/** What stands behind the arguments. */
const endingOf = (text: string): Ending | undefined => {
  const [, result, seconds, fraction] = ending.exec(text) ?? []
  if (result === undefined) return undefined
  const isTimed = seconds !== undefined && fraction !== undefined
  return { result, lastedMicros: isTimed ? micros(seconds, fraction) : undefined }
}

const finished = <Kind extends "call" | "resumed">(
  kind: Kind,
  name: string,
  rest: string
): Body | undefined => {
  for (const close of closingBrackets(rest)) {
    const end = endingOf(rest.slice(close + 1))
    // A thread that was killed inside a call leaves a mark in the place of what is missing.
    if (end !== undefined)
      return { kind, name, given: rest.slice(0, close).replace(unfinished, ""), ...end }
  }
  return undefined
}

/** In this order: the first that fits is taken. */
const kinds: ReadonlyArray<(text: string) => Body | undefined> = [
  (text) => {
    const inner = signal.exec(text)?.[1]
    return inner === undefined ? undefined : { kind: "signal", text: inner }
  },
  (text) => {
    const inner = exit.exec(text)?.[1]
    return inner === undefined ? undefined : { kind: "exit", text: inner }
  },
  (text) => {
    const [, name, rest] = resumed.exec(text) ?? []
    return name === undefined || rest === undefined ? undefined : finished("resumed", name, rest)
  },
  (text) => {
    const [, name, rest] = begun.exec(text) ?? []
    if (name === undefined || rest === undefined) return undefined
    return unfinished.test(rest)
      ? { kind: "unfinished", name, given: rest.replace(unfinished, "") }
      : finished("call", name, rest)
  }
]

export const parseLine = (text: string): Line => {
  const [, thread, seconds = "", fraction = "", rest = ""] = stamp.exec(text) ?? []
  if (thread === undefined) return { kind: "unreadable", text }
  for (const kind of kinds) {
    const body = kind(rest)
    if (body !== undefined)
      return { thread: Number(thread), atMicros: micros(seconds, fraction), ...body }
  }
  return { kind: "unreadable", text }
}
