import { answers } from "./answers.ts"
import { blocking } from "./blocking.ts"
import { bounds } from "./bounds.ts"
import { connections } from "./connections.ts"
import type { Fault } from "./fault.ts"
import { heads } from "./heads.ts"
import { helpers } from "./helpers.ts"
import { upkeep } from "./upkeep.ts"
import { worlds } from "./worlds.ts"

export { type Fault, type FaultKind, faultKinds } from "./fault.ts"

/** Every faulty machine and world. Adding one here is all that it takes to have it tried. */
export const faults: ReadonlyArray<Fault> = [
  ...blocking,
  ...helpers,
  ...upkeep,
  ...answers,
  ...heads,
  ...bounds,
  ...connections,
  ...worlds
]
