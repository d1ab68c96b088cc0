/** The faulty machines play the vectors: what the vectors can't see is a list with reasons. */
import { describe, expect, test } from "vitest"
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { playVector } from "../../src/conformance/vectors/check.ts"
import { type Implementation, Misbehaved } from "../../src/conformance/vectors/implementation.ts"
import { referenceImplementation } from "../../src/conformance/vectors/reference.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import { vectors } from "./vector-files.ts"

const waits = "it waits inside a handler, which takes a clock to see: its commands are right"

/** Faults that no vector shows. A fault that a vector comes to show leaves the list in the same commit. */
const unseen: Readonly<Record<string, string>> = {
  "ticket-wraps": "so many tickets are given in no short course",
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
      try {
        const reply = await faulty.event(event)
        if (!("commands" in reply)) return reply
        return {
          commands: reply.commands.filter(
            (command: { readonly _tag: string }) => command._tag !== "Block"
          )
        }
      } catch (error) {
        throw new Misbehaved("crashed", String(error))
      }
    }
  }
}

/** Where the fault is the world's, the machine in it is right, and vectors are about machines. */
const machines = faults.filter((fault) => !("laws" in fault.machine(defaultSettings)))

describe("a faulty machine is rejected", () => {
  test.each(machines.map((fault) => [fault.id, fault] as const))("%s", async (id, fault) => {
    const implementation = playing(fault)
    const rejecting: Array<string> = []
    for (const vector of vectors) {
      const { verdict } = await playVector(vector, implementation)
      if (verdict === "wrong" || verdict === "crashed") rejecting.push(vector.id)
    }
    expect(rejecting.length > 0).toBe(!(id in unseen))
  })
})
