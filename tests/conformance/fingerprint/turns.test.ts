/** Who may run at the same time, and who must wait. */
import { describe, expect, test } from "vitest"
import { inTurns, type Turn } from "../../../src/conformance/fingerprint/turns.ts"
import type { CommandSubject } from "../../../src/conformance/subject/description.ts"

const subject = (command: ReadonlyArray<string>, port?: number): CommandSubject => ({
  kind: "command",
  command,
  ...(port === undefined ? {} : { port })
})

/** Begins three works, and tells which were begun before any was done. */
const begunAtOnce = async (turn: Turn): Promise<ReadonlyArray<number>> => {
  const begun: Array<number> = []
  const done = Promise.withResolvers<void>()
  const works = [1, 2, 3].map((number) =>
    turn(() => {
      begun.push(number)
      return done.promise
    })
  )
  await Promise.resolve()
  const atOnce = [...begun]
  done.resolve()
  await Promise.all(works)
  expect(begun).toEqual([1, 2, 3])
  return atOnce
}

test.each([
  ["a port of its own", subject(["server", "--listen=:{port}"]), [1, 2, 3]],
  ["a socket of its own", subject(["server", "{socket}"]), [1, 2, 3]],
  ["a configuration that may hold one", subject(["server", "-c", "{file:a.conf}"]), [1, 2, 3]],
  ["a fixed port", subject(["server", "{root}"], 8080), [1]],
  ["a fixed port, whatever is written", subject(["server", "{port}"], 8080), [1]]
] as const)("%s", async (_, given, atOnce) => {
  expect(await begunAtOnce(inTurns(given))).toEqual(atOnce)
})

describe("one after the other", () => {
  test("each gets its own result", async () => {
    const turn = inTurns(subject(["server"], 8080))
    expect(await Promise.all([turn(async () => 1), turn(async () => "two")])).toEqual([1, "two"])
  })

  test("after a failure nothing is begun", async () => {
    const turn = inTurns(subject(["server"], 8080))
    const failed = turn(() => Promise.reject(new Error("no")))
    let isBegun = false
    const next = turn(async () => {
      isBegun = true
    })
    await expect(failed).rejects.toThrow("no")
    await expect(next).rejects.toThrow("no")
    expect(isBegun).toBe(false)
  })
})
