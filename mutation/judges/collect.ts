/** The part of vitest that the judges use, without its runner: collects tests as plain functions. */
import { format } from "node:util"
import { assert, expect } from "vitest"

export interface Test {
  readonly name: string
  readonly run: () => void
}

type Body = (...row: ReadonlyArray<unknown>) => unknown

let path: ReadonlyArray<string> = []
let collected: Array<Test> = []

/** The tests that `load` declares. */
export const collect = (load: () => void): ReadonlyArray<Test> => {
  const before = [path, collected] as const
  const own: Array<Test> = []
  path = []
  collected = own
  try {
    load()
  } finally {
    path = before[0]
    collected = before[1]
  }
  return own
}

/** Titles of rows: `$name` for a field, `%s` and the like for what the row holds in order. */
const titled = (title: string, row: unknown): string => {
  if (title.includes("$"))
    return title.replaceAll(/\$(\w+)/g, (_, name: string) =>
      String((row as Record<string, unknown>)[name])
    )
  const values = Array.isArray(row) ? (row as ReadonlyArray<unknown>) : [row]
  // What has no place in the title is left out; `format` would append it.
  return format(title, ...values.slice(0, title.match(/%[sdifjoO]/g)?.length ?? 0))
}

/** What a test or group is declared with: its body, and options or a time limit on either side of it. */
type Declared = ReadonlyArray<unknown>

const bodyOf = (declared: Declared): Body => {
  const body = declared.find((each) => typeof each === "function")
  if (body === undefined) throw new Error("a test without a body")
  return body as Body
}

const declareTest = (title: string, body: () => unknown): void => {
  const name = [...path, title].join(" > ")
  const run = (): void => {
    // A judge that waits would be judged before it has failed.
    if (body() instanceof Promise) throw new Error(`a judge has to be synchronous: ${name}`)
  }
  collected.push({ name, run })
}

const declareGroup = (title: string, body: () => unknown): void => {
  const before = path
  path = [...path, title]
  body()
  path = before
}

type Declare = (title: string, body: () => unknown) => void

const declarer = (declare: Declare) => {
  const single = (title: string, ...declared: Declared): void => {
    const body = bodyOf(declared)
    if (!waits(body)) declare(title, () => body())
  }
  const each =
    (rows: ReadonlyArray<unknown>) =>
    (title: string, ...declared: Declared): void => {
      const body = bodyOf(declared)
      if (waits(body)) return
      for (const row of rows) {
        const values = Array.isArray(row) ? (row as ReadonlyArray<unknown>) : [row]
        declare(titled(title, row), () => body(...values))
      }
    }
  return Object.assign(single, { each })
}

/** Tests that wait are heard by vitest alone: they start processes, and a mutant has no time for that. */
const waits = (body: Body): boolean => body.constructor.name === "AsyncFunction"

/** By the text of an inline snapshot: the value that the unchanged sources give for it. */
const snapshots = new Map<string, string>()

export const knownSnapshots = (): ReadonlyArray<readonly [string, string]> => [...snapshots]

export const learnSnapshots = (known: Iterable<readonly [string, string]>): void => {
  for (const [text, value] of known) snapshots.set(text, value)
}

/**
 * Vitest's own asks its runner for the file to write a snapshot to. Vitest has compared text and value already, so
 * here a mutant's value is compared with that of the unchanged sources.
 */
const expectation = (value: unknown): unknown =>
  Object.defineProperty(expect(value), "toMatchInlineSnapshot", {
    value: (text: string) => {
      const shown = JSON.stringify(value)
      if (!snapshots.has(text)) snapshots.set(text, shown)
      assert.strictEqual(shown, snapshots.get(text))
    }
  })

const test = declarer(declareTest)
const describe = declarer(declareGroup)

/** What a judge gets when it imports `vitest`. */
export const vitest = { assert, describe, expect: expectation, it: test, test }
