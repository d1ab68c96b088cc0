/** The hints for all cases, in the order of the registry. */
import type { Fixes } from "./fix.ts"
import { changesFixes } from "./changes.ts"
import { conditionalFixes } from "./conditional.ts"
import { connectionFixes } from "./connection.ts"
import { expectFixes } from "./expect.ts"
import { fieldsFixes } from "./fields.ts"
import { framingFixes } from "./framing.ts"
import { generatedFixes } from "./generated.ts"
import { heldFixes } from "./held.ts"
import { mappingFixes } from "./mapping.ts"
import { messageFixes } from "./message.ts"
import { methodsFixes } from "./methods.ts"
import { multipliersFixes } from "./multipliers.ts"
import { passiveFixes } from "./passive.ts"
import { rangeFixes } from "./range.ts"
import { robustnessFixes } from "./robustness.ts"
import { targetFixes } from "./target.ts"

export { type Fix, type Fixes, fixKeys } from "./fix.ts"

export const fixes: Fixes = {
  ...messageFixes,
  ...targetFixes,
  ...fieldsFixes,
  ...framingFixes,
  ...connectionFixes,
  ...methodsFixes,
  ...mappingFixes,
  ...conditionalFixes,
  ...rangeFixes,
  ...expectFixes,
  ...changesFixes,
  ...robustnessFixes,
  ...generatedFixes,
  ...heldFixes,
  ...multipliersFixes,
  ...passiveFixes
}
