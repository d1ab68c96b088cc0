import { spawn } from "node:child_process"
import { once } from "node:events"
import * as net from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { dispatchersAmong, listeningSockets } from "../../../src/conformance/proc/dispatchers.ts"
import { crewOf, processesUnder, processOfThread } from "../../../src/conformance/proc/tasks.ts"

const start = async (program: string, ...parameters: ReadonlyArray<string>) => {
  const child = spawn(program, parameters, { detached: true, stdio: ["ignore", "pipe", "ignore"] })
  const pid = child.pid ?? 0
  onTestFinished(() => void process.kill(-pid, "SIGKILL"))
  const [said] = (await once(child.stdout, "data")) as [Buffer]
  return { pid, said: said.toString().trim() }
}

test("a child in a session of its own belongs to the crew, and a stranger does not", async () => {
  const { pid, said } = await start("sh", "-c", "setsid sleep 60 & echo $!; wait")
  await expect.poll(() => processesUnder(pid).length).toBeGreaterThan(1)
  expect(processesUnder(pid)).toContain(Number(said))
  expect(processesUnder(pid)).not.toContain(process.pid)
  process.kill(Number(said), "SIGKILL")
  expect(crewOf(2 ** 30)).toEqual({ processes: [], tasks: [], residentBytes: 0 })
})

test("every thread is a task, and knows its process", () => {
  const { processes, tasks, residentBytes } = crewOf(process.pid)
  expect(processes[0]).toBe(process.pid)
  expect(tasks.length).toBeGreaterThan(1)
  expect(residentBytes).toBeGreaterThan(10_000_000)
  const own = tasks.filter((task) => processOfThread(task) === process.pid)
  expect(own.length).toBeGreaterThan(1)
  expect(processOfThread(2 ** 30)).toBeUndefined()
})

const listens = `
  const server = require("node:http").createServer(() => {})
  server.listen(0, "127.0.0.1", () => console.log(server.address().port))
`

test("the thread that polls the listening socket is the dispatcher, and no other", async () => {
  const { pid, said } = await start(process.execPath, "--eval", listens)
  const address = { hostname: "127.0.0.1", port: Number(said) }
  expect(listeningSockets(address).size).toBe(1)
  await expect
    .poll(async () => [...(await dispatchersAmong(crewOf(pid).tasks, address))])
    .toEqual([pid])
})

test("nobody waits on an address where nobody listens", async () => {
  const server = net.createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as net.AddressInfo
  expect(listeningSockets({ hostname: "127.0.0.1", port }).size).toBe(1)
  server.close()
  await once(server, "close")
  expect(listeningSockets({ hostname: "127.0.0.1", port }).size).toBe(0)
  expect(listeningSockets({ socketPath: "/no/such/socket" }).size).toBe(0)
})

test("blocking in accept counts as well, and a sleep does not", async () => {
  const accepts = `
import socket, sys, time, threading
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(listener.getsockname()[1], flush=True)
listener.accept()
`
  const { pid, said } = await start("python3", "-c", accepts)
  const address = { hostname: "127.0.0.1", port: Number(said) }
  await expect
    .poll(async () => [...(await dispatchersAmong(crewOf(pid).tasks, address))])
    .toEqual([pid])
})
