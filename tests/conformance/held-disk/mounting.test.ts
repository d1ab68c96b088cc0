import { describe, expect, onTestFinished, test } from "vitest"
import { HeldDiskFailed, mountHeldDisk } from "../../../src/conformance/held-disk/held-disk.ts"
import type { Method } from "../../../src/conformance/held-disk/enclosure.ts"
import { type Laboratory, openLaboratory } from "./laboratory.ts"
import { describeWithFuse } from "./with-fuse.ts"

const opened = async (method: Method, isMounted = true): Promise<Laboratory> => {
  const laboratory = await openLaboratory(method, isMounted)
  onTestFinished(() => laboratory.close())
  return laboratory
}

describe("what can't be mounted", () => {
  test.each([
    ["/missing/source", "/tmp", "/missing/source is no folder that can be looked into"],
    ["/etc/passwd", "/tmp", "/etc/passwd is no folder"],
    ["/tmp", "/missing/folder", "/missing/folder is no folder"],
    ["/", "/tmp", "/tmp can't show /: one lies in the other"],
    ["/usr/bin", "/usr", "/usr can't show /usr/bin: one lies in the other"]
  ])("%s at %s", async (source, folder, why) => {
    const failure: unknown = await mountHeldDisk({ source, folder }).catch(
      (error: unknown) => error
    )
    expect(failure).toBeInstanceOf(HeldDiskFailed)
    expect(failure).toHaveProperty("message", expect.stringContaining(why))
  })
})

const mounts = "grep amped-held-disk /proc/self/mountinfo || true"
const daemon = String.raw`pgrep -f '/daemon\.[tm]'`

describeWithFuse("a mount", (method) => {
  test("is refused in one line if the system does not allow it, and leaves no daemon", async () => {
    const laboratory = await opened(method, false)
    // A shadow of the program mount that refuses.
    await laboratory.shell(`cd ${laboratory.source}/..; printf '#!/bin/sh
      echo "mount: no way" >&2; exit 32' > mount; chmod 755 mount`)
    const place = await laboratory.shell(`dirname ${laboratory.source}`)
    await laboratory.shell(`mount --bind ${place}/mount $(command -v mount)`)
    await expect(laboratory.mount(laboratory.source, laboratory.folder)).rejects.toThrow(
      "the held disk can't be mounted: mount: no way"
    )
    expect(await laboratory.shell(`${daemon} || echo none`)).toBe("none")
  })

  test("ends with its disk: what was held goes on, and a second end is as good as one", async () => {
    const laboratory = await opened(method)
    await laboratory.shell(`printf whole > ${laboratory.source}/file`)
    const reader = await laboratory.startReader()
    await laboratory.gate({ name: "all", operations: ["read"], pattern: "^/file$" })
    const answer = reader.read({
      call: "pread",
      path: `${laboratory.folder}/file`,
      offset: 0,
      length: 9
    })
    await laboratory.awaitHeld(1)
    expect(await laboratory.shell(mounts)).toContain(laboratory.folder)
    await Promise.all([laboratory.endDisk(), laboratory.endDisk()])
    expect(await answer).toMatchObject({ value: Buffer.from("whole").toString("base64") })
    expect(await laboratory.held()).toEqual([])
    expect(await laboratory.shell(mounts)).toBe("")
    expect(await laboratory.shell(`${daemon} || echo none`)).toBe("none")
    await expect(laboratory.evict(["/file"])).rejects.toThrow("the held disk ended")
  })

  test("ends though somebody has a file of it open", async () => {
    const laboratory = await opened(method)
    await laboratory.shell(`printf whole > ${laboratory.source}/file`)
    const reader = await laboratory.startReader()
    await reader.read({ call: "keep", path: `${laboratory.folder}/file` })
    await laboratory.endDisk()
    expect(await laboratory.shell(mounts)).toBe("")
    // Nobody answers for it any more, and nobody waits for an answer.
    const { errno } = await reader.read({ call: "kept", path: `${laboratory.folder}/file` })
    expect(errno).toBe(107)
  })
})

describeWithFuse("a mount", (method) => {
  test("whose daemon is killed wakes everybody and goes", async () => {
    const laboratory = await opened(method)
    await laboratory.shell(`printf whole > ${laboratory.source}/file`)
    const reader = await laboratory.startReader()
    await laboratory.gate({ name: "all", operations: ["open"], pattern: "^/file$" })
    const answer = reader.read({ call: "digest", path: `${laboratory.folder}/file` })
    await laboratory.awaitHeld(1)
    await laboratory.shell(`kill -9 $(${daemon})`)
    expect(await answer).toMatchObject({ errno: 103 })
    while ((await laboratory.held()).length > 0) await laboratory.changed(5_000)
    await expect(laboratory.ungate("all")).rejects.toThrow("the held disk ended (SIGKILL)")
    await laboratory.shell("while grep -q amped-held-disk /proc/self/mountinfo; do :; done")
    await laboratory.endDisk()
  })

  test("whose client is killed goes as well, without an enclosure around it", async () => {
    const laboratory = await opened(method, false)
    const module = new URL("../../../src/conformance/held-disk/held-disk.ts", import.meta.url)
      .pathname
    const { source, folder } = laboratory
    const script = `import("${module}").then(async ({ mountHeldDisk }) => {
      await mountHeldDisk({ source: "${source}", folder: "${folder}" })
      process.kill(process.pid, "SIGKILL")
    })`
    await laboratory.shell(`${process.execPath} -e '${script}' || true`)
    await laboratory.shell(`while ${daemon}; do :; done > /dev/null`)
    expect(await laboratory.shell(mounts)).toBe("")
  })
})
