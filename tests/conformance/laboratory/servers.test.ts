/** Each server of the laboratory answers plain things rightly, or what is found of it would be no fault of its kind. */
import * as http from "node:http"
import { afterAll, describe, test } from "vitest"
import { laboratory } from "../../../mutation/faulty/servers/catalogue.ts"
import { commandOf } from "../../../mutation/faulty/servers/command.ts"
import { startCommand } from "../../../src/conformance/subject/command.ts"
import { get, say } from "./client.ts"
import { isInstalled, isLiving, isRequired, makeTrial, tell } from "./trial.ts"

const { folder, root, remove } = makeTrial()
afterAll(remove)

const hasCompiler = isInstalled(["gcc", "--version"])

/** What is no name of a file below the root. */
const elsewhere = [
  ...["/nothing.txt", "/cold", "/warm/0.txt/", "/.hidden", "/warm/../.hidden", "//etc/passwd"],
  ...["/../secret", "/warm/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/./warm/0.txt"]
]

describe.concurrent("servers of the laboratory", () => {
  for (const server of laboratory) {
    const isMissing = server.language === "c" && !hasCompiler
    const label = isMissing ? `${server.id} (skipped: there is no gcc)` : server.id
    test.skipIf(isMissing && !isRequired)(label, { timeout: 30_000 }, async ({ expect }) => {
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
        for (const last of ["HTTP/1.0\r\n", "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"])
          expect(await say(port, `GET /warm/0.txt ${last}\r\n`)).toMatch(
            /^HTTP\/1\.1 200 .*warm $/s
          )
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
