/** `amped fingerprint`: its answers, its exit codes, and what it leaves behind. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { reachOf } from "../../src/conformance/held-disk/enclosure.ts"
import { parseFingerprint } from "../../src/conformance/reports/fingerprint/json.ts"
import { descendantsOf, isThere } from "../conformance/held-disk/machine.ts"
import { oneLine, run, start, tempFolder } from "./amped.ts"

const timeout = 90_000
const { method } = await reachOf()
const node = process.execPath
const quick = ["fingerprint", "--held", "4", "--repeat", "1"]
const subject = (script: string) => ["--", node, "-e", script, "{port}", "{root}"]

/** A server as it should not be: its only thread waits for the disk. */
const blocking = subject(`
  const { readFileSync } = require("node:fs")
  const server = require("node:http").createServer((request, response) => {
    try {
      response.end(readFileSync(process.argv[2] + request.url))
    } catch {
      response.writeHead(404)
      response.end()
    }
  })
  server.listen(Number(process.argv[1]), "127.0.0.1")
`)

const always404 = subject(`
  require("node:http").createServer((_, response) => {
    response.writeHead(404)
    response.end()
  }).listen(Number(process.argv[1]), "127.0.0.1")
`)

const fingerprintIn = (text: string) => Result.getOrThrow(parseFingerprint(text))

describe.concurrent("what was typed wrongly is told in one line", { timeout }, () => {
  test.for([
    [["--held", "0"], /^amped fingerprint: --held 0: give 1 to 128$/],
    [["--held", "129"], /^amped fingerprint: --held 129: give 1 to 128$/],
    [["--repeat", "0"], /^amped fingerprint: --repeat 0: give 1 to 10$/],
    [["--repeat", "11"], /^amped fingerprint: --repeat 11: give 1 to 10$/],
    [["--preset", "no-such"], /^amped fingerprint: --preset no-such is none; give one of .*nginx/],
    [["--profile", "no-such.json"], /^amped fingerprint: cannot read profile no-such\.json/],
    [["--beside", "no-such.json"], /^amped fingerprint: cannot read no-such\.json/],
    [["--beside", "package.json"], /^amped fingerprint: package\.json: .*format/],
    [["--", "true", "{port}"], /^amped fingerprint: .*does not say \{root\}/],
    [["--class", "fast"], /^amped fingerprint: .*class/]
  ] as const)("2: %j", async ([parameters, line], { onTestFinished }) => {
    const { code, stdout, stderr } = await run(["fingerprint", ...parameters], {
      whenFinished: onTestFinished
    })
    expect(oneLine(stderr)).toMatch(line)
    expect([code, stdout]).toEqual([2, ""])
  })
})

describe("a subject that can't be measured is told in one line", { timeout }, () => {
  test.each([
    [["--", "no-such-program", "{port}", "{root}"], /cannot start no-such-program/],
    [always404, /GET \/warm\/\d+\.txt was answered with 404 and 0 bytes/],
    [subject("process.exit(9)"), /exited with 9 before it listened/]
  ] as const)("3: %j", async (command, line) => {
    const { code, stdout, stderr } = await run([...quick, ...command])
    expect(stderr).toMatch(line)
    expect(stderr).toMatch(/^amped fingerprint: /)
    expect([code, stdout]).toEqual([3, ""])
  })
})

