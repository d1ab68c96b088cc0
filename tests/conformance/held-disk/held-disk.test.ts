import { describe, expect, test } from "vitest"
import type { HeldOperation } from "../../../src/conformance/held-disk/held-disk.ts"
import { base64, coldBytes, coldText, docrootOfGroup, gateOn } from "./docroot.ts"
import { describeWithFuse } from "./with-fuse.ts"

describeWithFuse("what a gate holds", (method) => {
  const docroot = docrootOfGroup(method)

  describe.each<HeldOperation>(["lookup", "getattr", "open", "read"])("%s", (operation) => {
    test("is held until its gate is dropped, and tells who waits", async () => {
      const { laboratory, reader, cold, warmStays } = docroot()
      await laboratory.gate(gateOn(operation))
      const answer = reader.read(cold(7))
      const [held] = await laboratory.awaitHeld(1)
      await warmStays()
      expect(await laboratory.held()).toEqual([held])
      await laboratory.ungate("cold")
      const { thread, value } = await answer
      expect(value).toBe(coldText)
      expect(held).toEqual({ operation, path: "/cold/7.bin", thread })
      expect(await laboratory.held()).toEqual([])
    })

    test("passes where no pattern matches, and when no gate is there", async () => {
      const { laboratory, reader, cold } = docroot()
      await laboratory.gate(gateOn(operation, "^/cold/1\\.bin$"))
      expect(await reader.read(cold(11))).toMatchObject({ value: coldText })
      await laboratory.ungate("cold")
      expect(await reader.read(cold(1))).toMatchObject({ value: coldText })
    })

    test("a reader that waits can be killed", async () => {
      const { laboratory, reader, cold } = docroot()
      const other = await laboratory.startReader()
      await laboratory.gate(gateOn(operation))
      const answer = other.read(cold(9)).catch((error: Error) => error.message)
      const held = await laboratory.awaitHeld(1)
      await other.kill()
      expect(await answer).toBe("the reader is dead")
      // The kernel wants a page whoever asked for it, and gives up the rest with the reader.
      if (operation === "read") expect(await laboratory.held()).toEqual(held)
      else while ((await laboratory.held()).length > 0) await laboratory.changed(5_000)
      await laboratory.ungate("cold")
      expect(await reader.read(cold(9))).toMatchObject({ value: coldText })
    })
  })
})

describeWithFuse("who is held", (method) => {
  const docroot = docrootOfGroup(method)

  test.each([
    ["sendfile", base64("a".repeat(1_000))],
    ["mmap", base64("a".repeat(1_000))],
    ["pread", coldText],
    ["digest", coldBytes]
  ])("a read by %s is held", async (call, expected) => {
    const { laboratory, reader, cold } = docroot()
    await laboratory.gate(gateOn("read"))
    const answer = reader.read(cold(5, call))
    const [held] = await laboratory.awaitHeld(1)
    await laboratory.ungate("cold")
    const { thread, value } = await answer
    expect(held).toEqual({ operation: "read", path: "/cold/5.bin", thread })
    expect([value].flat()[0]).toBe(expected)
  })

  test("200 wait at once, each in its thread; others go on, and each can be freed alone", async () => {
    const { laboratory, reader, cold, warmStays } = docroot()
    await laboratory.gate(gateOn("read"))
    const answers = Array.from({ length: 200 }, (_, file) => reader.read(cold(file)))
    const held = await laboratory.awaitHeld(200)
    expect(new Set(held.map(({ path }) => path)).size).toBe(200)
    expect(new Set(held.map(({ thread }) => thread)).size).toBe(200)
    await warmStays()
    await laboratory.free(["/cold/150.bin", "/cold/3.bin"])
    const freed = await Promise.all([answers[150], answers[3]])
    expect(freed.map((each) => each?.value)).toEqual([coldText, coldText])
    expect((await laboratory.held()).length).toBe(198)
    // Later reads of a freed file pass too, though it is cold and the gate is shut.
    await laboratory.evict(["/cold/3.bin"])
    expect(await reader.read(cold(3))).toMatchObject({ value: coldText })
    await laboratory.ungate("cold")
    const all = await Promise.all(answers)
    expect(all.filter(({ value }) => value === coldText).length).toBe(200)
  })

  test("a gate that is shut later holds what was freed before", async () => {
    const { laboratory, reader, cold } = docroot()
    await laboratory.gate(gateOn("open"))
    await laboratory.free(["/cold/2.bin"])
    expect(await reader.read(cold(2))).toMatchObject({ value: coldText })
    await laboratory.ungate("cold")
    await laboratory.gate(gateOn("open"))
    const answer = reader.read(cold(2))
    await laboratory.awaitHeld(1)
    await laboratory.ungate("cold")
    expect(await answer).toMatchObject({ value: coldText })
  })

  test("a missing name is held as well, a folder never", async () => {
    const { laboratory, reader, warm } = docroot()
    await laboratory.evict(["/warm"])
    await laboratory.gate(gateOn("lookup", "^/(gone\\.html|warm)$"))
    const answer = reader.read({ call: "lstat", path: `${laboratory.folder}/gone.html` })
    const held = await laboratory.awaitHeld(1)
    expect(held).toMatchObject([{ operation: "lookup", path: "/gone.html" }])
    expect(await reader.read(warm(0))).toMatchObject({ value: [2_000, expect.any(String)] })
    await laboratory.ungate("cold")
    expect(await answer).toMatchObject({ errno: 2 })
  })
})
