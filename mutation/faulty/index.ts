import { answers } from "./answers.ts"
import { blocking } from "./blocking.ts"
import { bounds } from "./bounds.ts"
import type { Fault } from "./fault.ts"
import { helpers } from "./helpers.ts"

export type { Fault } from "./fault.ts"

/** Every faulty machine. Adding one here is all that it takes to have it tried. */
export const faults: ReadonlyArray<Fault> = [...blocking, ...helpers, ...answers, ...bounds]
