/**
 * What the tested server declares about itself where no clause decides: limits, timeouts, policies, and what it
 * does not do at all. An absent value means "not declared": the case then names what it met as a choice, or is
 * not applicable.
 */
import * as Schema from "effect/Schema"

const Millis = Schema.Int.check(Schema.isGreaterThan(0))
const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const Signal = Schema.Literals([
  "SIGTERM",
  "SIGINT",
  "SIGQUIT",
  "SIGHUP",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH"
])

/** The dispatcher never blocks; hot files need no helper either. */
export const Claim = Schema.Literals(["dispatcher", "isolated"])
export type Claim = typeof Claim.Type

export const Profile = Schema.Struct({
  /** How long a connection may stay quiet before we call it still open. */
  patienceMillis: Millis,
  /** The configured limit on receiving a whole header section; needed to judge slow senders. */
  headLimitMillis: Schema.optionalKey(Millis),
  /** The configured limit on receiving a request body, or on each part of it. */
  bodyLimitMillis: Schema.optionalKey(Millis),
  /** The configured limit on a connection between two requests. */
  idleLimitMillis: Schema.optionalKey(Millis),
  /** The configured limit on a client that takes nothing of its answer. */
  sendLimitMillis: Schema.optionalKey(Millis),
  /** The signal that asks it to finish what it began and to end: SIGQUIT of nginx. SIGTERM if absent. */
  gracefulSignal: Schema.optionalKey(Signal),
  /** The signal that asks it to end at once, where that is another one. */
  fastSignal: Schema.optionalKey(Signal),
  /** How long it may take to end once nothing is in flight. */
  exitLimitMillis: Schema.optionalKey(Millis),
  /** What is tolerated beyond a declared limit. */
  slackMillis: Millis,
  /** The gap between the pieces of a split request: long enough to be separate reads. */
  gapMillis: Natural,
  idleConnections: Natural,
  /** For one case; what takes longer is not judged. */
  deadlineMillis: Millis,
  /** Of everything random: cuts, generated requests. */
  seed: Schema.Int,
  /** Requests of each generated case. */
  generatedRuns: Natural,
  /** Files whose names begin with a dot. */
  hiddenFiles: Schema.optionalKey(Schema.Literals(["served", "refused"])),
  /** Symbolic links that lead out of the root. */
  outsideLinks: Schema.optionalKey(Schema.Literals(["followed", "refused"])),
  /** Classes of spec/classes.md that it is held to: else its architecture is its own choice. */
  claims: Schema.Array(Claim),
  /** Chapters or tags that are not applicable, with the reason. */
  lacks: Schema.Record(Schema.String, Schema.String)
})
export type Profile = typeof Profile.Type

/** What a file may say: any part of a profile, and how the server is started. */
export const ProfileFile = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  /** For headings. */
  name: Schema.optionalKey(Schema.String),
  /** With the placeholders of a command; relative `{file:…}` and `{folder}` are beside the profile. */
  command: Schema.optionalKey(Schema.Array(Schema.String)),
  ...Profile.fields,
  patienceMillis: Schema.optionalKey(Millis),
  slackMillis: Schema.optionalKey(Millis),
  gapMillis: Schema.optionalKey(Natural),
  idleConnections: Schema.optionalKey(Natural),
  deadlineMillis: Schema.optionalKey(Millis),
  seed: Schema.optionalKey(Schema.Int),
  generatedRuns: Schema.optionalKey(Natural),
  claims: Schema.optionalKey(Schema.Array(Claim)),
  lacks: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})
export type ProfileFile = typeof ProfileFile.Type

export const defaultProfile: Profile = {
  // C-05 allows two seconds for the FIN, and no other case needs longer.
  patienceMillis: 2_000,
  slackMillis: 2_500,
  gapMillis: 3,
  idleConnections: 1_000,
  deadlineMillis: 20_000,
  seed: 1,
  generatedRuns: 60,
  claims: [],
  lacks: {}
}
