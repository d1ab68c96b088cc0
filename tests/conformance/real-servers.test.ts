import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { exitCodeOf } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"

const template = (name: string): string =>
  `{file:${fileURLToPath(new URL(`servers/${name}`, import.meta.url))}}`

const servers = [
  ["nginx 1.22", "nginx", ["-v"], /nginx\/1\.22\./, ["-c", template("nginx.conf")]],
  ["lighttpd 1.4.69", "lighttpd", ["-v"], /1\.4\.69/, ["-D", "-f", template("lighttpd.conf")]],
  ["Apache 2.4", "apache2", ["-v"], /2\.4\./, ["-DFOREGROUND", "-f", template("apache2.conf")]],
  [
    "Caddy 2.6",
    "caddy",
    ["version"],
    /2\.6\./,
    ["run", "--adapter", "caddyfile", "--config", template("Caddyfile")]
  ]
] as const

/** Why the server can't be verified here; undefined if it can. */
const missing = (
  program: string,
  ask: ReadonlyArray<string>,
  version: RegExp
): string | undefined => {
  try {
    // nginx tells its version on stderr.
    const told = execFileSync("sh", ["-c", '"$@" 2>&1', "sh", program, ...ask], {
      encoding: "utf8"
    })
    return version.test(told) ? undefined : `another version: ${told.split("\n")[0]}`
  } catch {
    return "not installed"
  }
}

// Beside each other, since most of their time is waiting.
describe.concurrent("servers as Debian 12 ships them deviate in the known ways only", () => {
  for (const [name, program, ask, version, parameters] of servers) {
    const reason = missing(program, ask, version)
    const label = reason === undefined ? name : `${name} (skipped: ${reason})`
    // On a user's machine a missing server is a visible skip; in CI it is a failure.
    test.skipIf(reason !== undefined && process.env["CI"] === undefined)(
      label,
      { timeout: 30_000 },
      async () => {
        const report = await Effect.runPromise(
          verify({ subject: { kind: "command", command: [program, ...parameters] } })
        )
        const unexpected = report.cases.filter(
          ({ verdict }) => !["pass", "choice", "expected-fail", "not-applicable"].includes(verdict)
        )
        expect(unexpected.map(({ id, verdict, found }) => `${id} ${verdict}: ${found}`)).toEqual([])
        expect(report.knownAs).toBe(name)
        expect(exitCodeOf(report)).toBe(0)
      }
    )
  }
})
