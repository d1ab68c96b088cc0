import * as Ajv from "ajv/dist/2020.js"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { jsonToRun, runToJson } from "../../../src/conformance/reports/json.ts"
import { publishedSchemas } from "../../../src/conformance/reports/schema.ts"
import { describedOf, eventsOf, hello, recorded, runOf } from "./runs.ts"

const cases = [
  recorded("deviates", "R-06", { exchanges: [hello], reason: "by design", wireFile: "R-06.pcap" }),
  recorded("flaky", "R-07", { repetition: { runs: 5, passes: 3, low: 0.2, high: 0.9 } })
]
const run = runOf(cases)
const interrupted = {
  ...run,
  ended: undefined,
  server: undefined,
  unfinished: cases.slice(1).map(describedOf)
}

test("a document is read as the run that it was made of", () => {
  expect(jsonToRun(runToJson(run))).toEqual(Result.succeed(run))
  const read = Result.getOrThrow(jsonToRun(runToJson(interrupted)))
  expect(read.ended).toBeUndefined()
  expect(read.unfinished.map(({ id }) => id)).toEqual(["R-07"])
})

test.each([
  ["no JSON", "{", /JSON/i],
  ["another format", runToJson(run).replace(`"format": 2`, `"format": 1`), /format/],
  [
    "an unknown verdict",
    runToJson(run).replace(`"verdict": "flaky"`, `"verdict": "odd"`),
    /verdict/
  ]
])("%s is one line", (_, text, message) => {
  const read = jsonToRun(text)
  expect(Result.isFailure(read) && read.failure).toMatch(message)
  expect(Result.isFailure(read) && read.failure).not.toContain("\n")
})

describe("the published schemas", () => {
  // With `npx vitest run tests/conformance/reports --update` the files are written again.
  test.each([...publishedSchemas()])("%s is what the code says", async (name, schema) => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../../../spec/reports/${name}`)
  })

  const validatorOf = (name: string) =>
    new Ajv.Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      publishedSchemas().get(name) ?? false
    )

  test("take what is written", () => {
    const event = validatorOf("event.schema.json")
    for (const each of eventsOf(cases)) expect([event(each), event.errors]).toEqual([true, null])
    const document = validatorOf("run.schema.json")
    for (const each of [run, interrupted])
      expect([document(JSON.parse(runToJson(each))), document.errors]).toEqual([true, null])
  })

  test("refuse what is not", () => {
    const event = validatorOf("event.schema.json")
    expect(event({ _tag: "SubjectDied", how: "exited" })).toBe(false)
    expect(event({ _tag: "SubjectDied", how: "exited", during: [], why: "" })).toBe(false)
    const document = validatorOf("run.schema.json")
    expect(document({ ...JSON.parse(runToJson(run)), format: 1 })).toBe(false)
  })
})
