/**
 * The bundled server never stops: with 64 lookups and 64 reads held, in threads and in processes, as root and not.
 */
import { tmpdir } from "node:os"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { reachOf } from "../../src/conformance/held-disk/enclosure.ts"
import { parseFingerprint } from "../../src/conformance/reports/fingerprint/json.ts"
import { asNobody, nobodysObstacle } from "../conformance/held-disk/as-nobody.ts"
import { ampedProgram, run } from "./amped.ts"

const { method } = await reachOf()
const obstacle = nobodysObstacle(ampedProgram)

/** As many helpers as operations are held, so that each of them hangs. They start while the first sweep climbs. */
const served = (helpers: string) => [
  ...["--", ampedProgram, "serve", "--root", "{root}", "--port", "{port}"],
  ...["--helpers", helpers, "--helpers-max", "64"]
]
const asked = ["fingerprint", "--repeat", "2", "--class", "isolated", "--json"]

const expectIsolated = (code: number | null, stdout: string): void => {
  const { sweeps, verdicts } = Result.getOrThrow(parseFingerprint(stdout))
  for (const sweep of [sweeps.lookup, sweeps.read]) {
    expect(sweep).toMatchObject({ outcome: "measured", stopsAt: null })
    // 64 on a calm machine; a busy one doesn't start the last helpers before the first are given up.
    expect(sweep.heldMost).toBeGreaterThanOrEqual(32)
    expect(sweep.points.at(-1)?.asked).toBe(64)
  }
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(["kept", "kept"])
  expect(code).toBe(0)
}

describe.each(["threads", "processes"])("helper %s", { timeout: 120_000 }, (helpers) => {
  test.skipIf(method === undefined)("as we are", async () => {
    const { code, stdout } = await run([...asked, ...served(helpers)])
    expectIsolated(code, stdout)
  })

  test.skipIf(obstacle !== undefined)("as an ordinary user", async () => {
    const [program = "", ...parameters] = asNobody([ampedProgram, ...asked, ...served(helpers)])
    // The temporary folder of a test belongs to whoever runs it.
    const env = { TMPDIR: tmpdir(), HOME: "/" }
    const { code, stdout } = await run(parameters, { program, env })
    expectIsolated(code, stdout)
  })
})
