/** The faulty machines play the vectors: what the vectors can't see is a list with reasons. */
import { describe, expect, test } from "vitest"
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { playVector } from "../../src/conformance/vectors/check.ts"
import type { Implementation } from "../../src/conformance/vectors/implementation.ts"
import { referenceImplementation } from "../../src/conformance/vectors/reference.ts"
import { vectors } from "./vector-files.ts"

const waits = "it waits inside a handler, which takes a clock to see: its commands are right"

/** Faults that no vector shows. */
const unseen: Readonly<Record<string, string>> = {
  "blocking-find": waits,
  "blocking-pipe": waits,
  "blocking-log": waits,
  "blocking-send": waits
}

/** As a program that tells no rules, so that commands alone must give it away. */
const playing = (fault: Fault): Implementation => {
  const faulty = referenceImplementation(fault.machine)
  return {
    start: faulty.start,
    event: async (event) => {
      const reply = await faulty.event(event)
      if (!("commands" in reply)) return reply
      return {
        commands: reply.commands.filter(
          (command: { readonly _tag: string }) => command._tag !== "Block"
        )
      }
    }
  }
}

describe("a faulty machine is rejected", () => {
  test.each(faults.map((fault) => [fault.id, fault] as const))("%s", async (id, fault) => {
    const implementation = playing(fault)
    const wrong: Array<string> = []
    for (const vector of vectors) {
      const { verdict } = await playVector(vector, implementation)
      if (verdict === "wrong") wrong.push(vector.id)
    }
    expect(wrong.length > 0).toBe(!(id in unseen))
  })
})
