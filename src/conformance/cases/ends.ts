/** Ends of a connection that cases tell apart where no answer, or only one, was received. */
import type { Fits, Meets } from "../oracle.ts"
import { all, closedSilently, endsAfterOne, first } from "../oracle.ts"

/**
 * Not an octet, and a RST: there may have been an answer. Whoever closes while we still send makes its kernel reset,
 * and that destroys what we have not read (RFC 9112, section 9.6). After a FIN there was none.
 */
export const resetSilently: Meets = all(closedSilently, ({ end }) => end === "reset")

/** 501 and 505 name what the server does not know; every other 5xx says that it failed. */
const isFault: Fits = ({ status }) => status >= 500 && status !== 501 && status !== 505

/** One answer that is no confession of a fault, and a real close. */
export const answeredThenEnded: Meets = all(
  endsAfterOne,
  first((response, facts) => !isFault(response, facts))
)
