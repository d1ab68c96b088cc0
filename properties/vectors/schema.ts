/** The published JSON Schema, from the same schemas that read the files. */
import * as Schema from "effect/Schema"
import { AnyFile, formatName } from "../../src/conformance/vectors/format.ts"

export const makeSchema = (): object => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(AnyFile, {
    onExcessProperty: "error"
  })
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: formatName,
    description: "Any JSON file of this folder but this one. INTERPRETING.md says what it means.",
    ...schema,
    $defs: definitions
  }
}
