/** Cases whose verdict rests on a file that no cache holds. */
import { expect, test } from "vitest"
import type { Facts } from "../../../src/conformance/case.ts"
import { activeCases } from "../../../src/conformance/cases/index.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const facts: Facts = {
  host: "localhost",
  server: undefined,
  entityTag: '"1"',
  lastModified: undefined,
  secret: undefined,
  rootFolder: undefined,
  profile: defaultProfile
}

const sent = activeCases.flatMap(({ id, run }) =>
  "attempts" in run
    ? run.attempts(facts).map(({ bytes }) => ({ id, text: Buffer.from(bytes).toString("latin1") }))
    : []
)

test.each([
  ["U-10", "queried"],
  ["R-04", "queriedLong"]
] as const)("nobody but %s asks for its file", (id, name) => {
  const file = rootFiles[name]
  const asking = sent.filter(({ text }) => text.includes(`/${file.path}`))
  expect(asking.map((each) => each.id)).toEqual([id])
  const served = received([response(file.bytes)])
  expect(judgedBy(id, [served])).toBe("pass: 200 with the file")
  const other = received([response(rootFiles.hello.bytes)])
  expect(judgedBy(id, [other])).toBe("deviates: none of the permitted outcomes")
})

test("R-04 has a request line of 8,000 octets", () => {
  const lines = sent.filter(({ id }) => id === "R-04").map(({ text }) => text.split("\r\n")[0])
  expect(lines.map((line) => line?.length)).toEqual([8_000])
})
