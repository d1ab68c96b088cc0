/** Targets and authorities by themselves. */
import { expect, test } from "vitest"
import type { Head } from "../../src/state-machine/head.ts"
import { connectionOptions, isAuthority, readTarget } from "../../src/state-machine/target.ts"

const headOf = (target: string, method = "GET"): Head => ({
  line: { method, target, minor: 1 },
  fields: []
})
const read = (target: string, method = "GET") => readTarget(headOf(target, method))
const bad = { rule: "read/bad-target", status: 400 }

test("each form of a target, with the methods that may use it", () => {
  expect(read("/a?b/?c")).toEqual({ path: "/a", query: "b/?c" })
  expect(read("http://h/a")).toEqual({ path: "/a", query: "" })
  expect(read("HTTP://h:80?q/")).toEqual({ path: "/", query: "q/" })
  expect(read("http://h")).toEqual({ path: "/", query: "" })
  expect(read("*", "OPTIONS")).toEqual({ path: "*", query: "" })
  expect(read("h:80", "CONNECT")).toEqual({ path: "", query: "" })
  expect(read("[::1]:8080", "CONNECT")).toEqual({ path: "", query: "" })
})

test.each([
  ["*", "GET"],
  ["a", "GET"],
  ["xhttp://h/", "GET"],
  ["https://h/", "GET"],
  ["http:///a", "GET"],
  ["http://:80/a", "GET"],
  ["http://u@h/a", "GET"],
  ["/?<a", "GET"],
  ["/?a<", "GET"],
  ['/"', "GET"],
  ["[::1]", "CONNECT"],
  ["h:", "CONNECT"],
  ["h", "CONNECT"]
])("%s is no target of %s", (target, method) => {
  expect(read(target, method)).toEqual(bad)
})

test.each([
  "",
  "h",
  "h:",
  "h:80",
  "a%41",
  "[::]",
  "[::1]:80",
  "[1:2:3:4:5:6:7:8]",
  "[1:2:3:4:5:6:7::]",
  "[::12.34.56.255]",
  "[::0.0.0.0]",
  "[v1F.a:b]"
])("%s is an authority", (text) => {
  expect(isAuthority(text)).toBe(true)
})

test.each([
  "a%4",
  "a%4g",
  "a b",
  "h:8x",
  "[::1",
  "[]",
  "[1:2:3:4:5:6:7]",
  "[1:2:3:4::5:6:7:8]",
  "[1:2::3:4::5:6:7:8]",
  "[1:2::3:4::5:6]",
  "[12345::]",
  "[::1.2.3]",
  "[::1.2.3.256]",
  "[::01.2.3.4]",
  "[::1.2.3.0x1]",
  "[::1.2.3.4.]",
  "[1.2.3.4::]",
  "[xv1.a]",
  '[v1.a"]',
  "[v.a]",
  "[v1.]"
])("%s is no authority", (text) => {
  expect(isAuthority(text)).toBe(false)
})

test("no Connection field means no options", () => {
  expect(connectionOptions(headOf("/"))).toEqual([])
})
