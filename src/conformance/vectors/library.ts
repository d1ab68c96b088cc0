/** The vector files as values: read, checked against their schema, found by a pattern. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import picomatch from "picomatch"
import { rulesOf, type Vector } from "./check.ts"
import { ConversationFile, StepFile } from "./format.ts"

const chaptersOf = {
  steps: ["accept", "read", "find", "header", "send", "dispatcher", "helpers", "caches", "faults"],
  conversations: ["read", "find", "header", "send", "caches"]
} as const

/** All files of vectors, by their names in the package. */
export const vectorFiles: ReadonlyArray<string> = Object.entries(chaptersOf).flatMap(
  ([kind, chapters]) => chapters.map((chapter) => `spec/vectors/${kind}/${chapter}.json`)
)

const decode = Schema.decodeUnknownResult(
  Schema.fromJsonString(Schema.Union([StepFile, ConversationFile])),
  { onExcessProperty: "error" }
)

/** The vectors of one file. A file that is not as its schema says is our own fault. */
export const vectorsIn = (name: string, text: string): ReadonlyArray<Vector> => {
  const decoded = decode(text)
  if (Result.isFailure(decoded)) throw new Error(`${name}: ${decoded.failure.message}`)
  return decoded.success.vectors
}

/**
 * `read/bad-host/none` and `read/**` choose by id; a pattern with the form of a rule, such as `find/warm`, chooses
 * all vectors that show it. Nearly every conversation shows some rule of most chapters.
 */
export const filtered = (vectors: ReadonlyArray<Vector>, glob: string): ReadonlyArray<Vector> => {
  const matches = picomatch(glob)
  const ofRules = /^[^/]+\/[^/]+$/.test(glob.replaceAll("**", "/"))
  return vectors.filter((vector) =>
    ofRules ? rulesOf(vector).some((rule) => matches(rule)) : matches(vector.id)
  )
}
