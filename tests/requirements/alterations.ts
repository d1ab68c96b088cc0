/** Traces that are wrong in one place, made from one that is right: every value in it changed, line by line. */
import type { Entry, Happening } from "../../src/runtime/trace.ts"
import type { Outcome } from "../../src/state-machine/event.ts"

export type Trace = ReadonlyArray<Entry>

const replaced = <Item>(
  items: ReadonlyArray<Item>,
  at: number,
  others: ReadonlyArray<Item>
): ReadonlyArray<Item> => items.flatMap((item, index) => (index === at ? others : [item]))

/** Each line of a head left out, and each twice. */
const alteredLines = (text: string): ReadonlyArray<string> => {
  const end = text.indexOf("\r\n\r\n")
  if (end === -1) return [`${text}x`, text.slice(1)]
  const lines = text.slice(0, end).split("\r\n")
  const joined = (some: ReadonlyArray<string>) => some.join("\r\n") + text.slice(end)
  return [
    `${text}x`,
    ...lines.flatMap((line, at) =>
      [[], [line, line], [`${line}x`], [line.replace(/\d/, "9")], [line.replace(/\d/, "")]].map(
        (others) => joined(replaced(lines, at, others))
      )
    )
  ]
}

/** The value with one thing in it changed, in each way. Tags stay: a trace of another shape is no trace. */
const altered = (value: unknown): ReadonlyArray<unknown> => {
  if (typeof value === "number") return [value + 1, value - 1, value + 100_000]
  if (typeof value === "string") return alteredLines(value)
  if (typeof value === "boolean") return [!value]
  if (value instanceof Uint8Array) return [value.slice(1), Uint8Array.from([...value, 65])]
  if (Array.isArray(value)) {
    const items = value as ReadonlyArray<unknown>
    return items.flatMap((item, at) => [
      replaced(items, at, []),
      replaced(items, at, [item, item]),
      ...altered(item).map((other) => replaced(items, at, [other]))
    ])
  }
  if (value === null || typeof value !== "object") return []
  return Object.entries(value)
    .filter(([name]) => name !== "_tag")
    .flatMap(([name, field]) => altered(field).map((other) => ({ ...value, [name]: other })))
}

const failed: Outcome = { _tag: "Failed", reason: "EIO" }
const outcomes: ReadonlyArray<Outcome> = [{ _tag: "Missing" }, { _tag: "Changed" }, failed]

const otherOutcomes = (what: Happening): ReadonlyArray<Happening> => {
  if (what._tag !== "Step" || what.event._tag !== "Notified") return []
  const { event } = what
  return outcomes.map((outcome) => ({ ...what, event: { ...event, outcome } }))
}

const worldly: ReadonlyArray<Happening> = [
  { _tag: "Blocked", operation: "stat", millis: 7 },
  { _tag: "Slept", ready: 2 },
  { _tag: "FaultsStopped" },
  { _tag: "Ended", reason: "quiescent" },
  { _tag: "Ended", reason: "drained" },
  { _tag: "Ended", reason: "step-limit" }
]

const numbered = (trace: Trace): Trace => trace.map((entry, sequence) => ({ ...entry, sequence }))

/** Values of one step after the other. */
export const alteredValues = (trace: Trace): ReadonlyArray<Trace> =>
  trace.flatMap((entry, at) =>
    [...altered(entry.what), ...otherOutcomes(entry.what)].map((what) =>
      replaced(trace, at, [{ ...entry, what: what as Happening }])
    )
  )

/** Steps that change places, come twice or not at all, and what happens in the world between them. */
export const alteredOrder = (trace: Trace): ReadonlyArray<Trace> => [
  ...trace.slice(1).map((entry, at) => {
    const before = trace[at]!
    return numbered([...trace.slice(0, at), entry, before, ...trace.slice(at + 2)])
  }),
  ...trace.map((entry, at) => numbered(replaced(trace, at, [entry, entry]))),
  ...trace.map((_, at) => numbered(replaced(trace, at, []))),
  ...trace.flatMap((entry, at) =>
    worldly.map((what) =>
      numbered(replaced(trace, at, [entry, { ...entry, actor: "world", what }]))
    )
  ),
  ...worldly.map((what) =>
    numbered([
      ...trace,
      { sequence: 0, atMillis: trace.length, actor: "world", what: { _tag: "FaultsStopped" } },
      { sequence: 0, atMillis: trace.length, actor: "world", what }
    ])
  ),
  ...trace.map((entry, at) => replaced(trace, at, [{ ...entry, atMillis: 0 }])),
  ...trace.map((entry, at) => replaced(trace, at, [{ ...entry, sequence: at + 1 }])),
  []
]
