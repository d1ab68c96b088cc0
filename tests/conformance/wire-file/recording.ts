/** Runs of the suite against small servers, and what wire files they give. */
import * as Effect from "effect/Effect"
import type { ActiveCase } from "../../../src/conformance/case.ts"
import { passiveCases } from "../../../src/conformance/cases/index.ts"
import { multipliers } from "../../../src/conformance/multipliers/multiplier.ts"
import type { Profile } from "../../../src/conformance/profile.ts"
import type { CaseResult } from "../../../src/conformance/result.ts"
import { verify } from "../../../src/conformance/run.ts"
import type { SubjectDescription } from "../../../src/conformance/subject/description.ts"
import { wireFileFrom } from "../../../src/conformance/wire-file/from-result.ts"
import { judgedCase } from "../../../src/conformance/wire-file/registry.ts"
import type { WireFile } from "../../../src/conformance/wire-file/wire-file.ts"
import type { SmallServer } from "./small-server.ts"

/** Enough for servers of a few lines, also on a busy machine. */
export const impatient: Partial<Profile> = {
  patienceMillis: 1_500,
  deadlineMillis: 55_000,
  generatedRuns: 12,
  idleConnections: 2
}

export const subjectAt = ({ port }: SmallServer): SubjectDescription => ({
  kind: "url",
  url: `http://127.0.0.1:${port}/`,
  address: { hostname: "127.0.0.1", port },
  host: `127.0.0.1:${port}`
})

/** The case itself; a test that names one that is not there is wrong. */
export const activeCase = (id: string): ActiveCase => {
  const active = judgedCase(id)?.active
  if (active === undefined) throw new Error(`no case ${id}`)
  return active
}

export interface Recorded {
  readonly result: CaseResult
  readonly file: WireFile
}

/** What a run of these cases, multipliers and passive cases would keep. */
export const recordedFrom = async (
  server: SmallServer,
  ids: ReadonlyArray<string>
): Promise<ReadonlyArray<Recorded>> => {
  const recorded: Array<Recorded> = []
  const told = { subject: "a small server", started: "2026-01-01T00:00:00.000Z" }
  await Effect.runPromise(
    verify({
      subject: subjectAt(server),
      profile: impatient,
      cases: ids.flatMap((id) => judgedCase(id)?.active ?? []),
      multipliers: multipliers.filter(({ id }) => ids.includes(id)),
      passive: passiveCases.filter(({ id }) => ids.includes(id)),
      wireFileOf: (result, facts) => {
        const file = wireFileFrom(result, facts, told)
        if (file !== undefined) recorded.push({ result, file })
        return undefined
      }
    })
  )
  return recorded
}

export const fileOf = (recorded: ReadonlyArray<Recorded>, id: string): WireFile => {
  const found = recorded.find(({ file }) => file.caseId === id)
  if (found === undefined)
    throw new Error(`no file of ${id}; of ${recorded.map(({ file }) => file.caseId).join(" ")}`)
  return found.file
}
