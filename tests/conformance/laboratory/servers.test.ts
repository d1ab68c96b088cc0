/** Each server of the laboratory answers plain things rightly, or what is found of it would be no fault of its kind. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import * as http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, test } from "vitest"
import { laboratory } from "../../../mutation/faulty/servers/catalogue.ts"
import { commandOf } from "../../../mutation/faulty/servers/command.ts"
import { startCommand } from "../../../src/conformance/subject/command.ts"
import { type Answer, get, say } from "./client.ts"

const folder = mkdtempSync(join(tmpdir(), "amped-laboratory-"))
const root = join(folder, "root")
const warm = Buffer.alloc(2_000, "warm ")
const cold = Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 251))

mkdirSync(join(root, "cold"), { recursive: true })
mkdirSync(join(root, "warm"))
writeFileSync(join(root, "cold/0.bin"), cold)
writeFileSync(join(root, "warm/0.txt"), warm)
writeFileSync(join(root, ".hidden"), "hidden")
writeFileSync(join(folder, "secret"), "secret")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const has = (program: string): boolean => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const isRequired = ["CI", "AMPED_REQUIRE_SERVERS"].some((name) => process.env[name] !== undefined)
const hasCompiler = isRequired || has("gcc")

const isLiving = (group: number): boolean => {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

/** What is no name of a file below the root. */
const elsewhere = [
  ...["/nothing.txt", "/cold", "/warm/0.txt/", "/.hidden", "/warm/../.hidden", "//etc/passwd"],
  ...["/../secret", "/warm/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/./warm/0.txt"]
]

const contents = new Map([
  ["warm", warm],
  ["cold", cold],
  ["nothing", Buffer.alloc(0)]
])

const tell = ({ status, body, isKept }: Answer): string => {
  const [name = `${body.length} other octets`] =
    [...contents].find(([, content]) => content.equals(body)) ?? []
  return `${status} ${name}${isKept ? ", kept" : ""}`
}

describe.concurrent("servers of the laboratory", () => {
  for (const server of laboratory) {
    const isMissing = server.language === "c" && !hasCompiler
    const label = isMissing ? `${server.id} (skipped: there is no gcc)` : server.id
    test.skipIf(isMissing)(label, { timeout: 30_000 }, async ({ expect }) => {
      const command = await commandOf(server, folder)
      const running = await startCommand({ kind: "command", command }, root)
      try {
        const port = "port" in running.address ? running.address.port : 0
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
        const told = async (path: string) => tell(await get(port, path, agent))
        expect(await told("/warm/0.txt")).toBe("200 warm")
        expect(await told("/cold/0.bin")).toBe("200 cold, kept")
        expect(await told("/warm/0.txt")).toBe("200 warm, kept")
        for (const path of elsewhere)
          expect([path, await told(path)]).toEqual([path, "404 nothing, kept"])
        agent.destroy()
        expect(await say(port, "BOGUS\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /)
        const many = Array.from({ length: 64 }, async (_, index) =>
          tell(await get(port, index % 2 === 0 ? "/warm/0.txt" : "/cold/0.bin"))
        )
        expect(new Set(await Promise.all(many))).toEqual(new Set(["200 warm", "200 cold"]))
        expect(running.stderr()).toBe("")
        process.kill(running.pid, "SIGTERM")
        await expect.poll(() => isLiving(running.pid), { timeout: 5_000 }).toBe(false)
      } finally {
        await running.stop()
      }
    })
  }
})
