/** Namespaces for a held disk, its readers and whoever watches them. */
export { enclose, type Enclosed, type Ending, type Method } from "./enclosing.ts"
export { inside, type Inside } from "./inside.ts"
export { asOrdinaryUser } from "./ordinary-user.ts"
export { type Reach, reachOf } from "./reach.ts"
