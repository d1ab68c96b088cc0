/** Which cases of the registry a run is about. */
import picomatch from "picomatch"
import type { CaseBase, Level } from "./case.ts"

export interface Selection {
  /** Globs over ids; all if empty. */
  readonly ids: ReadonlyArray<string>
  /** Globs over ids that are left out. */
  readonly skipped: ReadonlyArray<string>
  /** A rule (`read/bad-host`) or a clause (`rfc9112#section-3.2`); with all below it. */
  readonly requirements: ReadonlyArray<string>
  readonly levels: ReadonlyArray<Level>
  /** Tags and chapters. */
  readonly tags: ReadonlyArray<string>
}

export const everything: Selection = {
  ids: [],
  skipped: [],
  requirements: [],
  levels: [],
  tags: []
}

/** Section 3.2 holds 3.2-6 and 3.2.2-8, and not 3.20. */
const isBelow = (part: string, whole: string): boolean =>
  part === whole || (part.startsWith(whole) && /^[-./]/.test(part.slice(whole.length)))

const orAll =
  <Item>(wanted: ReadonlyArray<Item>) =>
  (holds: (item: Item) => boolean): boolean =>
    wanted.length === 0 || wanted.some(holds)

export const select = <Case extends CaseBase & { readonly chapter?: string }>(
  cases: ReadonlyArray<Case>,
  { ids, skipped, requirements, levels, tags }: Selection
): ReadonlyArray<Case> => {
  const matches = (globs: ReadonlyArray<string>) =>
    globs.length === 0 ? () => false : picomatch([...globs])
  const isNamed = ids.length === 0 ? () => true : matches(ids)
  const isSkipped = matches(skipped)
  return cases.filter(
    (each) =>
      isNamed(each.id) &&
      !isSkipped(each.id) &&
      orAll(levels)((level) => level === each.level) &&
      orAll(tags)((tag) => tag === each.chapter || each.tags?.includes(tag) === true) &&
      orAll(requirements)((wanted) =>
        [...each.clauses, ...each.rules].some((own) => isBelow(own, wanted))
      )
  )
}
