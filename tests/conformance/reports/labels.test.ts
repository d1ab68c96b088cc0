import { expect, test } from "vitest"
import { labelsOf } from "../../../src/conformance/reports/labels.ts"

const run = (subject: string, server?: string) => ({ subject, server })

test.each([
  [run("nginx -c x", "nginx/1.22.1"), "nginx/1.22.1"],
  [run("/usr/bin/python3 -m http.server"), "python3"],
  [run("{node} {folder}/server.js", ""), "node"],
  [run("http://localhost:8080/"), "http://localhost:8080/"]
])("%j is called %s", (named, label) => {
  expect(labelsOf([named])).toEqual([label])
})

test("who has the name of an earlier one gets a number", () => {
  expect(labelsOf([run("a"), run("b"), run("x/a"), run("a -v")])).toEqual([
    "a",
    "b",
    "a (2)",
    "a (3)"
  ])
})
