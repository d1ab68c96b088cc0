/** The requests that gates hold: nothing is answered, so whoever asked sleeps. */
import {
  dropAll,
  dropGate,
  freePaths,
  type Gate,
  gateOf,
  type Held,
  type HeldOperation,
  hold,
  noGates,
  type Resumed,
  shutGate,
  withdraw
} from "./gates.ts"
import type { Request } from "./request.ts"

export interface HoldingEvents {
  readonly held: (number: number, held: Held) => void
  /** After they have been answered. */
  readonly resumed: (numbers: ReadonlyArray<number>) => void
}

export interface HeldRequests {
  /** Throws `GateRefused`. */
  readonly gate: (gate: Gate) => void
  readonly free: (paths: ReadonlyArray<string>) => void
  readonly ungate: (name: string) => void
  readonly openAll: () => void
  readonly isGated: (operation: HeldOperation, path: string) => boolean
  /** Keeps the request if a gate wants it, and says whether. */
  readonly keep: (request: Request, operation: HeldOperation, path: string) => boolean
  /** Nobody waits for that request any more; false if it is not held. */
  readonly giveUp: (unique: bigint) => boolean
  readonly all: () => ReadonlyArray<Held>
}

export const heldRequests = (
  perform: (request: Request) => void,
  events: HoldingEvents
): HeldRequests => {
  let gates = noGates
  const requests = new Map<number, Request>()
  const resume = ({ gates: left, resumed }: Resumed): void => {
    gates = left
    for (const number of resumed) {
      const request = requests.get(number)
      requests.delete(number)
      if (request !== undefined) perform(request)
    }
    if (resumed.length > 0) events.resumed(resumed)
  }
  return {
    gate: (gate) => {
      gates = shutGate(gates, gate)
    },
    free: (paths) => resume(freePaths(gates, paths)),
    ungate: (name) => resume(dropGate(gates, name)),
    openAll: () => resume(dropAll(gates)),
    isGated: (operation, path) => gateOf(gates, operation, path) !== undefined,
    keep: (request, operation, path) => {
      const gate = gateOf(gates, operation, path)
      if (gate === undefined) return false
      const held = { operation, path, thread: request.thread }
      const next = hold(gates, gate, held)
      gates = next.gates
      // Its body lies where the next request will be read.
      requests.set(next.number, { ...request, body: Buffer.from(request.body) })
      events.held(next.number, held)
      return true
    },
    giveUp: (unique) => {
      const found = [...requests].find(([, request]) => request.unique === unique)
      if (found === undefined) return false
      const [number] = found
      requests.delete(number)
      gates = withdraw(gates, number)
      events.resumed([number])
      return true
    },
    all: () => [...gates.waiting.values()]
  }
}
