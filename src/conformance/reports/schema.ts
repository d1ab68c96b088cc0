/** The published JSON Schemas, from the same schemas that read the files. */
import * as Schema from "effect/Schema"
import { Expectations, expectationsFormat } from "../expectations.ts"
import { Fingerprint, fingerprintFormat } from "../fingerprint/result.ts"
import { ProfileFile } from "../profile.ts"
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

export const expectationsSchema = (): object =>
  publish(
    Expectations,
    expectationsFormat,
    "Known deviations of a server: case, clause and reason; an outcome, versions and a last day if they matter."
  )

export const profileSchema = (): object =>
  publish(
    ProfileFile,
    "amped profile",
    "What a server declares about itself: limits, timeouts, policies, what it lacks, and how it is started."
  )

export const fingerprintSchema = (): object =>
  publish(
    Fingerprint,
    fingerprintFormat,
    "What a server does while the disk or its clients keep it waiting, and the architecture that this shows."
  )

/** By name in spec/reports/. */
export const publishedSchemas = (): ReadonlyMap<string, object> =>
  new Map([
    ["event.schema.json", eventSchema()],
    ["run.schema.json", runSchema()],
    ["expectations.schema.json", expectationsSchema()],
    ["profile.schema.json", profileSchema()],
    ["fingerprint.schema.json", fingerprintSchema()]
  ])
