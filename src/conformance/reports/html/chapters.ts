/** What the texts of the specification name: rules by their headings, clauses in what they say. */

export interface SpecificationChapter {
  /** Of its file, without the ending: "read". */
  readonly name: string
  /** Markdown. */
  readonly text: string
}

export const rulePattern = /^[a-z0-9-]+\/[a-z0-9-]+$/
export const clausePattern = /\brfc\d+#[\w.-]*\w/g

/** Rules that have a heading. */
export const rulesIn = (chapters: ReadonlyArray<SpecificationChapter>): ReadonlyArray<string> =>
  chapters.flatMap(({ text }) =>
    [...text.matchAll(/^### ([a-z0-9-]+\/[a-z0-9-]+)\s*$/gm)].flatMap(([, rule]) => rule ?? [])
  )

/** Clauses that a rule's text names. */
export const clausesOfRules = (
  chapters: ReadonlyArray<SpecificationChapter>
): ReadonlyMap<string, ReadonlyArray<string>> => {
  const clauses = new Map<string, Array<string>>()
  for (const { text } of chapters)
    for (const part of text.split(/^### /m).slice(1)) {
      const rule = part.split("\n", 1)[0]?.trim() ?? ""
      if (!rulePattern.test(rule)) continue
      for (const [clause] of part.matchAll(clausePattern))
        clauses.set(clause, [...new Set([...(clauses.get(clause) ?? []), rule])])
    }
  return clauses
}
