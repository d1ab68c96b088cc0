import { execFileSync } from "node:child_process"
import { statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { type Reach, reachOf } from "../../../src/conformance/held-disk/enclosure.ts"
import { nobodysObstacle } from "./as-nobody.ts"
import { describeWithFuse } from "./with-fuse.ts"

const module = fileURLToPath(
  new URL("../../../src/conformance/held-disk/reach.ts", import.meta.url)
)

/** What another program finds out: somebody else's, or one with another environment. */
const reachBy = (wrapper: ReadonlyArray<string>, env: NodeJS.ProcessEnv): Reach => {
  const script = `import("${module}").then(async ({ reachOf }) =>
    console.log(JSON.stringify(await reachOf())))`
  const [program, ...parameters] = [...wrapper, process.execPath, "-e", script]
  return JSON.parse(execFileSync(program, parameters, { env, encoding: "utf8" })) as Reach
}

describeWithFuse("a method that works", (method) => {
  test("is found, with a reason for each better one", async () => {
    const reach = await reachOf()
    expect(reach.method).toBe(method)
    expect(reach.reasons.length).toBe(method === "fuse" ? 0 : 1)
  })

  test("is none without the programs that it takes, and each reason says so", () => {
    const { method: found, reasons } = reachBy([], { PATH: "/missing" })
    expect(found).toBe(undefined)
    const missing =
      "the program unshare is not installed (package util-linux): spawn unshare ENOENT"
    const asRoot = process.getuid?.() === 0
    expect(reasons).toEqual([
      { method: "fuse", reason: asRoot ? missing : "only root may mount without a user namespace" },
      { method: "fuse-user-namespace", reason: missing },
      { method: "strace", reason: "strace is not installed." }
    ])
  })
})

const isForRoot = process.getuid?.() === 0 && (statSync("/dev/fuse").mode & 0o006) !== 0o006

test.runIf(isForRoot && nobodysObstacle(module) !== "can't read our sources")(
  "an ordinary user learns that the device is not for him",
  () => {
    const nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    expect(reachBy(nobody, process.env).reasons.slice(0, 2)).toEqual([
      { method: "fuse", reason: "only root may mount without a user namespace" },
      {
        method: "fuse-user-namespace",
        reason:
          "/dev/fuse may not be opened by this user: root could allow it (chmod 666 /dev/fuse)"
      }
    ])
  }
)
