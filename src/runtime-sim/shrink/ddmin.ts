/**
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002): leaves
 * out large parts first, then smaller ones, down to single items.
 */

/**
 * The items that are left when no single one can go any more. `accepts` says whether a list still will do;
 * it is never asked about the whole list, which must do.
 */
export const ddmin = <Item>(
  items: ReadonlyArray<Item>,
  accepts: (fewer: ReadonlyArray<Item>) => boolean
): ReadonlyArray<Item> => {
  let kept = items
  for (let size = Math.ceil(items.length / 2); size >= 1; size = Math.floor(size / 2)) {
    // What goes late can make what was tried early dispensable, so single items are tried until all stay.
    for (let before = Infinity; kept.length < before;) {
      before = size === 1 ? kept.length : 0
      kept = withoutParts(kept, size, accepts)
    }
  }
  return kept
}

/** Tries to leave out each part of this size once, the last one first. */
const withoutParts = <Item>(
  items: ReadonlyArray<Item>,
  size: number,
  accepts: (fewer: ReadonlyArray<Item>) => boolean
): ReadonlyArray<Item> => {
  let kept = items
  for (let end = items.length; end > 0; end -= size) {
    const fewer = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)]
    if (accepts(fewer)) kept = fewer
  }
  return kept
}
