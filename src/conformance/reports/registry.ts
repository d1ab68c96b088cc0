/** Every case that there is, described: what a report needs to tell "not tested" from "can't be tested". */
import { heldCases } from "../cases/held.ts"
import { activeCases, passiveCases } from "../cases/index.ts"
import { multipliers } from "../multipliers/multiplier.ts"
import type { DescribedCase } from "./event.ts"
import { describeActive, describePassive } from "./record.ts"

export const describedRegistry = (): ReadonlyArray<DescribedCase> => [
  ...activeCases.map(describeActive),
  // Where the file lies that holds the helpers up makes no difference to what the cases are.
  ...heldCases("").map(describeActive),
  ...multipliers.map((each) => describePassive(each, "multipliers")),
  ...passiveCases.map((each) => describePassive(each))
]
