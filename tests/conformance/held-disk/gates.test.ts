import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  dropAll,
  dropGate,
  freePaths,
  type Gate,
  GateRefused,
  gateOf,
  type Gates,
  type HeldOperation,
  heldOperations,
  hold,
  noGates,
  shutGate,
  withdraw
} from "../../../src/conformance/held-disk/gates.ts"

const paths = ["/a", "/b", "/c"] as const
const names = ["one", "two"] as const

const gateNamed = (
  name: string,
  over: string,
  operations: ReadonlyArray<HeldOperation> = heldOperations
): Gate => ({
  name,
  operations,
  pattern: `^/[${over}]$`
})

describe("what is refused", () => {
  test.each([
    ["a pattern without ^", "/a$", "is open"],
    ["a pattern without $", "^/a", "is open"],
    ["a pattern that is none", "^/(a$", "can't be read"]
  ])("%s", (_what, pattern, why) => {
    const shut = (): Gates => shutGate(noGates, { name: "one", operations: ["read"], pattern })
    expect(shut).toThrow(GateRefused)
    expect(shut).toThrow(why)
  })

  test("a name that is taken, until its gate is dropped", () => {
    const once = shutGate(noGates, gateNamed("one", "a"))
    expect(() => shutGate(once, gateNamed("one", "b"))).toThrow("is there already")
    const again = shutGate(dropGate(once, "one").gates, gateNamed("one", "b"))
    expect([gateOf(again, "read", "/a"), gateOf(again, "read", "/b")]).toEqual([undefined, "one"])
  })
})

// The same in other words: lists that are searched, and nothing shared with the machine.
interface Model {
  gates: Array<{ name: string; over: string; operations: ReadonlyArray<HeldOperation> }>
  freed: Array<readonly [gate: object, path: string]>
  held: Array<{ number: number; gate: string; path: string }>
}

type Step =
  | { readonly kind: "shut"; name: string; over: string; operations: Array<HeldOperation> }
  | { readonly kind: "ask"; operation: HeldOperation; path: string }
  | { readonly kind: "free"; paths: Array<string> }
  | { readonly kind: "drop"; name: string }
  | { readonly kind: "dropAll" }
  | { readonly kind: "withdraw"; number: number }

const operation = fc.constantFrom(...heldOperations)
const path = fc.constantFrom(...paths)
const name = fc.constantFrom(...names)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("ask" as const), operation, path }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("shut" as const),
      name,
      over: fc.constantFrom("a", "ab", "bc"),
      operations: fc.uniqueArray(operation)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("free" as const), paths: fc.uniqueArray(path) })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), name }) },
  fc.record({ kind: fc.constant("dropAll" as const) }),
  fc.record({ kind: fc.constant("withdraw" as const), number: fc.nat({ max: 9 }) })
)

const released = (model: Model, which: (held: Model["held"][number]) => boolean): Array<number> => {
  const gone = model.held.filter(which)
  model.held = model.held.filter((each) => !gone.includes(each))
  return gone.map(({ number }) => number)
}

const takeStep = (gates: Gates, model: Model, taken: Step): Gates => {
  switch (taken.kind) {
    case "shut": {
      if (model.gates.some((each) => each.name === taken.name)) return gates
      model.gates.push(taken)
      return shutGate(gates, gateNamed(taken.name, taken.over, taken.operations))
    }
    case "ask": {
      const expected = model.gates.find(
        (each) =>
          each.operations.includes(taken.operation) &&
          each.over.includes(taken.path.slice(1)) &&
          !model.freed.some(([gate, freed]) => gate === each && freed === taken.path)
      )?.name
      const gate = gateOf(gates, taken.operation, taken.path)
      expect(gate).toBe(expected)
      if (gate === undefined) return gates
      const next = hold(gates, gate, { operation: taken.operation, path: taken.path, thread: 1 })
      model.held.push({ number: next.number, gate, path: taken.path })
      return next.gates
    }
    case "free": {
      const next = freePaths(gates, taken.paths)
      for (const each of model.gates)
        model.freed.push(...taken.paths.map((freed) => [each, freed] as const))
      expect(next.resumed).toEqual(released(model, (held) => taken.paths.includes(held.path)))
      return next.gates
    }
    case "drop": {
      const next = dropGate(gates, taken.name)
      model.gates = model.gates.filter((each) => each.name !== taken.name)
      expect(next.resumed).toEqual(released(model, ({ gate }) => gate === taken.name))
      return next.gates
    }
    case "dropAll": {
      const next = dropAll(gates)
      model.gates = []
      expect(next.resumed).toEqual(released(model, () => true))
      return next.gates
    }
    case "withdraw":
      released(model, ({ number }) => number === taken.number)
      return withdraw(gates, taken.number)
  }
}

test("whatever happens, what is held is what the model holds, and nothing is resumed twice", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
      const model: Model = { gates: [], freed: [], held: [] }
      let gates = noGates
      for (const each of steps) {
        gates = takeStep(gates, model, each)
        const held = model.held.map(({ number }) => number)
        expect([...gates.waiting.keys()]).toEqual(held)
      }
    }),
    { numRuns: 500 }
  )
})
