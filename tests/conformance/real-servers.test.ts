/**
 * Servers as Debian 12 ships them, and Node's own, deviate in the known ways only. A whole run takes a minute for each:
 * `npm run servers` does that for all, CI for one. Otherwise is left out what takes long: other manners of sending, and
 * what needs a server for itself.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { activeCases } from "../../src/conformance/cases/index.ts"
import { Expectations } from "../../src/conformance/expectations.ts"
import { ProfileFile } from "../../src/conformance/profile.ts"
import { exitCodeOf } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"

const presets = [
  ["nginx", ["nginx", "-v"], /nginx\/1\.22\./],
  ["lighttpd", ["lighttpd", "-v"], /1\.4\.69/],
  ["apache-event", ["apache2", "-v"], /2\.4\./],
  ["apache-prefork", ["apache2", "-v"], /2\.4\./],
  ["caddy", ["caddy", "version"], /2\.6\./],
  ["node", [process.execPath, "--version"], /v24\./]
] as const

const isCi = process.env["CI"] !== undefined || process.env["AMPED_REQUIRE_SERVERS"] !== undefined
const areWhole = process.env["AMPED_WHOLE_SERVERS"] !== undefined

const quickly = {
  multipliers: [],
  cases: activeCases.filter(
    ({ exclusive, tags = [] }) =>
      exclusive !== true && !tags.includes("timing") && !tags.includes("stall")
  )
}

/** Why the server can't be verified here; undefined if it can. */
const missing = (ask: ReadonlyArray<string>, version: RegExp): string | undefined => {
  try {
    // nginx tells its version on stderr.
    const told = execFileSync("sh", ["-c", '"$@" 2>&1', "sh", ...ask], { encoding: "utf8" })
    return version.test(told) ? undefined : `another version: ${told.split("\n")[0]}`
  } catch {
    return "not installed"
  }
}

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../servers/${name}`, import.meta.url))

const read = <Type>(file: string, schema: Schema.Codec<Type, unknown>): Type =>
  Schema.decodeUnknownSync(Schema.fromJsonString(schema))(readFileSync(file, "utf8"))

describe("servers deviate in the known ways only", () => {
  for (const [name, ask, version] of presets) {
    const reason = missing(ask, version)
    const label = reason === undefined ? name : `${name} (skipped: ${reason})`
    // On a user's machine a missing server is a visible skip; in CI it is a failure.
    test.skipIf(reason !== undefined && !isCi)(label, { timeout: 180_000 }, async () => {
      const folder = folderOf(name)
      const {
        $schema: _,
        name: __,
        command = [],
        ...profile
      } = read(`${folder}/profile.json`, ProfileFile)
      const expectations = read(`${folder}/expect.json`, Expectations)
      const subject = { kind: "command", command, folder } as const
      const report = await Effect.runPromise(
        verify({
          subject,
          profile,
          expectations,
          jobs: 2,
          ...(areWhole || (isCi && name === "nginx") ? {} : quickly)
        })
      )
      const unexpected = report.cases.filter(
        ({ verdict }) => !["pass", "choice", "expected-fail", "not-applicable"].includes(verdict)
      )
      expect(unexpected.map(({ id, verdict, found }) => `${id} ${verdict}: ${found}`)).toEqual([])
      expect(exitCodeOf(report)).toBe(0)
    })
  }
})
