/**
 * What the tested server declares about itself where no clause decides. An absent value means
 * "not declared": the case then names what it met as a choice, or is not applicable.
 */
export interface Profile {
  /** How long a connection may stay quiet before we call it still open. */
  readonly patience_ms: number
  /** The configured limit on receiving a whole header section; needed to judge slow senders. */
  readonly headLimit_ms?: number
  /** What is tolerated beyond a declared limit. */
  readonly slack_ms: number
  /** The gap between the pieces of a split request: long enough to be separate reads. */
  readonly gap_ms: number
  readonly idleConnections: number
  readonly deadline_ms: number
}

export const defaultProfile: Profile = {
  // C-05 allows two seconds for the FIN, and no other case needs longer.
  patience_ms: 2_000,
  slack_ms: 2_500,
  gap_ms: 3,
  idleConnections: 200,
  deadline_ms: 20_000
}
