/** What the program inside tells, and what becomes of it when that ends. */
import { describe, expect, test } from "vitest"
import { fingerprintOf, resultFrom } from "../../../src/conformance/fingerprint/outside.ts"
import type { FromInside } from "../../../src/conformance/fingerprint/messages.ts"
import type { Enclosed } from "../../../src/conformance/held-disk/enclosure.ts"
import * as Effect from "effect/Effect"
import type { CommandSubject } from "../../../src/conformance/subject/description.ts"

const program = (
  messages: ReadonlyArray<FromInside>,
  ending: Awaited<Enclosed["ended"]> = { code: 0, signal: null, stderr: "" }
): Enclosed => ({
  send: () => {},
  messages: {
    async *[Symbol.asyncIterator]() {
      yield* messages
    }
  },
  ended: Promise.resolve(ending),
  kill: () => {}
})

const subject: CommandSubject = { kind: "command", command: ["server", "{port}", "{root}"] }
const request = { subject, version: "0" }

const failureOf = (enclosed: Enclosed): Promise<unknown> =>
  resultFrom(enclosed, request).catch((error: unknown) => error)

describe("a failure inside is made again outside", () => {
  test.each([
    ["NotServed", "NotServed"],
    ["SubjectDied", "SubjectDied"],
    ["SubjectNeverListened", "SubjectNeverListened"],
    ["SubjectMisdescribed", "SubjectMisdescribed"],
    ["CommandNotFound", "CommandNotFound"],
    ["PortInUse", "PortInUse"],
    ["HeldDiskFailed", "FingerprintFailed"],
    ["TrialFilesFailed", "FingerprintFailed"],
    ["", "FingerprintFailed"]
  ])("%s as %s", async (tag, outside) => {
    const failure = await failureOf(program([{ kind: "failed", tag, message: "what and why" }]))
    expect(failure).toMatchObject({ _tag: outside, message: "what and why" })
  })
})

describe("a program that ends without a result", () => {
  test.each([
    [{ code: 1, signal: null, stderr: "a\nb\n\nc\nd\n" }, "ended (code 1): b | c | d"],
    [{ code: null, signal: "SIGKILL", stderr: "" }, "ended (SIGKILL) and said nothing"],
    [{ code: null, signal: null, stderr: "spawn unshare ENOENT" }, "ended (code null): spawn"]
  ])("%j", async (ending, words) => {
    const failure = await failureOf(program([], ending))
    expect(failure).toMatchObject({ _tag: "FingerprintFailed" })
    expect(String(failure)).toContain(`the measuring program ${words}`)
    expect(String(failure)).not.toContain("\n")
  })
})

test("points are handed on as they come", async () => {
  const point = { kind: "point", sweep: "read", held: 3, isStopped: true } as const
  const seen: Array<FromInside> = []
  await resultFrom(program([point]), { ...request, onPoint: (each) => seen.push(each) }).catch(
    () => {}
  )
  expect(seen).toEqual([point])
})

describe("a subject", { timeout: 60_000 }, () => {
  const failsWith = (command: ReadonlyArray<string>) =>
    Effect.runPromise(
      Effect.flip(fingerprintOf({ ...request, subject: { kind: "command", command } }))
    )

  test("that is none", async () => {
    const { _tag, message } = await failsWith(["no-such-program", "{port}", "{root}"])
    expect(_tag).toBe("CommandNotFound")
    expect(message).toContain("cannot start no-such-program")
  })

  test("that dies when it is asked", async () => {
    const script = `require("node:net").createServer(() => {
      process.stderr.write("it is all too much\\n", () => process.exit(9))
    }).listen(Number(process.argv[1]), "127.0.0.1")`
    const { _tag, message } = await failsWith([process.execPath, "-e", script, "{port}", "{root}"])
    expect(_tag).toBe("SubjectDied")
    expect(message).toMatch(/exited with 9 .*it is all too much/s)
  })
})
