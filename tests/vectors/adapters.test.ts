/**
 * Two parts of the machine in other languages, written from the specification and the vectors: right, they pass
 * what they support; with a mistake that people make, the check names the vectors and the rules.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { type CheckReport, checkCode, checkVectors } from "../../src/conformance/vectors/check.ts"
import { vectors } from "./vector-files.ts"

const adapter = (name: string): string =>
  fileURLToPath(new URL(`adapters/${name}`, import.meta.url))

const check = (...command: ReadonlyArray<string>): Promise<CheckReport> =>
  Effect.runPromise(
    checkVectors({ command, vectors, times: { answerMillis: 10_000, graceMillis: 2000 } })
  )

const withVerdict = ({ results }: CheckReport, verdict: string): ReadonlyArray<string> =>
  results.filter((each) => each.verdict === verdict).map(({ id }) => id)

interface Language {
  readonly program: string
  /** Fails where the program is not as the adapter needs it. */
  readonly probe: ReadonlyArray<string>
  readonly file: string
  /** How many vectors it passes at least. */
  readonly passes: number
  /** By the name of the mistake: what every vector that is wrong speaks of. */
  readonly mistakes: Readonly<Record<string, RegExp>>
}

const languages: Readonly<Record<string, Language>> = {
  "Python 3": {
    program: "python3",
    probe: ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"],
    file: "machine.py",
    passes: 90,
    mistakes: {
      "goes-on": /^read\//,
      "partial-write": /^send\/progress$/
    }
  },
  Perl: {
    program: "perl",
    probe: ["-MJSON::PP", "-e", "1"],
    file: "machine.pl",
    passes: 24,
    mistakes: {
      "stays-paused": /^accept\/resume$/,
      "spawns-at-once": /^helpers\//
    }
  }
}

const isMissing = ({ program, probe }: Language): boolean => {
  try {
    execFileSync(program, probe, { stdio: "ignore" })
    return false
  } catch {
    return true
  }
}

describe.each(Object.entries(languages))("%s", { timeout: 60_000 }, (_, language) => {
  // On a user's machine a missing language is a visible skip; in CI it is a failure.
  const skipped = isMissing(language) && process.env["AMPED_REQUIRE_SERVERS"] !== "1"
  const { program, file, passes, mistakes } = language

  test.skipIf(skipped)("right", async () => {
    const report = await check(program, adapter(file))
    expect(report.results.filter(({ verdict }) => verdict === "wrong")).toEqual([])
    expect(withVerdict(report, "pass").length).toBeGreaterThanOrEqual(passes)
    const judged = [...withVerdict(report, "pass"), ...withVerdict(report, "unsupported")]
    expect(judged.length).toBe(vectors.length)
    expect(checkCode(report)).toBe(0)
  })

  test.skipIf(skipped).each(Object.entries(mistakes))("wrong: %s", async (mistake, about) => {
    const report = await check(program, adapter(file), "--mistake", mistake)
    const wrong = report.results.filter(({ verdict }) => verdict === "wrong")
    expect(wrong.length).toBeGreaterThan(0)
    for (const { rules, allowed, found } of wrong) {
      expect(rules.some((rule) => about.test(rule))).toBe(true)
      expect(allowed).not.toBe(found)
    }
    expect(checkCode(report)).toBe(1)
  })
})
