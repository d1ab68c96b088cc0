/** Our own defects die loudly: what no peer, disk or helper can bring about is an error with a name. */
import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import type { Connection, PhaseOf } from "../../src/state-machine/connection.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import { IllegalEvent, stepConnection } from "../../src/state-machine/request.ts"
import { onSent } from "../../src/state-machine/send.ts"
import {
  accepted,
  begun,
  factsOf,
  found,
  get,
  loaded,
  notified,
  received,
  stateAfter
} from "./told.ts"

const context = { settings: defaultSettings, nowSeconds: 0 }
const sending = HashMap.getUnsafe(
  stateAfter([
    ...begun,
    accepted(1),
    received(1, get()),
    notified(1, 1, found("/a", 25)),
    notified(1, 2, loaded(10))
  ]).connections,
  1
)

test("an event that the table has no cell for", () => {
  const idle: Connection = HashMap.getUnsafe(stateAfter([...begun, accepted(1)]).connections, 1)
  const illegal = () => stepConnection(context, idle, { _tag: "Sent", bytes: 1 })
  expect(illegal).toThrow(IllegalEvent)
  expect(illegal).toThrow("no transition for Sent in Read")
  expect(new IllegalEvent("Read", "Sent").name).toBe("IllegalEvent")
})

test("a body that is not over and wants no chunk", () => {
  const phase = sending.phase as PhaseOf<"Send">
  const { exchange } = phase
  const text = { _tag: "Text", text: "text" } as const
  const range = { _tag: "Range", offset: 0, lengthBytes: 5 } as const
  for (const some of [
    { body: [text], facts: factsOf("/a", 25) },
    { body: [range], facts: undefined }
  ]) {
    const answer = { ...exchange.answer, ...some }
    const stuck = {
      ...phase,
      inFlightBytes: 1,
      position: { segment: 0, offset: 0 },
      exchange: { ...exchange, answer }
    }
    expect(() => onSent(context, sending, stuck, { bytes: 1 })).toThrow(
      "an unfinished body wants no chunk"
    )
  }
})
