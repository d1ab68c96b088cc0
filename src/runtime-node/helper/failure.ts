/** What a failed file call means for a job. */
import type { Outcome } from "../../state-machine/event.ts"
import type { RootProblem } from "./protocol.ts"

/** The system's name of the error: `ENOENT`; for anything else the message. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return "code" in error && typeof error.code === "string" ? error.code : error.message
}

/** No regular file can be under the name, whatever the reason. */
const missing = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "ERR_INVALID_ARG_VALUE"])
const forbidden = new Set(["EACCES", "EPERM"])

export const outcomeOf = (error: unknown): Outcome => {
  const code = codeOf(error)
  if (missing.has(code)) return { _tag: "Missing" }
  if (forbidden.has(code)) return { _tag: "Forbidden" }
  return { _tag: "Failed", reason: code }
}

export const rootProblemOf = (error: unknown): RootProblem => {
  const code = codeOf(error)
  if (code === "ENOTDIR") return "not-a-directory"
  if (missing.has(code)) return "missing"
  return forbidden.has(code) ? "forbidden" : "failed"
}
