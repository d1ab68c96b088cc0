/** Lets many wait for the next change, each for its own time. */

export interface Changes {
  readonly tell: () => void
  /** False if nothing changed in that time. */
  readonly within: (millis: number) => Promise<boolean>
}

export const changesOf = (): Changes => {
  let change = Promise.withResolvers<true>()
  return {
    tell: () => {
      change.resolve(true)
      change = Promise.withResolvers()
    },
    within: (millis) => {
      const late = Promise.withResolvers<false>()
      const timer = setTimeout(() => late.resolve(false), millis)
      return Promise.race([change.promise, late.promise]).finally(() => clearTimeout(timer))
    }
  }
}
