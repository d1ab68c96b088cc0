/** Servers that run now: recorded, held, and judged. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Schema from "effect/Schema"
import { assert, describe, expect, test } from "vitest"
import { reachOf } from "../../../src/conformance/held-disk/reach.ts"
import { ProfileFile } from "../../../src/conformance/profile.ts"
import type { CommandSubject } from "../../../src/conformance/subject/description.ts"
import { plainStyle } from "../../../src/conformance/reports/style.ts"
import { type Account, accountOf } from "../../../src/conformance/system-calls/account.ts"
import { entriesOf } from "../../../src/conformance/system-calls/observed-trace.ts"
import { traceOf } from "../../../src/conformance/system-calls/outside.ts"
import { readRecording } from "../../../src/conformance/system-calls/raw-calls.ts"
import { record } from "../../../src/conformance/system-calls/record.ts"
import { straceObstacle } from "../../../src/conformance/system-calls/strace.ts"
import { renderAccount } from "../../../src/conformance/system-calls/table.ts"
import { fillTrialFolder } from "../../../src/conformance/system-calls/trial-folder.ts"
import { judge } from "../../../src/requirements/registry.ts"

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Why nothing can be recorded and held here; undefined when it can. */
const obstacle = await (async (): Promise<string | undefined> => {
  const strace = await straceObstacle()
  if (strace !== undefined) return strace
  const { method, reasons } = await reachOf()
  return method === "fuse" || method === "fuse-user-namespace"
    ? undefined
    : reasons.map(({ reason }) => reason).join("; ")
})()

if (obstacle !== undefined && process.env["AMPED_REQUIRE_SERVERS"] === "1")
  test("system calls can be recorded, and a disk can be held", () => assert.fail(obstacle))

const architecture = (name: string): CommandSubject => {
  const folder = pathOf(`../../../servers/architectures/${name}`)
  const { command = [] } = Schema.decodeUnknownSync(Schema.fromJsonString(ProfileFile))(
    readFileSync(`${folder}/profile.json`, "utf8")
  )
  return { kind: "command", command, folder }
}

const bundled = (helpers: string): CommandSubject => ({
  kind: "command",
  command: [
    "{node}",
    pathOf("../../../src/cli/main.ts"),
    ...["serve", "--root", "{root}", "--port", "{port}", "--helpers", helpers]
  ]
})

const waitersIn = ({ holds }: Account): ReadonlyArray<string> =>
  holds.map(
    ({ hold, waiter, answered, verdict }) =>
      `${hold.operation}: ${waiter?.role} waited, ${answered} answered, ${verdict}`
  )

const title = `a server that runs${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`

describe.skipIf(obstacle !== undefined)(title, { timeout: 60_000 }, () => {
  test.for(["node-read-file-sync", "nginx"])(
    "dispatcher/never-blocks: %s waits for the disk, and everybody waits with it",
    async (name) => {
      const account = await traceOf({ subject: architecture(name), name })
      expect(account.unreadable).toEqual([])
      expect(waitersIn(account)).toEqual([
        "read: dispatcher waited, 0 answered, violation",
        "lookup: dispatcher waited, 0 answered, violation"
      ])
      const { violations } = judge(entriesOf(account))
      expect(violations.map(({ rule }) => rule)).toEqual([
        "dispatcher/never-blocks",
        "dispatcher/never-blocks"
      ])
    }
  )

  test("without a disk that can be held there are notes, and no verdict", async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "amped-notes-"))
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    chmodSync(folder, 0o755)
    const straceFile = join(folder, "strace")
    await fillTrialFolder(join(folder, "root"))
    const recording = await record({
      subject: architecture("nginx"),
      name: "nginx",
      folder: join(folder, "root"),
      straceFile,
      unheld: "there is no /dev/fuse"
    })
    const account = accountOf(recording, readRecording(readFileSync(straceFile, "utf8")))
    expect(account.blocking.length).toBeGreaterThan(10)
    expect(account.blocking.filter(({ verdict }) => verdict !== "note")).toEqual([])
    expect([account.holds, account.verdict]).toEqual([[], "no violation"])
    expect(renderAccount(account, plainStyle)).toMatch(
      /nothing was held.*: there is no \/dev\/fuse/
    )
  })

  test.for(["threads", "processes"])(
    "dispatcher/no-path-call: with helper %s the bundled server's dispatcher touches no file",
    async (helpers) => {
      const account = await traceOf({ subject: bundled(helpers) })
      expect(account.unreadable).toEqual([])
      expect(account.blocking).toEqual([])
      expect(waitersIn(account)).toEqual([
        "read: helper waited, 3 answered, note",
        "lookup: helper waited, 3 answered, note"
      ])
      expect(judge(entriesOf(account)).violations).toEqual([])
      // Somebody did touch them, so the empty list says something.
      const helping = account.threads.filter(({ role }) => role === "helper")
      expect(helping.some(({ fileCalls }) => fileCalls > 0)).toBe(true)
    }
  )
})
