/** Every case of the suite, in the order of the requirement table. */
import type { ActiveCase } from "../case.ts"
import { generatedCases } from "../generated/cases.ts"
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
import { rangeCases } from "./range.ts"
import { robustnessCases } from "./robustness.ts"
import { serverFieldCases } from "./server-field.ts"
import { targetCases } from "./target.ts"

export { passiveCases } from "./passive.ts"

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
