/** The vectors of this checkout. */
import { globSync, readFileSync } from "node:fs"
import { isStep, type Vector } from "../../src/conformance/vectors/check.ts"
import type { Conversation, StepVector } from "../../src/conformance/vectors/format.ts"
import { vectorFiles, vectorsIn } from "../../src/conformance/vectors/library.ts"

const root = new URL("../../", import.meta.url)

export const vectors: ReadonlyArray<Vector> = vectorFiles.flatMap((name) =>
  vectorsIn(name, readFileSync(new URL(name, root), "utf8"))
)
export const steps: ReadonlyArray<StepVector> = vectors.filter(isStep)
export const conversations = vectors.filter((vector): vector is Conversation => !isStep(vector))

/** Texts of all JSON files in `spec/vectors/`, by their names in it. */
export const textsOnDisk = (): ReadonlyMap<string, string> => {
  const folder = new URL("spec/vectors/", root)
  const names = globSync("**/*.json", { cwd: folder }).toSorted()
  return new Map(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]))
}
