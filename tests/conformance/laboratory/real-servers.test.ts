/** The configurations of `servers/architectures/` start, serve, and leave nothing behind. */
import { readdirSync } from "node:fs"
import * as http from "node:http"
import { afterAll, describe, expect, test } from "vitest"
import { commandOf } from "../../../mutation/faulty/servers/command.ts"
import { realServers } from "../../../mutation/faulty/servers/real-servers.ts"
import { startCommand } from "../../../src/conformance/subject/command.ts"
import { get, say } from "./client.ts"
import { isInstalled, isLiving, isRequired, makeTrial, tell } from "./trial.ts"

const { folder, root, remove } = makeTrial()
afterAll(remove)

const configurations = new URL("../../../servers/architectures/", import.meta.url)

test("every configuration is listed, and the other way round", () => {
  const folders = readdirSync(configurations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(folders.toSorted()).toEqual(realServers.map(({ id }) => id).toSorted())
})

describe.concurrent("configurations of real servers", () => {
  for (const server of realServers) {
    const isMissing = !isInstalled(server.asks)
    const label = isMissing ? `${server.id} (skipped: not installed)` : server.id
    test.skipIf(isMissing && !isRequired)(label, { timeout: 30_000 }, async ({ expect }) => {
      const command = await commandOf(server, folder)
      const running = await startCommand({ kind: "command", command }, root)
      try {
        const port = "port" in running.address ? running.address.port : 0
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
        const told = async (path: string) => tell(await get(port, path, agent))
        expect(await told("/warm/0.txt")).toBe("200 warm")
        expect(await told("/cold/0.bin")).toBe("200 cold, kept")
        expect(await told("/missing/0.txt")).toMatch(/^404 .*, kept$/)
        agent.destroy()
        expect(await say(port, "BOGUS\r\n\r\n")).toMatch(/ 400 /)
        process.kill(running.pid, "SIGTERM")
        await expect.poll(() => isLiving(running.pid), { timeout: 5_000 }).toBe(false)
      } finally {
        await running.stop()
      }
    })
  }
})
