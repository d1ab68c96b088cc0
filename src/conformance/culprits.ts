/**
 * Who killed the subject, when nobody did it alone: the smallest part of what ran that kills a fresh one again.
 * Delta debugging (Zeller and Hildebrandt, 2002) over cases that run one after another.
 */

export interface CulpritOptions<Item> {
  /** In the order in which they ran. */
  readonly suspects: ReadonlyArray<Item>
  /** Whether these kill a fresh subject. Called a limited number of times. */
  readonly kills: (items: ReadonlyArray<Item>) => Promise<boolean>
  readonly triesMax: number
}

/** Empty if all of them together don't kill it again. */
export const findCulprits = async <Item>({
  suspects,
  kills,
  triesMax
}: CulpritOptions<Item>): Promise<ReadonlyArray<Item>> => {
  let tries = 0
  const tried = async (items: ReadonlyArray<Item>): Promise<boolean> => {
    if (tries === triesMax) return false
    tries += 1
    return kills(items)
  }
  if (suspects.length === 0 || !(await tried(suspects))) return []
  let guilty = suspects
  // Once no try is left nothing gets smaller, and the parts soon end.
  for (let size = Math.ceil(guilty.length / 2); size > 0 && guilty.length > 1;) {
    const smaller = await firstThat(candidates(guilty, size), tried)
    if (smaller !== undefined) {
      guilty = smaller
      size = Math.min(size, Math.ceil(guilty.length / 2))
    } else size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  return guilty
}

/** Each part alone, then all without each part. */
const candidates = <Item>(
  items: ReadonlyArray<Item>,
  size: number
): ReadonlyArray<ReadonlyArray<Item>> => {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, part) => part * size)
  const alone = starts.map((start) => items.slice(start, start + size))
  const without = starts.map((start) => [...items.slice(0, start), ...items.slice(start + size)])
  return [...alone, ...(starts.length > 2 ? without : [])]
}

const firstThat = async <Item>(
  items: ReadonlyArray<Item>,
  holds: (item: Item) => Promise<boolean>
): Promise<Item | undefined> => {
  for (const item of items) if (await holds(item)) return item
  return undefined
}
