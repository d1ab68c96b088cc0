import { apply, enabled, labelOf } from "../../src/runtime-sim/choice.ts"
import type { Applied } from "../../src/runtime-sim/kind.ts"
import { perform, type WorldCommand } from "../../src/runtime-sim/perform.ts"
import {
  noFaults,
  type ClientScript,
  type Faults,
  type File,
  type Workload
} from "../../src/runtime-sim/workload.ts"
import { initial, type World } from "../../src/runtime-sim/world.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"

// Tests of the world read as stories: labels are what happens, commands are what the machine asks.

export const client = (
  id: number,
  text: string,
  script: Partial<ClientScript> = {}
): ClientScript => ({
  id,
  segments: text === "" ? [] : [{ text, after: "nothing" }],
  takesBytesMax: 4096,
  end: "half-closes",
  ...script
})

export const file = (path: string, sizeBytes: number, kind: File["kind"] = "file"): File => ({
  path,
  kind,
  version: 1,
  sizeBytes,
  modifiedSeconds: 900,
  mediaType: "text/plain"
})

export const workload = (parts: Partial<Workload> = {}): Workload => ({
  settings: defaultSettings,
  clients: [],
  files: [],
  faults: noFaults,
  drain: "never",
  startUnixSeconds: 1000,
  descriptorsMax: 64,
  sendBufferBytes: 100,
  ...parts
})

export const faults = (some: Partial<Faults>): Faults => ({ ...noFaults, ...some })

export const labels = (world: World): ReadonlyArray<string> => enabled(world).map(labelOf)

/** What the choice with this label leads to. */
export const applied = (world: World, label: string): Applied => {
  const choice = enabled(world).find((each) => labelOf(each) === label)
  if (choice === undefined)
    throw new Error(`"${label}" is not enabled, but: ${labels(world).join(", ")}`)
  return apply(world, choice)
}

/** The world after these labels and commands, in order. */
export const after = (world: World, ...steps: ReadonlyArray<string | WorldCommand>): World => {
  let next = world
  for (const step of steps)
    next = typeof step === "string" ? applied(next, step).world : perform(next, step)
  return next
}

/** A world with these clients connected and accepted. */
export const connected = (parts: Partial<Workload>): World => {
  let world = after(initial(workload(parts)), { _tag: "ResumeAccept" })
  for (const { id } of parts.clients ?? [])
    world = after(world, `client ${id} connects`, `connection ${id} is accepted`)
  return world
}

export const read = (connection: number): WorldCommand => ({ _tag: "Read", connection })

export const send = (connection: number, text: string): WorldCommand => ({
  _tag: "Send",
  connection,
  parts: [{ _tag: "Text", text }]
})
