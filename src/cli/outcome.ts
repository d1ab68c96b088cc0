/**
 * How a command ends: documented exit codes, and one line for whoever typed it.
 *
 * | code | meaning |
 * |-|-|
 * | 0 | as expected |
 * | 1 | a deviation that was not expected, or an expected one that is gone |
 * | 2 | the command line was wrong |
 * | 3 | the subject could not be reached, could not be started, or died |
 * | 4 | our own fault: the harness, the disk, the network of this machine |
 * | 5 | the root can't be served |
 * | 6 | the port is in use, or may not be listened on |
 * | 7 | the subject runs and never listens |
 * | 8 | nothing can be concluded: nothing could be held, or a control failed |
 * | 130 | interrupted |
 */
import * as Data from "effect/Data"

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 130

/** Ends the program with this code. `line` goes to standard error; empty when all has been said. */
export class Ended extends Data.TaggedError("Ended")<{
  readonly code: ExitCode
  readonly line: string
}> {}

export const usage = (line: string): Ended => new Ended({ code: 2, line })
