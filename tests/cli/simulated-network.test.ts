/** The simulated server under the wire suite: every case, twice, each time to the same bytes. */
import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import { simulatedNetwork, type SimulatedNetwork } from "../../src/cli/simulated-network.ts"
import type { MachineOf } from "../../src/cli/shrunk.ts"
import { activeCases } from "../../src/conformance/cases/index.ts"
import { learnBaseline } from "../../src/conformance/control.ts"
import { ConnectFailed } from "../../src/conformance/network.ts"
import { defaultProfile } from "../../src/conformance/profile.ts"
import { alone, octets, compose } from "../../src/conformance/request.ts"
import { digest } from "../../src/conformance/root.ts"
import { fieldValue } from "../../src/conformance/response-lines.ts"
import type { CaseResult } from "../../src/conformance/result.ts"
import { runCase } from "../../src/conformance/run-case.ts"
import { renderTranscript } from "../../src/conformance/transcript.ts"
import { CaseWire } from "../../src/conformance/wire.ts"
import { startJudge } from "../../src/requirements/registry.ts"
import { encodeEntry } from "../../src/runtime/encode.ts"
import { digestOf, digestStart, digestText } from "../../src/runtime/digest.ts"
import { defaultLimits } from "../../src/state-machine/limits.ts"
import { reference } from "../../src/state-machine/server.ts"

// Waiting costs nothing here, so the slow cases are run as well.
const profile = {
  ...defaultProfile,
  headLimitMillis: defaultLimits.headMillis,
  bodyLimitMillis: defaultLimits.bodyMillis,
  idleLimitMillis: defaultLimits.idleMillis,
  sendLimitMillis: defaultLimits.sendMillis,
  deadlineMillis: 60_000
}

/** Of cases that several answers of the disk would pass. */
const statusesOf = (results: ReadonlyArray<CaseResult>, id: string): string =>
  results
    .filter((result) => result.id === id)
    .flatMap(({ exchanges }) => exchanges.flatMap(({ finals }) => finals))
    .map(({ status }) => status)
    .join(" ")

/** What all clients saw, octet for octet and microsecond for microsecond. */
const transcriptsOf = (results: ReadonlyArray<CaseResult>): string => {
  const everything = { octetsShownMax: Infinity, entriesShownMax: Infinity }
  const seen = results.map(({ id, verdict, outcome, found, exchanges }) => {
    const transcripts = exchanges.flatMap((each) => renderTranscript(each, everything))
    return `${id} ${verdict} ${outcome} ${found} ${digest(Buffer.from(transcripts.join("\n")))}`
  })
  return seen.join("\n")
}

const runSuite = async () => {
  const judge = startJudge()
  let trace = digestStart
  const network = simulatedNetwork({
    observe: (entry) => {
      judge.see(entry)
      trace = digestOf(trace, encodeEntry(entry))
    }
  })
  const wire = new CaseWire(network, profile)
  const known = { host: "localhost", secret: network.secret, rootFolder: undefined, profile }
  const baseline = await learnBaseline(wire, known)
  const results: Array<CaseResult> = []
  for (const each of activeCases)
    results.push(await runCase(each, { network, control: undefined }, baseline))
  network.end()
  return { baseline, results, judgement: judge.finish(), trace: digestText(trace) }
}

test("the simulated server passes every case and monitor, and again it is the same", async () => {
  const { baseline, results, judgement, trace } = await runSuite()
  expect([...baseline.failures]).toEqual([])
  const others = results.filter(({ verdict }) => verdict !== "pass" && verdict !== "choice")
  expect([...new Set(others.map(({ verdict, outcome }) => `${verdict}: ${outcome}`))]).toEqual([
    "not-applicable: the root is not ours to change",
    "not-applicable: the subject is not ours to start",
    "not-applicable: the profile declares no fastSignal"
  ])
  expect(results.length).toBe(activeCases.length)
  expect([statusesOf(results, "U-13"), statusesOf(results, "U-14")]).toEqual([
    "404 200",
    "200 403 200"
  ])
  expect(judgement.violations).toEqual([])
  const checked = judgement.rules.filter((rule) => rule.checked > 0)
  expect(checked.length).toBeGreaterThan(50)
  const again = await runSuite()
  expect(transcriptsOf(again.results)).toBe(transcriptsOf(results))
  expect(again.trace).toBe(trace)
}, 30_000)

/** The reference, with what it sends changed. */
const saying =
  (change: (text: string) => string): MachineOf =>
  (settings) => ({
    ...reference(settings),
    step: (state, event) => {
      const stepped = reference(settings).step(state, event)
      const commands = stepped.commands.map((command) =>
        command._tag === "Send"
          ? {
              ...command,
              parts: command.parts.map((part) =>
                part._tag === "Text" ? { ...part, text: change(part.text) } : part
              )
            }
          : command
      )
      return { ...stepped, commands }
    }
  })

