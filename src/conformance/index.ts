/** The suite as a library: everything the command line, or a test of a server, needs. */
export type { ActiveCase, Chapter, Level, Verdict } from "./case.ts"
export { activeCases, allCases, passiveCases } from "./cases/index.ts"
export { heldCases } from "./cases/held.ts"
export * from "./expectations.ts"
export { defaultProfile, type Profile } from "./profile.ts"
export {
  type CaseResult,
  type ExitCode,
  exitCodeOf,
  type Kept,
  type Report,
  type Totals
} from "./result.ts"
export { fillRoot } from "./root.ts"
export { verify, type VerifyOptions } from "./run.ts"
export type { Progress } from "./telling.ts"
export {
  describeSubject,
  parseSubject,
  type SubjectArguments,
  type SubjectDescription
} from "./subject/description.ts"
export * from "./subject/errors.ts"
