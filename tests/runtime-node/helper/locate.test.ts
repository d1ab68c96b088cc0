import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { describe, expect, test } from "vitest"
import { locate } from "../../../src/runtime-node/helper/locate.ts"
import { openRoot } from "../../../src/runtime-node/helper/root.ts"
import { largeBytes, makeFolder } from "../subject/folder.ts"

const located = (root: string, path: string) => locate(openRoot(root), path)

describe("locate, by name", () => {
  test.each([
    ["/index.html", 12, "text/html; charset=utf-8"],
    ["/large.bin", largeBytes, "application/octet-stream"],
    ["/empty.txt", 0, "text/plain; charset=utf-8"],
    ["/a b ü.txt", 4, "text/plain; charset=utf-8"],
    // A link that stays inside is a name like any other.
    ["/inside.html", 12, "text/html; charset=utf-8"]
  ])("finds %s", (path, sizeBytes, mediaType) => {
    const outcome = located(makeFolder().root, path)
    expect(outcome).toMatchObject({ _tag: "Found", facts: { path, sizeBytes, mediaType } })
  })

  test.each([
    ["/", "Directory"],
    ["/sub", "Directory"],
    ["/sub/", "Directory"],
    ["/missing", "Missing"],
    // A file is no folder, whatever is asked below it.
    ["/index.html/", "Missing"],
    ["/index.html/more", "Missing"],
    [`/${"n".repeat(300)}`, "Missing"],
    ["/nul\0byte", "Missing"],
    ["/escape.txt", "Outside"],
    ["/escape/secret.txt", "Outside"],
    ["/escape", "Outside"],
    ["/escape/", "Outside"],
    // The machine never asks for these two; the helper doesn't rely on that.
    ["/../secret.txt", "Outside"],
    ["index.html", "Outside"]
  ])("%s is %s", (path, tag) => {
    expect(located(makeFolder().root, path)._tag).toBe(tag)
  })
})

describe("locate, what no name tells", () => {
  test("a link that leads to itself is missing", () => {
    const { root } = makeFolder()
    symlinkSync("loop", `${root}/loop`)
    expect(located(root, "/loop")._tag).toBe("Missing")
  })

  test("a folder whose name begins like the root's is outside", () => {
    const { root } = makeFolder()
    mkdirSync(`${root}-other`)
    writeFileSync(`${root}-other/file`, "")
    symlinkSync(`${root}-other/file`, `${root}/sly`)
    expect(located(root, "/sly")._tag).toBe("Outside")
  })

  test("a FIFO is special, and is not opened: an open would wait for its writer", () => {
    const { root } = makeFolder()
    spawnSync("mkfifo", [`${root}/fifo`])
    expect(located(root, "/fifo")._tag).toBe("Special")
  })

  test("a socket is special, a device behind a link is outside", async () => {
    const { root } = makeFolder()
    const server = createServer()
    await new Promise<void>((done) => server.listen(`${root}/socket`, done))
    expect(located(root, "/socket")._tag).toBe("Special")
    server.close()
    symlinkSync("/dev/zero", `${root}/zero`)
    expect(located(root, "/zero")._tag).toBe("Outside")
  })

  // Permissions don't hold root back.
  test.skipIf(process.getuid?.() === 0)("a file that this user may not read is forbidden", () => {
    const { root } = makeFolder()
    chmodSync(`${root}/index.html`, 0)
    expect(located(root, "/index.html")._tag).toBe("Forbidden")
  })
})

describe("version", () => {
  const factsOf = (root: string) => {
    const outcome = located(root, "/index.html")
    if (outcome._tag !== "Found") throw new Error(outcome._tag)
    return outcome.facts
  }

  test("stays while the file stays, and is safe in an ETag", () => {
    const { root } = makeFolder()
    expect(factsOf(root).version).toBe(factsOf(root).version)
    expect(factsOf(root).version).toMatch(/^[0-9a-z-]+$/)
  })

  test("differs when the content changed behind the same size and modification time", () => {
    const { root } = makeFolder()
    utimesSync(`${root}/index.html`, 1e9, 1e9)
    const before = factsOf(root)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    writeFileSync(`${root}/index.html`, "<p>HELLO</p>")
    utimesSync(`${root}/index.html`, 1e9, 1e9)
    const after = factsOf(root)
    expect(after.modifiedSeconds).toBe(before.modifiedSeconds)
    expect(after.version).not.toBe(before.version)
  })

  test("a file that changed just now is not settled", () => {
    expect(factsOf(makeFolder().root).settled).toBe(false)
  })

  test("an old modification time alone doesn't settle it: the change itself may be new", () => {
    const { root } = makeFolder()
    utimesSync(`${root}/index.html`, 1e9, 1e9)
    expect(factsOf(root).settled).toBe(false)
    // Any file of the toolchain that was installed before the tests began.
    const old = locate(openRoot("/bin"), "/sh")
    expect(old).toMatchObject({ _tag: "Found", facts: { settled: true } })
  })
})
