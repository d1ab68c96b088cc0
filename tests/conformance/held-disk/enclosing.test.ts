import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, onTestFinished, test } from "vitest"
import { enclose, type Method } from "../../../src/conformance/held-disk/enclosure.ts"
import { asNobody, nobodysObstacle } from "./as-nobody.ts"
import { descendantsOf, isThere, mountsWith, type Process } from "./machine.ts"
import { describeWithFuse } from "./with-fuse.ts"

const launcher = fileURLToPath(new URL("launcher.ts", import.meta.url))

interface Launched {
  readonly child: ChildProcess
  readonly output: Promise<string>
  /** An empty folder, the system's folder for temporary ones to that program. */
  readonly temporary: string
  readonly mark: string
}

let marks = 0

const launch = (
  method: Method,
  task: string,
  wrapped: (command: ReadonlyArray<string>) => ReadonlyArray<string>
): Launched => {
  const mark = `mark-${process.pid}-${marks++}`
  const temporary = mkdtempSync(join(tmpdir(), "amped-enclosing-"))
  chmodSync(temporary, 0o777)
  const [program = "", ...given] = wrapped([process.execPath, launcher, method, mark, task])
  const child = spawn(program, given, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: temporary }
  })
  onTestFinished(() => {
    child.kill("SIGKILL")
    rmSync(temporary, { recursive: true })
  })
  let text = ""
  const output = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part
      if (text === "ready\n") resolve(text)
    })
    child.once("close", () => resolve(text))
  })
  return { child, output, temporary, mark }
}

const goneWithinMillis = 5_000

/** Of these processes, who is still there after a while. */
const leftOf = async (processes: ReadonlyArray<Process>): Promise<ReadonlyArray<string>> => {
  const late = performance.now() + goneWithinMillis
  while (processes.some(isThere) && performance.now() < late) await sleep(10)
  return processes.filter(isThere).map(({ command }) => command)
}

const unshareOf = (all: ReadonlyArray<Process>): Process | undefined =>
  all.find(({ command }) => /^unshare -U?r?mpf/.test(command))

/** Who is killed, among what the launcher has started. */
const victims: Readonly<Record<string, (all: ReadonlyArray<Process>) => Process | undefined>> = {
  unshare: unshareOf,
  "the first process": (all) => all.find(({ parent }) => parent === unshareOf(all)?.pid),
  "the program inside": (all) =>
    all.find(({ command }) => /^\S+\/node \S+laboratory-inside/.test(command))
}

const crashes = (
  method: Method,
  wrapped: (command: ReadonlyArray<string>) => ReadonlyArray<string>
): void => {
  test.each(["the tool", ...Object.keys(victims)])(
    "when %s is killed, nothing runs, is mounted or lies around",
    async (who) => {
      const { child, output, temporary, mark } = launch(method, "hang", wrapped)
      expect(await output).toBe("ready\n")
      const all = descendantsOf(child.pid ?? 0)
      const commands = all.map(({ command }) => command).join("\n")
      for (const each of ["daemon.ts", "reader.py", "sleep 1000"]) expect(commands).toContain(each)
      expect(mountsWith(mark).length).toBeGreaterThan(0)

      const victim = who === "the tool" ? child.pid : victims[who]?.(all)?.pid
      if (victim === undefined) throw new Error(`${who} is not there: ${commands}`)
      process.kill(victim, "SIGKILL")
      expect(await leftOf(all)).toEqual([])
      expect(mountsWith(mark)).toEqual([])
      expect(readdirSync(temporary)).toEqual([])
    }
  )
}

const asSelf = (command: ReadonlyArray<string>): ReadonlyArray<string> => command

describeWithFuse("an enclosure that is killed", (method) => crashes(method, asSelf))

describe("as an ordinary user, in a user namespace", { timeout: 30_000 }, () => {
  const obstacle = nobodysObstacle(launcher)

  if (obstacle !== undefined)
    test(`can't be tested: ${obstacle}`, () => {
      expect(obstacle).toMatch(/can't|Permission denied|not permitted|failed/)
    })
  else {
    crashes("fuse-user-namespace", asNobody)

    test("everything is held and released", async () => {
      const { output, temporary } = launch("fuse-user-namespace", "try", asNobody)
      const told = (await output).trim().split("\n")
      expect(told.map((line) => JSON.parse(line) as unknown)).toEqual(
        ["lookup", "getattr", "open", "read"].map((operation) => ({
          ...{ operation, path: "/file", bytes: 5, isItself: true }
        }))
      )
      expect(readdirSync(temporary)).toEqual([])
    })

    // They give up what root may do, and can't where root is only a name.
    for (const name of ["nginx", "lighttpd"]) {
      const isMissing = spawnSync(name, ["-v"]).error !== undefined
      const title = `${name} serves${isMissing ? " (skipped: not installed)" : ""}`
      test.skipIf(isMissing && process.env["AMPED_REQUIRE_SERVERS"] === undefined)(
        title,
        async () => {
          const { output } = launch("fuse-user-namespace", name, asNobody)
          expect(JSON.parse(await output)).toEqual({ warm: "whole", holder: name, cold: "whole" })
        }
      )
    }
  }
})

describeWithFuse("an enclosure", (method) => {
  const shell = (script: string) => enclose(method, ["/bin/sh", "-c", script])

  test.each([
    ["exit 3", { code: 3, signal: null }],
    ["kill -9 $$", { code: null, signal: "SIGKILL" }]
  ])("tells how it ended: %s", async (script, expected) => {
    expect(await shell(`echo words >&2; ${script}`).ended).toMatchObject({
      ...expected,
      stderr: expect.stringContaining("words\n")
    })
  })

  test("tells that a program is missing", async () => {
    const { stderr, code } = await enclose(method, ["/missing/program"]).ended
    expect([code, stderr]).toEqual([127, expect.stringContaining("not found")])
  })

  test("carries messages both ways, and those that come before somebody listens", async () => {
    const enclosed = shell('read -r line; printf "%s\\n[2]\\n" "$line"')
    enclosed.send({ text: "ö\n" })
    await enclosed.ended
    const heard: Array<unknown> = []
    for await (const message of enclosed.messages) heard.push(message)
    expect(heard).toEqual([{ text: "ö\n" }, [2]])
  })

  test("has a folder for temporary files of its own, that every user may enter and use", async () => {
    const enclosed = shell('stat -c \'["%a", "%u"]\' "$TMPDIR"; mktemp -p "$TMPDIR" > /dev/null')
    for await (const message of enclosed.messages) expect(message).toEqual(["1777", "0"])
    expect(await enclosed.ended).toMatchObject({ code: 0, stderr: "" })
  })

  test("reaps who loses his parent, or a group that was stopped would seem to live", async () => {
    // The inner shell is left to the first process when the middle one ends.
    const enclosed = shell(`sh -c 'setsid sh -c "echo \\$\\$; exec sleep 1000" & wait -n' &
      middle=$!; read -r go; kill -9 $middle; read -r orphan; kill -9 -- -$orphan
      while kill -0 -- -$orphan 2> /dev/null; do :; done; echo '"gone"'`)
    const messages = enclosed.messages[Symbol.asyncIterator]()
    const { value: orphan } = await messages.next()
    enclosed.send("go")
    enclosed.send(orphan)
    expect((await messages.next()).value).toBe("gone")
    await enclosed.ended
  })
})
