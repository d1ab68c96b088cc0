/** Exactly what the monitor of paths counts and says, alone. */
import { expect, test } from "vitest"
import { paths } from "../../src/requirements/monitors/paths.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import {
  accepted,
  load,
  locate,
  received,
  request,
  slice,
  facts,
  send,
  step,
  submit
} from "./trace-builder.ts"
import { breaks, holds, teller } from "./told.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"

/** What the monitor of paths says about one rule. */
const told = (rule: RuleId, happenings: ReadonlyArray<Happening>) =>
  teller(defaultSettings)(paths, rule, happenings)

const asked = (target: string, ...jobs: ReadonlyArray<ReturnType<typeof locate>>) => [
  accepted(1),
  received(
    1,
    request(target),
    jobs.flatMap((job, at) => submit(at + 1, at + 1, job))
  )
]

test.each(["/", "/a", "/a/b", "/...", "/.a", "/a."])(
  "find/never-outside-root: %s is below the root",
  (path) => {
    expect(told("find/never-outside-root", asked("*", locate(path)))).toEqual(holds(1))
  }
)

test.each(["", "a", "//a", "/a/", "/./a", "/a/.", "/../a", "/a/..", "/a\0"])(
  "find/never-outside-root: %j is no name below the root",
  (path) => {
    expect(told("find/never-outside-root", asked("*", locate(path)))).toEqual(
      breaks(1, `a helper is asked for ${JSON.stringify(path)}`)
    )
    expect(
      told("find/never-outside-root", [
        accepted(1),
        received(1, request("/a"), [send(1, slice(1, facts(path)))])
      ])
    ).toEqual(breaks(1, `bytes of ${JSON.stringify(path)} are sent`))
  }
)

test("find/decoded-once: names of one segment and of two are judged", () => {
  expect(told("find/decoded-once", asked("/a%20b", locate("/a b")))).toEqual(holds(1))
  expect(told("find/decoded-once", asked("/a/b", locate("/a/b")))).toEqual(holds(1))
  expect(told("find/decoded-once", asked("/a/b", locate("/c")))).toEqual(
    breaks(1, '/a/b makes a helper look for "/c"')
  )
})

test("find/decoded-once: a target that does not begin with a slash is left to examples", () => {
  expect(told("find/decoded-once", asked("h/a", locate("/a")))).toEqual(holds(0))
  expect(told("find/decoded-once", asked("http:/h/a", locate("/a")))).toEqual(holds(0))
})

test("find/decoded-once: octets that are no UTF-8 stand for no name", () => {
  expect(told("find/decoded-once", asked("/%c3%a9", locate("/\u00e9")))).toEqual(holds(1))
  expect(told("find/decoded-once", asked("/%ff", locate("/\ufffd")))).toEqual(holds(0))
})

test("find/decoded-once: only what is looked for at once, and alone, must be what was named", () => {
  expect(told("find/decoded-once", asked("/a", load("/b", "v1", 0, 4)))).toEqual(holds(0))
  expect(told("find/decoded-once", asked("/a", locate("/b"), locate("/c")))).toEqual(holds(0))
  const later = step({ _tag: "PeerEnded", connection: 1 }, [...submit(1, 1, locate("/b"))])
  expect(told("find/decoded-once", [...asked("/a"), later])).toEqual(holds(0))
})
