/** Every kind of choice, by its label: what class it is of, and whose turn it is. */
import { expect, test } from "vitest"
import { classOf, labelOf, sourceOf } from "../../src/runtime-sim/choice.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"

/** Without numbers, and without names of files. */
const shape = (text: string): string => text.replaceAll(/ \/\S*/g, " f").replaceAll(/\d+/g, "n")

test("each kind of choice has its class and its source", () => {
  const met = new Map<string, string>()
  for (let seed = 1; seed <= 150; seed += 1) {
    const workload = generate(seed)
    const chooser = randomChooser(seed)
    simulate({
      machine: reference(workload.settings),
      workload,
      stepsMax: 200,
      chooser: (choices, world) => {
        for (const choice of choices)
          met.set(shape(labelOf(choice)), `${classOf(choice)} of ${shape(sourceOf(choice))}`)
        return chooser(choices, world)
      }
    })
  }
  expect(Object.fromEntries(met)).toEqual({
    "accept fails": "fault of accept",
    "accept finds no descriptor": "progress of accept",
    "client n connects": "progress of client n",
    "client n half-closes": "progress of client n",
    "client n half-closes early": "fault of client n",
    "client n is refused": "progress of client n",
    "client n leaves": "progress of client n",
    "client n resets": "progress of client n",
    "client n resets early": "fault of client n",
    "client n sees a reset": "progress of client n",
    "client n sees the end": "progress of client n",
    "client n sends n": "progress of client n",
    "client n stalls": "fault of client n",
    "client n takes n": "progress of client n",
    "client n takes only n": "fault of client n",
    "clock catches up": "time of clock",
    "clock jumps n": "fault of clock",
    "clock ticks n": "time of clock",
    "connection n is accepted": "progress of accept",
    "connection n receives n": "progress of connection n",
    "connection n receives only n": "fault of connection n",
    "connection n sees a reset": "progress of connection n",
    "connection n sees the end": "progress of connection n",
    "connection n writes n": "progress of connection n",
    "connection n writes only n": "fault of connection n",
    "drain is requested": "end of world",
    "faults stop": "end of world",
    "file f created": "fault of disk",
    "file f deleted": "fault of disk",
    "file f grown": "fault of disk",
    "file f replaced": "fault of disk",
    "file f rewritten": "fault of disk",
    "file f truncated": "fault of disk",
    "helper n dies": "fault of helper n",
    "helper n dies with its notifications": "fault of helper n",
    "helper n fails to start": "fault of helper n",
    "helper n hangs": "fault of helper n",
    "helper n hangs for good": "fault of helper n",
    "helper n is done": "progress of helper n",
    "helper n is lost": "progress of helper n",
    "helper n is ready": "progress of helper n",
    "helper n meets a disk error": "fault of helper n",
    "helper n notifies": "progress of helper n",
    "helper n notifies late": "fault of helper n",
    "helper n notifies, and will again": "fault of helper n",
    "helper n takes its job": "progress of helper n",
    "time to accept": "time of time to accept",
    "time to connection n": "time of time to connection n",
    "time to drain": "time of time to drain",
    "time to job of helper n": "time of time to job of helper n",
    "time to spawn": "time of time to spawn"
  })
})
