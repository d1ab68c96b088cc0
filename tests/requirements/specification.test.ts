import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { requirementOf, requirements } from "../../src/requirements/registry.ts"
import { chapterOf, chapters } from "../../src/requirements/requirement.ts"
import { ruleIds } from "../../src/state-machine/rules.ts"

const rule =
  /^### (\S+)\n\n\*\*(MUST|SHOULD|MAY)\.\*\* (.+)\n\n- \*Why:\* (.+)\n- \*Source:\* (.+)\n- \*Violation:\* (.+)$/gm

const textOf = (chapter: string): string =>
  readFileSync(new URL(`../../spec/${chapter}.md`, import.meta.url), "utf8")

describe.each(chapters)("spec/%s.md", (chapter) => {
  const text = textOf(chapter)
  const written = [...text.matchAll(rule)].map(([, id, level, sentence, , source]) => ({
    id,
    level,
    sentence,
    source
  }))

  test("says the same as the requirements, in the same order", () => {
    expect(requirements.filter(({ id }) => chapterOf(id) === chapter)).toEqual(written)
  })

  test("has no heading of another form", () => {
    expect(written.length).toBe([...text.matchAll(/^### /gm)].length)
    expect(written.length).toBeGreaterThan(0)
  })
})

test("every rule is one requirement", () => {
  expect(requirements.map(({ id }) => id).toSorted()).toEqual([...ruleIds].toSorted())
  expect(requirementOf("find/warm")?.level).toBe("MUST")
  expect(requirementOf("find/nothing")).toBeUndefined()
})

test("each sentence is one sentence", () => {
  for (const { sentence } of requirements) expect(sentence).toMatch(/^[^.]+(\.[^ ][^.]*)*\.$/)
})

test("the rules that freedoms names exist", () => {
  const named = [...textOf("freedoms").matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(([, id]) => id)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((id) => requirementOf(id ?? "") === undefined)).toEqual([])
})
