import fc from "fast-check"

/** A whole number from the environment; a typo must not silently become NaN runs, which test nothing. */
const wholeNumber = (name: string, otherwise: number): number => {
  const text = process.env[name]
  if (text === undefined || text === "") return otherwise
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${name} must be a whole number, got "${text}"`)
  return value
}

// A fixed seed makes failures and mutation scores repeatable; SEED and RUNS widen the search by hand.
fc.configureGlobal({ seed: wholeNumber("SEED", 0xa3bed), numRuns: wholeNumber("RUNS", 100) })
