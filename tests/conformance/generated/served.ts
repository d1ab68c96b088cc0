/** What the reference server puts on the wire for a stream, played without sockets. */
import { Host } from "../../../src/conformance/vectors/host.ts"
import type { Conversation } from "../../../src/conformance/vectors/format.ts"
import { rootFiles } from "../../../src/conformance/root.ts"
import { type Evidence } from "../../../src/conformance/generated/oracle.ts"
import { nowSeconds } from "../../../src/conformance/generated/world.ts"
import { defaultSettings } from "../../../src/state-machine/limits.ts"
import { reference } from "../../../src/state-machine/server.ts"

export const known = { host: "localhost", entityTag: '"v1"' }

const world: Conversation = {
  id: "served",
  title: "the manifest of the wire suite",
  settings: {},
  unixSeconds: nowSeconds,
  files: Object.values(rootFiles).map(({ path, bytes, modifiedSeconds }) => ({
    path: `/${path}`,
    kind: "file",
    content: Buffer.from(bytes).toString("latin1"),
    modifiedSeconds
  })),
  script: [],
  allowed: [],
  rules: []
}

/** Everything is sent at once, and the client takes whatever comes. */
export const served = (sent: string): Evidence => {
  const machine = reference(defaultSettings)
  const host = new Host(world)
  host.make({ send: [sent] })
  let state = machine.initial
  for (let event = host.next(); event !== undefined; event = host.next()) {
    const stepped = machine.step(state, event)
    state = stepped.state
    for (const command of stepped.commands) host.perform(command)
  }
  const end = host.end === "open" ? "open" : host.end === "reset" ? "reset" : "fin"
  return { sent, received: Buffer.from(host.output, "latin1"), end }
}