const learn = (network: SimulatedNetwork) =>
  learnBaseline(new CaseWire(network, profile), {
    host: "localhost",
    secret: network.secret,
    rootFolder: undefined,
    profile
  })

test("what the machine says reaches the cases: a wrong status is found", async () => {
  const lies = (text: string) => text.replace("HTTP/1.1 200 OK", "HTTP/1.1 203 OK")
  const { failures } = await learn(simulatedNetwork({ machineOf: saying(lies) }))
  expect([...failures.keys()]).toEqual(["close", "pipelined", "http-1.0"])
})

test("time is virtual; waits end in the order of their deadlines, or by their signal", async () => {
  const network = simulatedNetwork()
  const ended: Array<string> = []
  const stop = new AbortController()
  const wait = async (name: string, millis: number, signal?: AbortSignal) => {
    const passed = await network.pass(millis, signal)
    ended.push(`${name} ${passed} ${network.nowMicros()}`)
  }
  const waits = [
    wait("week", 604_800_000),
    wait("stopped", 9_000, stop.signal),
    wait("second", 1_000),
    wait("fraction", 0.5),
    wait("late", 5, AbortSignal.abort())
  ]
  await waits[2]
  stop.abort()
  await Promise.all(waits)
  expect(ended).toEqual([
    "late false 0",
    "fraction true 1000",
    "second true 1000000",
    "stopped false 1000000",
    "week true 604800000000"
  ])
})

test("no time passes while somebody outside is still busy", async () => {
  const network = simulatedNetwork()
  const channel = await network.open({ onBytes: () => {}, onEnd: () => {} })
  const week = network.pass(604_800_000)
  await network.pass(1)
  for (let turn = 0; turn < 5; turn++) {
    await setImmediate()
    channel.resume()
  }
  await setImmediate()
  expect(network.nowMicros()).toBe(1_000)
  expect(await week).toBe(true)
})

test("files are served with the media types of a real server", async () => {
  const wire = new CaseWire(simulatedNetwork(), profile)
  const asked = ["/hello.txt", "/big.bin", "/sub/"].map(async (target) => {
    const { finals } = await wire.exchange(alone({ target }))
    return finals[0] && fieldValue(finals[0], "content-type")
  })
  expect(await Promise.all(asked)).toEqual([
    "text/plain; charset=utf-8",
    "application/octet-stream",
    "text/html; charset=utf-8"
  ])
})

test("a client in the middle of an answer can vanish before the rest comes", async () => {
  const network = simulatedNetwork()
  const wire = new CaseWire(network, profile)
  const connection = await wire.open()
  await connection.send(octets(compose({ target: "/big.bin" })))
  await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, 1_000)
  connection.abort()
  expect(connection.receivedBytes).toBeGreaterThan(0)
  expect(connection.receivedBytes).toBeLessThan(1024 * 1024)
  const after = await wire.exchange(alone({ host: "localhost" }))
  expect([after.finals[0]?.status, after.end]).toEqual([200, "fin"])
})

test("our own defect reaches everybody who waits or asks, and whoever ends the run", async () => {
  const machineOf: MachineOf = (settings) => ({
    ...reference(settings),
    step: (state, event) => {
      if (event._tag === "Received") throw new Error("no such transition")
      return reference(settings).step(state, event)
    }
  })
  const network = simulatedNetwork({ machineOf })
  const channel = await network.open({ onBytes: () => {}, onEnd: () => {} })
  const waiting = network.pass(1_000)
  await channel.send(octets("GET"))
  await expect(waiting).rejects.toThrow("no such transition")
  await expect(network.pass(1)).rejects.toThrow("no such transition")
  await expect(network.open({ onBytes: () => {}, onEnd: () => {} })).rejects.toThrow("transition")
  channel.close()
  expect(() => network.end()).toThrow("no such transition")
})

test("after the end nothing is served and nothing waits", async () => {
  const entries: Array<string> = []
  const network = simulatedNetwork({ observe: ({ what }) => void entries.push(what._tag) })
  const channel = await network.open({ onBytes: () => {}, onEnd: () => {} })
  network.end()
  channel.close()
  expect(entries.at(-1)).toBe("Ended")
  await expect(network.pass(1)).rejects.toThrow("over")
})

test("a connection is refused where the listening socket is closed", async () => {
  const machineOf: MachineOf = (settings) => ({
    ...reference(settings),
    step: (state, event) => {
      const stepped = reference(settings).step(state, event)
      return { ...stepped, commands: [...stepped.commands, { _tag: "StopAccept" }] }
    }
  })
  const network = simulatedNetwork({ machineOf })
  const opened = network.open({ onBytes: () => {}, onEnd: () => {} })
  await expect(opened).rejects.toBeInstanceOf(ConnectFailed)
})
