/** The judges of cases about what every response says, with exchanges made by hand. */
import { expect, test } from "vitest"
import { modified, rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const dated = (...times: ReadonlyArray<string>) => [
  received([
    response(rootFiles.hello.bytes, {
      lines: [
        "Content-Type: text/plain",
        'ETag: "1"',
        ...times.map((time) => `Last-Modified: ${time}`)
      ]
    })
  ])
]

const ours = [{ secret: "secret-1" }, { rootFolder: "/srv" }]
const misdated = "deviates: Last-Modified is not the time of the file"

test.each(ours)("the time of a file of our own is told, with %j", (known) => {
  expect(judgedBy("M-14c", dated(modified.imf), known)).toBe("pass: 200 with all three")
  expect(judgedBy("M-14c", dated(modified.dayLater), known)).toBe(misdated)
  expect(judgedBy("M-14c", dated("Tue, 02 Jan 2024 03:04:06 GMT"), known)).toBe(misdated)
  expect(judgedBy("M-14c", dated("yesterday"), known)).toBe(misdated)
  expect(judgedBy("M-14c", dated(), known)).toBe("deviates: none of the permitted outcomes")
})

test("files that others put there have any time", () => {
  expect(judgedBy("M-14c", dated(modified.dayLater))).toBe("pass: 200 with all three")
})
