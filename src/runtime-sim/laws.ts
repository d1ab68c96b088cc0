/**
 * How the world answers: what a choice leads to and what a command does. A faulty machine can bring faulty laws
 * with it, of a helper or of the runtime; then what its trace says of the world is what that world did.
 */
import { apply } from "./choice.ts"
import { perform } from "./perform.ts"

export interface Laws {
  readonly apply: typeof apply
  readonly perform: typeof perform
}

export const honestLaws: Laws = { apply, perform }
