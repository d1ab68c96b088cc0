/** The files of `spec/vectors/` as texts, by name. */
import {
  type Conversation,
  formatName,
  type StepVector
} from "../../src/conformance/vectors/format.ts"
import { vectorSettings } from "../../src/conformance/vectors/settings.ts"
import { chapters } from "../../src/requirements/requirement.ts"
import { toJson } from "./json.ts"
import { indexRules } from "./rule-index.ts"
import { makeSchema } from "./schema.ts"

const format = formatName

export const filesOf = (
  steps: ReadonlyArray<StepVector>,
  conversations: ReadonlyArray<Conversation>
): ReadonlyMap<string, string> => {
  const files = new Map([
    ["schema.json", toJson(makeSchema())],
    ["defaults.json", toJson({ format, kind: "defaults", settings: vectorSettings })],
    ["index.json", toJson({ format, kind: "index", rules: indexRules(steps, conversations) })]
  ])
  for (const chapter of chapters) {
    for (const [kind, all] of [
      ["steps", steps],
      ["conversations", conversations]
    ] as const) {
      const vectors = all.filter(({ id }) => id.startsWith(`${chapter}/`))
      if (vectors.length > 0)
        files.set(`${kind}/${chapter}.json`, toJson({ format, kind, vectors }))
    }
  }
  return files
}
