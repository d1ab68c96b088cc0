/** How many are held, step by step: dense where pools are small, and beside the powers of two. */

const standard = [1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 17, 20, 24, 32, 33, 40, 48, 64, 80, 100, 128]

/** Up to this many and with it. */
export const stepsUpTo = (heldMax: number): ReadonlyArray<number> => [
  ...standard.filter((count) => count < heldMax),
  heldMax
]

/**
 * What a repetition walks through: from the last step at which somebody was answered, and past the one at which
 * nobody was, since connections may fall otherwise this time. Where nothing stopped, the last step alone.
 */
export const stepsAgain = (
  steps: ReadonlyArray<number>,
  stoppedAsked: number | undefined
): ReadonlyArray<number> =>
  stoppedAsked === undefined
    ? steps.slice(-1)
    : steps.slice(Math.max(0, steps.indexOf(stoppedAsked) - 1))
