import { expect, test } from "vitest"
import { clientlessWorld } from "../../../src/runtime-sim/attended/clientless-world.ts"
import { enabled } from "../../../src/runtime-sim/choice.ts"
import { defaultSettings } from "../../../src/state-machine/limits.ts"
import { after, client, connected, file, labels, send } from "../story.ts"

const { bounds, files } = clientlessWorld(defaultSettings, [file("/a", 3)], 1_000)

test("nothing happens by itself in a world without clients", () => {
  const world = clientlessWorld(defaultSettings, [file("/a", 3)], 1_000)
  expect(enabled(world).map(({ _tag }) => _tag)).toEqual(["FaultsStop"])
  expect(files.map(({ path }) => path)).toEqual(["/a"])
})

test("in such a world a client with a script, too, reads on before it sees a reset", () => {
  const world = { ...connected({ clients: [client(0, "body")] }), bounds }
  const closed = after(world, send(0, "413"), "connection 0 writes 3", "client 0 sends 4", {
    _tag: "Close",
    connection: 0,
    how: "gracefully"
  })
  expect(labels(closed)).not.toContain("client 0 sees a reset")
  expect(labels(after(closed, "client 0 takes 3"))).toContain("client 0 sees a reset")
})
