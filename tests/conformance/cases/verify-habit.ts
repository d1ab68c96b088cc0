/** Some cases against the faulty server with a habit. */
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type { Verdict } from "../../../src/conformance/case.ts"
import { activeCases } from "../../../src/conformance/cases/index.ts"
import type { Profile } from "../../../src/conformance/profile.ts"
import { verify } from "../../../src/conformance/run.ts"
import type { Habit } from "./faulty-server.ts"

const program = fileURLToPath(new URL("faulty-server.ts", import.meta.url))

export interface Judged {
  readonly id: string
  readonly verdict: Verdict
  readonly outcome: string
}

export const verifyHabit = async (
  habit: Habit,
  ids: ReadonlyArray<string>,
  profile: Partial<Profile> = {}
): Promise<ReadonlyArray<Judged>> => {
  const report = await Effect.runPromise(
    verify({
      subject: { kind: "command", command: [process.execPath, program, "{port}", "{root}", habit] },
      cases: activeCases.filter(({ id }) => ids.includes(id)),
      multipliers: [],
      passive: [],
      profile: { idleConnections: 60, ...profile },
      jobs: 2
    })
  )
  return report.cases.map(({ id, verdict, outcome, found }) => ({
    id,
    verdict,
    outcome: verdict === "harness-fault" ? found : outcome
  }))
}

/** One case, as "verdict: outcome". */
export const verdictOf = async (
  habit: Habit,
  id: string,
  profile: Partial<Profile> = {}
): Promise<string | undefined> => {
  const [judged] = await verifyHabit(habit, [id], profile)
  return judged === undefined ? undefined : `${judged.verdict}: ${judged.outcome}`
}
