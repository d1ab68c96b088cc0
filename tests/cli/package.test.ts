/** What `npm pack` makes, unpacked elsewhere: it brings all it needs, and runs without a checkout. */
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { livingWith, projectRoot, run, start, tempFolder, type WhenFinished } from "./amped.ts"

const timeout = 60_000

// Another Node to run the package with, as AMPED_PACKAGE_NODE=/path/to/node22/bin/node.
const node = process.env["AMPED_PACKAGE_NODE"] ?? process.execPath

const folder = tempFolder(afterAll)
const program = join(folder, "package/bin/amped")
beforeAll(() => {
  const packing = ["pack", "--silent", "--pack-destination", folder]
  execFileSync("npm", packing, { cwd: projectRoot, stdio: ["ignore", "pipe", "inherit"] })
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"))
  execFileSync("tar", ["-xzf", tarball], { cwd: folder })
}, timeout)

const elsewhere = (whenFinished: WhenFinished) => {
  const cwd = tempFolder(whenFinished)
  const env = { PATH: `${dirname(node)}:${process.env["PATH"] ?? ""}` }
  return { program, cwd, env, whenFinished }
}

test("the package holds the program, the specification and nothing of the workshop", () => {
  const files = readdirSync(join(folder, "package"))
  expect(files).toEqual(expect.arrayContaining([...manifest.files, "package.json"]))
  expect(files).toHaveLength(manifest.files.length + 1)
})

describe.concurrent("installed from the package", { timeout }, () => {
  test("--version", async ({ onTestFinished }) => {
    const { code, stdout, stderr } = await run(["--version"], elsewhere(onTestFinished))
    expect([code, stdout, stderr]).toEqual([0, `amped v${manifest.version}\n`, ""])
  })

  test("simulate", async ({ onTestFinished }) => {
    const parameters = ["simulate", "--runs", "20"]
    const { code, stdout, stderr } = await run(parameters, elsewhere(onTestFinished))
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("rules put to the test, none broken")
  })

  test("explain and rules, without the sources", async ({ onTestFinished }) => {
    const explained = await run(["explain", "read/bad-host"], elsewhere(onTestFinished))
    expect([explained.code, explained.stderr]).toEqual([0, ""])
    expect(explained.stdout).toMatch(/^read\/bad-host\n\n\*\*MUST\.\*\*/)
    const listed = await run(["rules"], elsewhere(onTestFinished))
    expect([listed.code, listed.stderr]).toEqual([0, ""])
  })

  test("fingerprint and trace, whose programs are files beside the command", async ({
    onTestFinished
  }) => {
    const quick = ["fingerprint", "--held", "2", "--repeat", "1", "--json"]
    const measured = await run(quick, elsewhere(onTestFinished))
    // 8: nothing can be held on this machine, which is an answer too.
    expect([0, 8]).toContain(measured.code)
    expect(measured.stderr).toBe("")
    expect(measured.stdout).toContain('"amped-fingerprint/1"')
    const traced = await run(["trace", "--json"], elsewhere(onTestFinished))
    expect([traced.code, traced.stderr]).toEqual([0, ""])
    expect(traced.stdout).toContain('"amped-system-calls/1"')
  })

  test.for(["threads", "processes"])("serve with %s", async (helpers, { onTestFinished }) => {
    const options = elsewhere(onTestFinished)
    mkdirSync(join(options.cwd, "public"))
    writeFileSync(join(options.cwd, "public/hello.txt"), "hello world\n")
    const parameters = ["serve", "--root", "public", "--port", "0", "--helpers", helpers]
    const running = start(parameters, options)
    const port = await new Promise<string>((resolve, reject) => {
      running.child.stderr?.on("data", () => {
        const listening = /127\.0\.0\.1:(\d+) with helper/.exec(running.stderr())
        if (listening !== null) resolve(listening[1] ?? "")
      })
      void running.ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)))
    })
    const headers = { connection: "close" }
    const response = await fetch(`http://127.0.0.1:${port}/hello.txt`, { headers })
    expect([response.status, await response.text()]).toEqual([200, "hello world\n"])
    running.child.kill("SIGTERM")
    expect((await running.ended).code).toBe(0)
    expect(livingWith(running.temp)).toEqual([])
  })
})
