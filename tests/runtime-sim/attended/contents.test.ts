import { expect, test } from "vitest"
import { contentsOf, type FullFile, rendered } from "../../../src/runtime-sim/attended/contents.ts"
import { initial } from "../../../src/runtime-sim/world.ts"
import { file, workload } from "../story.ts"

const full = (path: string, text: string, version = 1): FullFile => ({
  ...file(path, text.length),
  version,
  bytes: Buffer.from(text, "latin1")
})

const contents = contentsOf([full("/a.txt", "0123456789"), full("/b.txt", "other", 2)])
const chunk = { ticket: 7, path: "/a.txt", version: "v1", offset: 2, lengthBytes: 6 }
const world = { ...initial(workload()), chunks: [chunk] }
const slice = { _tag: "Slice", chunk: 7, chunkOffset: 1, lengthBytes: 4 } as const
const said = { path: "/a.txt", version: "v1", offset: 3 }

test("each version of each file has its own bytes", () => {
  expect(contents("/b.txt", "v2")).toEqual(Buffer.from("other"))
  expect(contents("/b.txt", "v1")).toBe(undefined)
})

test("text is sent as octets, a slice as the bytes of its chunk", () => {
  const text = rendered(world, contents, { _tag: "Text", text: "\xe4\r\n" })
  expect([...text]).toEqual([0xe4, 13, 10])
  expect(Buffer.from(rendered(world, contents, { ...slice, ...said })).toString()).toBe("3456")
})

test("what a slice says of its chunk changes no byte", () => {
  const wrong = { ...slice, path: "/b.txt", version: "v2", offset: 0 }
  expect(Buffer.from(rendered(world, contents, wrong)).toString()).toBe("3456")
})

test("bytes that are nowhere can't be sent", () => {
  const none = "has no contents"
  expect(() => rendered(world, contents, { ...slice, ...said, chunk: 8 })).toThrow(none)
  expect(() => rendered(world, contents, { ...slice, ...said, chunkOffset: 7 })).toThrow(none)
})
