/** Every case of the suite, in the order of the requirement table. */
import type { ActiveCase, CaseBase } from "../case.ts"
import { generatedCases } from "../generated/cases.ts"
import { multipliers } from "../multipliers/multiplier.ts"
import { idleCrowdCases } from "./abuse-crowd.ts"
import { idleCases } from "./abuse-slow.ts"
import { changesCases } from "./changes.ts"
import { chunkedCases } from "./chunked.ts"
import { conditionalCases } from "./conditional.ts"
import { connectionCases } from "./connection.ts"
import { expectCases } from "./expect.ts"
import { fieldsCases } from "./fields.ts"
import { framingCases } from "./framing.ts"
import { hostCases } from "./host.ts"
import { ifRangeCases } from "./if-range.ts"
import { mappingCases } from "./mapping.ts"
import { messageCases } from "./message.ts"
import { methodsCases } from "./methods.ts"
import { passiveCases } from "./passive.ts"
import { rangeCases } from "./range.ts"
import { robustnessCases } from "./robustness.ts"
import { serverFieldCases } from "./server-field.ts"
import { targetCases } from "./target.ts"

export { passiveCases }

export const activeCases: ReadonlyArray<ActiveCase> = [
  ...messageCases,
  ...targetCases,
  ...hostCases,
  ...fieldsCases,
  ...framingCases,
  ...chunkedCases,
  ...connectionCases,
  ...idleCases,
  ...idleCrowdCases,
  ...methodsCases,
  ...serverFieldCases,
  ...mappingCases,
  ...conditionalCases,
  ...rangeCases,
  ...ifRangeCases,
  ...expectCases,
  ...changesCases,
  ...robustnessCases,
  ...generatedCases
]

/** Whatever has an id: what sends, what multiplies it, and what judges the answers of all. */
export const allCases: ReadonlyArray<CaseBase> = [...activeCases, ...multipliers, ...passiveCases]