describe.skipIf(method === undefined)("verdicts", { timeout }, () => {
  test("0: the bundled server keeps both rules, and says so as JSON", async () => {
    const { code, stdout, stderr } = await run([...quick, "--class", "isolated", "--json"])
    const { verdicts, architecture, sweeps } = fingerprintIn(stdout)
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["kept", "kept"])
    expect(sweeps.lookup).toMatchObject({ outcome: "measured", stopsAt: null, heldMost: 4 })
    expect(sweeps.read).toMatchObject({ outcome: "measured", stopsAt: null, heldMost: 4 })
    // Four of eight helpers: no limit is in sight, and none is claimed.
    expect(architecture.name).not.toBe("amted")
    expect([code, stderr]).toEqual([0, ""])
  })

  test("1: a server that waits for the disk is not of the class; picture and page are written", async () => {
    const folder = tempFolder()
    const [html, svg] = [join(folder, "page.html"), join(folder, "picture.svg")]
    const outputs = ["--class", "dispatcher", "--html", html, "--svg", svg]
    const { code, stdout } = await run([...quick, ...outputs, ...blocking])
    expect(stdout).toMatch(/^SPED: one event loop/m)
    expect(stdout).toMatch(/broken\s+dispatcher\/never-blocks\s+stops at 1 held lookup, in openat/)
    expect(readFileSync(html, "utf8")).toContain("SPED: one event loop")
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg/)
    expect(code).toBe(1)
  })

  test("0: the same without a class is a measurement, and no failure", async () => {
    const folder = tempFolder()
    const file = join(folder, "before.json")
    const { code, stdout } = await run([...quick, "--json", ...blocking])
    expect([code, fingerprintIn(stdout).architecture.name]).toEqual([0, "sped"])
    writeFileSync(file, stdout)
    const beside = await run([...quick, "--beside", file, ...blocking])
    expect(beside.stdout.match(/^SPED: one event loop/gm)?.length).toBe(2)
  })
})

describe("4: what can't be written is told before anything is measured", { timeout }, () => {
  test.each([
    ["--svg", "no/such/folder/a.svg", /no such file or directory/],
    ["--html", ".", /it is a folder/]
  ] as const)("%s %s", async (flag, file, why) => {
    const given = subject("process.exit(9)")
    const { code, stdout, stderr } = await run([...quick, flag, file, ...given])
    expect(oneLine(stderr)).toMatch(/^amped fingerprint: cannot write /)
    expect(stderr).toMatch(why)
    expect([code, stdout]).toEqual([4, ""])
  })
})

/** All that the start of the program and of its subject needs; neither unshare nor strace. */
const withoutMethods = (): Readonly<Record<string, string>> => {
  const programs = join(tempFolder(), "bin")
  mkdirSync(programs)
  for (const name of ["readlink", "node"])
    symlinkSync(name === "node" ? node : `/usr/bin/${name}`, join(programs, name))
  return { PATH: programs }
}

test("8: where nothing can be held, nothing is claimed", { timeout }, async () => {
  const { code, stdout } = await run([...quick, "--class", "dispatcher", "--json"], {
    env: withoutMethods()
  })
  const { method: used, sweeps, verdicts, architecture } = fingerprintIn(stdout)
  expect(used.name).toBeNull()
  expect(used.gaps.join(" ")).toMatch(/unshare is not installed.*strace is not installed/)
  expect(sweeps.lookup.outcome).toBe("not-exercised")
  expect(sweeps.requests.outcome).toBe("measured")
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(["not-exercised", "not-exercised"])
  expect([code, architecture.name]).toEqual([8, "inconclusive"])
})

describe("whoever ends it leaves nothing behind", { timeout }, () => {
  const endedBy = async (
    signal: "SIGKILL" | "SIGTERM" | "SIGINT",
    afterMillis: number,
    parameters: ReadonlyArray<string> = quick,
    env: Readonly<Record<string, string>> = {}
  ): Promise<string> => {
    const { child, temp, ended } = start([...parameters, ...blocking], { env })
    const below = () => descendantsOf(child.pid ?? 0)
    await expect.poll(() => below().length, { timeout: 10_000 }).toBeGreaterThan(0)
    await pause(afterMillis)
    const running = below()
    child.kill(signal)
    const { code } = await ended
    if (signal !== "SIGKILL") expect(code).toBe(130)
    await expect.poll(() => running.filter(isThere), { timeout: 10_000 }).toEqual([])
    return temp
  }

  test.each([
    ["SIGKILL", 50],
    ["SIGKILL", 2_500],
    ["SIGTERM", 1_500],
    ["SIGINT", 2_000]
  ] as const)("%s after %i ms of it", async (signal, millis) => {
    const temp = await endedBy(signal, millis)
    // Mounts of an enclosure are gone with its last process; on the machine itself there never is one.
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain("amped")
    expect(readdirSync(temp)).toEqual([])
  })

  test.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
    "%s, where there is no enclosure",
    async (signal) => {
      // Without a disk to hold there is little to do; this takes long enough to be ended.
      const long = ["fingerprint", "--held", "128", "--repeat", "10"]
      expect(readdirSync(await endedBy(signal, 1_500, long, withoutMethods()))).toEqual([])
    }
  )
})
