import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { makeDescriptors } from "../../../src/runtime-node/helper/descriptors.ts"
import { load } from "../../../src/runtime-node/helper/load.ts"
import { locate } from "../../../src/runtime-node/helper/locate.ts"
import { openRoot } from "../../../src/runtime-node/helper/root.ts"
import { largeBytes, makeFolder, pattern } from "../subject/folder.ts"

const makeLoader = () => {
  const folder = makeFolder()
  const root = openRoot(folder.root)
  const descriptors = makeDescriptors()
  const versionOf = (path: string) => {
    const found = locate(root, path)
    if (found._tag !== "Found") throw new Error(found._tag)
    return found.facts.version
  }
  const loaded = (path: string, version: string, offset: number, lengthBytes: number) =>
    load(root, descriptors, { _tag: "Load", path, version, offset, lengthBytes })
  return { ...folder, versionOf, loaded }
}

const chunk = 128 * 1024

test("chunk by chunk, the whole file comes, byte for byte", () => {
  const { versionOf, loaded } = makeLoader()
  const version = versionOf("/large.bin")
  const parts: Array<Buffer> = []
  for (let offset = 0; offset < largeBytes; offset += chunk) {
    const lengthBytes = Math.min(chunk, largeBytes - offset)
    const { outcome, bytes } = loaded("/large.bin", version, offset, lengthBytes)
    expect(outcome).toEqual({ _tag: "Loaded", lengthBytes })
    parts.push(bytes ?? Buffer.alloc(0))
  }
  expect(Buffer.concat(parts).equals(pattern(largeBytes))).toBe(true)
})

test("nothing of an empty file is a load like any other", () => {
  const { versionOf, loaded } = makeLoader()
  expect(loaded("/empty.txt", versionOf("/empty.txt"), 0, 0).outcome).toEqual({
    _tag: "Loaded",
    lengthBytes: 0
  })
})

const changes: ReadonlyArray<readonly [string, (root: string) => void]> = [
  ["replaced by another file", (root) => replace(root)],
  ["truncated", (root) => truncateSync(`${root}/large.bin`, 10)],
  ["grown", (root) => writeFileSync(`${root}/large.bin`, "more", { flag: "a" })],
  ["removed", (root) => rmSync(`${root}/large.bin`)],
  ["replaced by a link that leads out", (root) => leadOut(root)]
]

const replace = (root: string) => {
  writeFileSync(`${root}/new`, pattern(largeBytes))
  renameSync(`${root}/new`, `${root}/large.bin`)
}

const leadOut = (root: string) => {
  rmSync(`${root}/large.bin`)
  symlinkSync(`${root}/../secret.txt`, `${root}/large.bin`)
}

test.each(changes)("a file that was %s is Changed, before and between loads", (_, change) => {
  const fresh = makeLoader()
  const before = fresh.versionOf("/large.bin")
  change(fresh.root)
  expect(fresh.loaded("/large.bin", before, 0, chunk)).toEqual({
    outcome: { _tag: "Changed" },
    bytes: null
  })

  const begun = makeLoader()
  const version = begun.versionOf("/large.bin")
  // From here on the loader has the file open.
  expect(begun.loaded("/large.bin", version, 0, chunk).outcome._tag).toBe("Loaded")
  change(begun.root)
  expect(begun.loaded("/large.bin", version, chunk, chunk).outcome._tag).toBe("Changed")
})

test("a descriptor that is kept doesn't hide the file that took the name", () => {
  const { root, versionOf, loaded } = makeLoader()
  expect(loaded("/large.bin", versionOf("/large.bin"), 0, chunk).outcome._tag).toBe("Loaded")
  replace(root)
  expect(loaded("/large.bin", versionOf("/large.bin"), 0, chunk).outcome._tag).toBe("Loaded")
})

test("more than the file has is Changed, not a short answer", () => {
  const { versionOf, loaded } = makeLoader()
  const version = versionOf("/large.bin")
  expect(loaded("/large.bin", version, largeBytes - 5, 10).outcome._tag).toBe("Changed")
})
