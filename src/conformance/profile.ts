/**
 * What the tested server declares about itself where no clause decides. An absent value means
 * "not declared": the case then names what it met as a choice, or is not applicable.
 */
export interface Profile {
  /** How long a connection may stay quiet before we call it still open. */
  readonly patienceMillis: number
  /** The configured limit on receiving a whole header section; needed to judge slow senders. */
  readonly headLimitMillis?: number
  /** What is tolerated beyond a declared limit. */
  readonly slackMillis: number
  /** The gap between the pieces of a split request: long enough to be separate reads. */
  readonly gapMillis: number
  readonly idleConnections: number
  readonly deadlineMillis: number
}

export const defaultProfile: Profile = {
  // C-05 allows two seconds for the FIN, and no other case needs longer.
  patienceMillis: 2_000,
  slackMillis: 2_500,
  gapMillis: 3,
  idleConnections: 200,
  deadlineMillis: 20_000
}
