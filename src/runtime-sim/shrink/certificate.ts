/** What is known about a shrunk run: how small it is, and who says so. */

/** The search that found nothing shorter: every run of the shrunk workload within these bounds. */
export interface ShortestBounds {
  readonly clients: number
  readonly helpersMax: number
  /** Faults that could strike, all classes together. */
  readonly faults: number
  /** Distinct states that were looked at. */
  readonly states: number
}

/**
 * - `1-minimal`: without any one of its clients, segments, files, faults, limits of its own and decisions,
 *   the rule is kept, or broken only later. Several together may still be dispensable.
 * - `shortest`: besides, no schedule of its workload breaks the rule in fewer steps. Exploration proves it.
 */
export type Certificate =
  | { readonly minimal: "1-minimal" }
  | { readonly minimal: "shortest"; readonly bounds: ShortestBounds }
