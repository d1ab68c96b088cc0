/** The published JSON Schemas, from the same schemas that read the files. */
import * as Schema from "effect/Schema"
import { RunEvent, streamFormat } from "./event.ts"
import { documentFormat, RunDocument } from "./json.ts"

const dialect = "https://json-schema.org/draft/2020-12/schema"

const publish = (source: Schema.Constraint, title: string, description: string): object => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(source, {
    onExcessProperty: "error"
  })
  return { $schema: dialect, title, description, ...schema, $defs: definitions }
}

export const eventSchema = (): object =>
  publish(
    RunEvent,
    streamFormat,
    "A line of the stream that a conformance run writes. The first is RunStarted."
  )

export const runSchema = (): object =>
  publish(
    RunDocument,
    `amped run, format ${documentFormat}`,
    "A whole conformance run as one document."
  )

/** By name in spec/reports/. */
export const publishedSchemas = (): ReadonlyMap<string, object> =>
  new Map([
    ["event.schema.json", eventSchema()],
    ["run.schema.json", runSchema()]
  ])
