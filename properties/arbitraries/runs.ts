import fc from "fast-check"

/** So many times the runs that `RUNS` asks for: for properties that are cheap and have much to meet. */
export const times = (factor: number): { readonly numRuns: number } => ({
  numRuns: factor * (fc.readConfigureGlobal().numRuns ?? 100)
})

/** For properties that take seconds when `RUNS` is large or the machine is busy. */
export const slowMillis = 600_000
