import * as Ajv from "ajv/dist/2020.js"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  fingerprintToJson,
  parseFingerprint
} from "../../../../src/conformance/reports/fingerprint/json.ts"
import { publishedSchemas } from "../../../../src/conformance/reports/schema.ts"
import { anyFingerprint } from "./any-fingerprint.ts"
import { allFingerprints, sped } from "./fingerprints.ts"

const text = fingerprintToJson(sped)

test("a document is read as the fingerprint that it was made of", () => {
  fc.assert(
    fc.property(anyFingerprint, (fingerprint) => {
      const document = fingerprintToJson(fingerprint)
      expect(parseFingerprint(document)).toEqual(Result.succeed(fingerprint))
      expect(fingerprintToJson(Result.getOrThrow(parseFingerprint(document)))).toBe(document)
    })
  )
})

describe("what is no fingerprint is told in one line", () => {
  test.each([
    ["no JSON", "{", /JSON/i],
    ["nothing", "", /JSON/i],
    ["another format", text.replace("amped-fingerprint/1", "amped-fingerprint/2"), /format/],
    ["an unknown outcome", text.replace('"measured"', '"guessed"'), /outcome/],
    ["a part of a thread", text.replace('"tasks": 2', '"tasks": 2.5'), /tasks/],
    ["fewer than none held", text.replace('"held": 1', '"held": -1'), /held/],
    ["a sweep less", text.replace('"idle": {', '"other": {'), /idle/]
  ])("%s", (_, given, message) => {
    const read = parseFingerprint(given)
    expect(Result.isFailure(read) && read.failure).toMatch(message)
    expect(Result.isFailure(read) && read.failure).not.toContain("\n")
  })
})

describe("the published schema", () => {
  const validate = new Ajv.Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    publishedSchemas().get("fingerprint.schema.json") ?? false
  )

  test("takes what is written", () => {
    for (const fingerprint of Object.values(allFingerprints))
      expect([validate(JSON.parse(fingerprintToJson(fingerprint))), validate.errors]).toEqual([
        true,
        null
      ])
  })

  test("refuses what is not", () => {
    expect(validate({ ...sped, format: "amped-fingerprint/2" })).toBe(false)
    expect(validate({ ...sped, opinion: "fast" })).toBe(false)
    expect(validate({ ...sped, durationMillis: 0.5 })).toBe(false)
  })
})
