/**
 * Which operations wait and which go on, as a pure state machine: it knows no file system. A gate holds
 * what matches it until its path is freed or the gate is dropped; both are for ever, so a released
 * operation is not held again by another gate.
 */

export const heldOperations = ["lookup", "getattr", "open", "read"] as const
export type HeldOperation = (typeof heldOperations)[number]

export interface Gate {
  readonly name: string
  readonly operations: ReadonlyArray<HeldOperation>
  /**
   * Source of a regular expression over paths below the mount, with ^ and $: `^/cold/\d+\.bin$`. It is
   * for files: folders are never held, or the search for a file of settings would be.
   */
  readonly pattern: string
}

export interface Held {
  readonly operation: HeldOperation
  /** Below the mount, with a leading slash. */
  readonly path: string
  /** The waiting thread, in our process namespace. */
  readonly thread: number
}

interface ShutGate {
  readonly gate: Gate
  readonly pattern: RegExp
  /** Paths that were freed while this gate was there; a later gate holds them again. */
  readonly freed: ReadonlySet<string>
}

interface Waiting extends Held {
  readonly gate: string
}

export interface Gates {
  readonly shut: ReadonlyArray<ShutGate>
  readonly waiting: ReadonlyMap<number, Waiting>
  /** Of the next operation that is held; numbers are never used twice. */
  readonly next: number
}

export const noGates: Gates = { shut: [], waiting: new Map(), next: 1 }

export interface Resumed {
  readonly gates: Gates
  readonly resumed: ReadonlyArray<number>
}

/** A gate that can't be. */
export class GateRefused extends Error {
  override readonly name = "GateRefused"
}

/** Throws `GateRefused`. */
export const shutGate = (gates: Gates, gate: Gate): Gates => {
  if (gates.shut.some((each) => each.gate.name === gate.name))
    throw new GateRefused(
      `a gate ${gate.name} is there already: drop it first, or take another name`
    )
  if (!gate.pattern.startsWith("^") || !gate.pattern.endsWith("$"))
    throw new GateRefused(`the pattern ${gate.pattern} is open: begin it with ^ and end it with $`)
  const shut = { gate, pattern: compiled(gate.pattern), freed: new Set<string>() }
  return { ...gates, shut: [...gates.shut, shut] }
}

const compiled = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, "u")
  } catch (error) {
    throw new GateRefused(`the pattern ${pattern} can't be read: ${String(error)}`)
  }
}

/** The name of the gate that would hold it. */
export const gateOf = (gates: Gates, operation: HeldOperation, path: string): string | undefined =>
  gates.shut.find(
    (each) =>
      each.gate.operations.includes(operation) && each.pattern.test(path) && !each.freed.has(path)
  )?.gate.name

/** The number under which it is held from now on. */
export const hold = (
  gates: Gates,
  gate: string,
  held: Held
): { readonly gates: Gates; readonly number: number } => ({
  gates: {
    ...gates,
    waiting: new Map(gates.waiting).set(gates.next, { ...held, gate }),
    next: gates.next + 1
  },
  number: gates.next
})

const resume = (gates: Gates, which: (waiting: Waiting) => boolean): Resumed => {
  const resumed = [...gates.waiting].filter(([, each]) => which(each)).map(([number]) => number)
  const gone = new Set(resumed)
  const waiting = new Map([...gates.waiting].filter(([number]) => !gone.has(number)))
  return { gates: { ...gates, waiting }, resumed }
}

/** What is held on these paths goes on, and so does what comes: a file is read in several pieces. */
export const freePaths = (gates: Gates, paths: ReadonlyArray<string>): Resumed => {
  const free = new Set(paths)
  const shut = gates.shut.map((each) => ({ ...each, freed: new Set([...each.freed, ...free]) }))
  return resume({ ...gates, shut }, ({ path }) => free.has(path))
}

/** Dropping a gate that is not there changes nothing. */
export const dropGate = (gates: Gates, name: string): Resumed =>
  resume(
    { ...gates, shut: gates.shut.filter((each) => each.gate.name !== name) },
    ({ gate }) => gate === name
  )

export const dropAll = (gates: Gates): Resumed => resume({ ...gates, shut: [] }, () => true)

/** Nobody waits for it any more. */
export const withdraw = (gates: Gates, number: number): Gates =>
  resume(gates, (each) => each === gates.waiting.get(number)).gates
