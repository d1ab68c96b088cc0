import { expect, test } from "vitest"
import { base64, coldText, docrootOfGroup, gateOn } from "./docroot.ts"
import { describeWithFuse } from "./with-fuse.ts"

describeWithFuse("warm and cold", (method) => {
  const docroot = docrootOfGroup(method)

  /** How often each was asked for meanwhile: lookup, getattr, read, open. */
  const asked = async (act: () => Promise<unknown>): Promise<ReadonlyArray<number>> => {
    const before = await docroot().laboratory.served()
    await act()
    const after = await docroot().laboratory.served()
    return ["lookup", "getattr", "read", "open"].map(
      (kind) => (after[kind] ?? 0) - (before[kind] ?? 0)
    )
  }

  test("what is warm costs an open and nothing else; what was evicted is asked for again", async () => {
    const { laboratory, reader, cold, missing } = docroot()
    const readOnce = () =>
      asked(async () => {
        await reader.read(cold(4, "digest"))
        await reader.read(missing())
      })
    const first = await readOnce()
    expect(first).toEqual([1, 1, expect.any(Number), 1])
    expect(first[2]).toBeGreaterThan(0)
    expect(await readOnce()).toEqual([0, 0, 0, 1])
    await laboratory.evict(["/cold/4.bin"])
    // With a name the kernel forgets the attributes of its folder, but not the folder.
    expect(await readOnce()).toEqual([1, 1, first[2], 1])
  })

  test("warm files stay warm while others are held", async () => {
    const { laboratory, reader, cold, warm } = docroot()
    await laboratory.gate(gateOn("read"))
    const answers = [0, 1, 2].map((file) => reader.read(cold(file)))
    await laboratory.awaitHeld(3)
    const warmOnes = () => Promise.all([0, 1, 2, 3].map((file) => reader.read(warm(file))))
    expect(await asked(warmOnes)).toEqual([0, 0, 0, 4])
    await laboratory.ungate("cold")
    await Promise.all(answers)
  })

  test("a missing name that is evicted is looked for again", async () => {
    const { laboratory, reader } = docroot()
    const gone = { call: "lstat", path: `${laboratory.folder}/gone-${performance.now()}` }
    expect(await asked(() => reader.read(gone))).toEqual([1, 0, 0, 0])
    expect(await asked(() => reader.read(gone))).toEqual([0, 0, 0, 0])
    await laboratory.evict([gone.path.slice(laboratory.folder.length)])
    expect(await asked(() => reader.read(gone))).toEqual([1, 1, 0, 0])
  })
})

describeWithFuse("cold, held and refused", (method) => {
  const docroot = docrootOfGroup(method)

  test("a file that is open becomes cold as well", async () => {
    const { laboratory, reader } = docroot()
    const path = `${laboratory.folder}/cold/6.bin`
    await reader.read({ call: "keep", path })
    await reader.read({ call: "kept", path })
    await laboratory.evict(["/cold/6.bin"])
    await laboratory.gate(gateOn("read"))
    const answer = reader.read({ call: "kept", path })
    await laboratory.awaitHeld(1)
    await laboratory.ungate("cold")
    expect(await answer).toMatchObject({ value: base64("a".repeat(1_000)) })
    await reader.read({ call: "closed", path })
  })

  test.each(["lookup", "getattr"] as const)(
    "a listing makes names known, but not those that a gate on %s waits for",
    async (operation) => {
      const { laboratory, reader, cold } = docroot()
      const list = () => reader.read({ call: "list", path: `${laboratory.folder}/cold` })
      const all = Array.from({ length: 250 }, (_, file) => cold(file))
      const readAll = () => Promise.all(all.map((each) => reader.read(each)))
      expect(Object((await list()).value).length).toBe(250)
      const before = await laboratory.served()
      await readAll()
      const lookups = ((await laboratory.served())["lookup"] ?? 0) - (before["lookup"] ?? 0)
      // The kernel takes what the first pieces of a listing bring along, and then asks no more.
      expect(lookups).toBeLessThan(250)

      await docroot().reset()
      await laboratory.gate(gateOn(operation))
      expect(Object((await list()).value).length).toBe(250)
      const answers = readAll()
      expect((await laboratory.awaitHeld(250)).length).toBe(250)
      await laboratory.ungate("cold")
      expect((await answers).filter(({ value }) => value === coldText).length).toBe(250)
    }
  )

  test("evicting beside what is held is refused, for it would stop others", async () => {
    const { laboratory, reader, cold, warmStays } = docroot()
    await laboratory.gate(gateOn("lookup"))
    const answer = reader.read(cold(12))
    await laboratory.awaitHeld(1)
    for (const path of ["/cold/12.bin", "/cold/13.bin"])
      await expect(laboratory.evict([path])).rejects.toThrow(
        "a lookup of /cold/12.bin is held: evicting would wait for it; evict before you gate"
      )
    await laboratory.evict(["/warm/1.txt"])
    await warmStays()
    await laboratory.ungate("cold")
    expect(await answer).toMatchObject({ value: coldText })
  })

  test("a gate that makes no sense is refused and changes nothing", async () => {
    const { laboratory, reader, cold } = docroot()
    await expect(laboratory.gate(gateOn("read", "/cold/"))).rejects.toThrow("is open")
    expect(await reader.read(cold(14))).toMatchObject({ value: coldText })
    await laboratory.gate(gateOn("read"))
    await expect(laboratory.gate(gateOn("open"))).rejects.toThrow("is there already")
    await laboratory.ungate("cold")
    await laboratory.ungate("cold")
    expect(await reader.read(cold(15))).toMatchObject({ value: coldText })
  })
})
