/** What the monitors of names conclude from a trace, and from what they conclude nothing. */
import { describe, expect, test } from "vitest"
import { Judge } from "../../src/requirements/judge.ts"
import type { MonitorFactory } from "../../src/requirements/monitor.ts"
import { coherence, warmth } from "../../src/requirements/monitors/names.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Limits } from "../../src/state-machine/limits.ts"
import { ask, file, pool, settings, tickWith, warm, whole } from "./pool-builder.ts"
import {
  accepted,
  close,
  entriesOf,
  facts,
  fileFields,
  found,
  head,
  kill,
  lengthField,
  load,
  loaded,
  locate,
  lost,
  notified,
  received,
  request,
  second,
  send,
  sent,
  slice,
  submit,
  text,
  tick
} from "./trace-builder.ts"

type Trace = ReadonlyArray<Happening>

/** What one monitor says alone, since two of them judge the same rule: tests, and what was broken. */
const told = (monitor: MonitorFactory, happenings: Trace, changes: Partial<Limits> = {}) => {
  const limits = { ...settings.limits, ...changes }
  const judge = new Judge([monitor], { settings: { ...settings, limits } })
  for (const entry of entriesOf(happenings)) judge.see(entry)
  const { rules, violations } = judge.finish()
  const checked = rules.filter((rule) => rule.checked > 0)
  return {
    rules: checked.map((rule) => `${rule.rule} ${rule.violated}/${rule.checked}`),
    details: violations.map(({ detail }) => detail)
  }
}
const nothing = { rules: [], details: [] }
const held = (rule: string) => ({ rules: [`caches/${rule} 0/1`], details: [] })
const broken = (rule: string, detail: string) => ({
  rules: [`caches/${rule} 1/1`],
  details: [detail]
})
const warmHeld = held("warm-needs-no-helper")
const missHeld = held("name-hit-content-miss")
const waits = broken("warm-needs-no-helper", "/a is warm and its request waits")
const replaced = (version: string) =>
  broken("coherent", `/a is answered with version ${version}, which was known to be replaced`)

const givesUp: ReadonlyArray<readonly [string, Happening]> = [
  ["lost", lost(1)],
  ["killed", tickWith(kill(1))]
]
const submits = (helper: number, ticket: number, job = locate("/a")): Happening =>
  tickWith(...submit(helper, ticket, job))
const finds = (helper: number, ticket: number, version = "v1"): Trace => [
  submits(helper, ticket),
  notified(helper, ticket, found(facts("/a", { version })))
]
const ready: Trace = [...pool(1, 2), accepted(1), accepted(2)]
const changed = { _tag: "Changed" } as const
const missing = { _tag: "Missing" } as const
const answer = (connection: number, version = "v1"): Command => {
  const answered = facts("/a", { version })
  return send(connection, text(head(200, fileFields(answered))), slice(9, answered))
}

describe("what is in memory", () => {
  test.each(givesUp)(
    "caches/name-hit-content-miss: a helper that is %s loads nothing",
    (_, end) => {
      const trace = [
        ...ready,
        ...finds(1, 1),
        submits(1, 2, load("/a", "v1", 0, 4)),
        end,
        notified(1, 2, loaded(4)),
        ask(2)
      ]
      expect(told(warmth, trace)).toEqual(missHeld)
    }
  )

  test("caches/name-hit-content-miss: the answer that begins without content is named", () => {
    expect(told(warmth, [...ready, ...finds(1, 1), ask(2, send(2, text(whole)))])).toEqual(
      broken("name-hit-content-miss", "/a is not in memory and its answer begins")
    )
  })

  test("caches/name-hit-content-miss: the largest file that is cached is judged, a larger one not", () => {
    const trace = [...ready, ...finds(1, 1), ask(2)]
    expect(told(warmth, trace, { cacheableBytesMax: 4 })).toEqual(missHeld)
    expect(told(warmth, trace, { cacheableBytesMax: 3 })).toEqual(nothing)
  })
})

describe("an answer to a warm request", () => {
  test("caches/warm-needs-no-helper: an answer does not excuse a helper that is asked", () => {
    const trace = [...warm, ask(2, answer(2), ...submit(1, 3, locate("/a")))]
    expect(told(warmth, trace)).toEqual(
      broken("warm-needs-no-helper", "/a is warm and a helper is asked")
    )
  })

  test("caches/warm-needs-no-helper: what another connection is sent is no answer", () => {
    expect(told(warmth, [...warm, ask(2, send(1, text("x")))])).toEqual(waits)
  })

  test("caches/warm-needs-no-helper: a first answer may begin with nothing", () => {
    expect(told(warmth, [...warm, ask(2, send(2))])).toEqual(warmHeld)
  })

  test("caches/warm-needs-no-helper: a connection that closes at once is not judged", () => {
    expect(told(warmth, [...warm, ask(2, close(2))])).toEqual(nothing)
  })

  test("caches/warm-needs-no-helper: a request with a body is not judged", () => {
    const fields = "Content-Length: 3\r\n"
    expect(told(warmth, [...warm, received(2, request("/a", fields))])).toEqual(nothing)
  })

  test("caches/warm-needs-no-helper: only the names of fields make a request conditional", () => {
    const asksWith = (fields: string) => told(warmth, [...warm, received(2, request("/a", fields))])
    expect(asksWith("X-Range: if-range\r\n")).toEqual(waits)
    expect(asksWith("Range: bytes=0-0\r\n")).toEqual(nothing)
    expect(asksWith("X: y\r\nIf-Match: *\r\n")).toEqual(nothing)
  })

  test("caches/warm-needs-no-helper: a later request is judged unless the answer before closes", () => {
    const after = (fields: string) => {
      const refusal = head(404, `${fields}${lengthField(0)}`)
      const done = sent(2, refusal.length)
      return told(warmth, [
        ...warm,
        received(2, request("/b"), [send(2, text(refusal))]),
        done,
        ask(2)
      ])
    }
    expect(after("")).toEqual(waits)
    expect(after("Connection: close\r\n")).toEqual(nothing)
  })

  test("caches/warm-needs-no-helper: bytes after a request that waits do not ask for it again", () => {
    const trace = [...ready, ask(1), ...finds(1, 1), received(1, "G")]
    expect(told(warmth, trace)).toEqual(nothing)
  })

  test("caches/warm-needs-no-helper: a name is relied on for as many steps as names are kept", () => {
    // Four steps from the name to the request: found, loaded, accepted, asked.
    expect(told(warmth, [...warm, ask(2)], { namesMax: 5 })).toEqual(waits)
    expect(told(warmth, [...warm, ask(2)], { namesMax: 4 })).toEqual(nothing)
  })
})

describe("what is known of a name", () => {
  const after = (...happenings: Trace) => told(warmth, [...ready, ...happenings, ask(2)])

  test.each(givesUp)(
    "caches/name-hit-content-miss: a helper that is %s reports no name",
    (_, end) => {
      expect(after(...finds(1, 1), submits(1, 2), end, notified(1, 2, missing))).toEqual(missHeld)
    }
  )

  test("caches/name-hit-content-miss: a name that is missing now is forgotten", () => {
    expect(after(...finds(1, 1), submits(1, 2), notified(1, 2, missing))).toEqual(nothing)
  })

  test("caches/name-hit-content-miss: a file that changed while it was loaded is forgotten", () => {
    const loads = submits(1, 2, load("/a", "v1", 0, 4))
    expect(after(...finds(1, 1), loads, notified(1, 2, changed))).toEqual(nothing)
    expect(after(...finds(1, 1), loads, notified(1, 2, loaded(3)))).toEqual(nothing)
    expect(after(...finds(1, 1), loads, notified(1, 2, loaded(4)))).toEqual(waits)
  })

  test("caches/name-hit-content-miss: a job from before a change tells nothing", () => {
    const under = [submits(2, 2), submits(1, 3, load("/a", "v1", 0, 4)), notified(1, 3, changed)]
    expect(after(...finds(1, 1), ...under, notified(2, 2, found(file)))).toEqual(nothing)
  })

  test("caches/name-hit-content-miss: the last job under way at a change is not believed", () => {
    const under = [submits(1, 2, load("/a", "v1", 0, 4)), submits(2, 3)]
    const trace = [...finds(1, 1), ...under, notified(1, 2, changed), notified(2, 3, found(file))]
    expect(after(...trace)).toEqual(nothing)
  })

  test("caches/name-hit-content-miss: an older job that disagrees makes the name unknown", () => {
    const older = notified(2, 1, found(file))
    expect(after(submits(2, 1), ...finds(1, 2, "v2"), older)).toEqual(nothing)
  })

  test("caches/coherent: an older job that agrees neither removes the name nor renews it", () => {
    const older = [tick(second + 1), notified(2, 1, found(file))]
    const trace = [submits(2, 1), ...finds(1, 2), ...older]
    expect(after(...trace)).toEqual(missHeld)
    expect(told(warmth, [...ready, ...trace, tick(second + 2), ask(2, answer(2))])).toEqual(
      broken("coherent", `/a is answered as it was at second ${second}`)
    )
  })

  test("caches/name-hit-content-miss: a job that failed did not look", () => {
    const failed = notified(1, 2, { _tag: "Failed", reason: "EIO" })
    expect(after(submits(2, 1), submits(1, 2), failed, notified(2, 1, found(file)))).toEqual(
      missHeld
    )
  })
})

describe("versions", () => {
  const after = (...happenings: Trace) => told(coherence, [...ready, ...happenings])
  const coherent = held("coherent")
  const versions = (count: number): Trace =>
    Array.from({ length: count }, (_, at) => finds(1, at + 1, `v${at + 1}`)).flat()

  test.each(givesUp)("caches/coherent: a helper that is %s replaces no version", (_, end) => {
    const late = notified(1, 2, found(facts("/a", { version: "v2" })))
    expect(after(...finds(1, 1), submits(1, 2), end, late, ask(2, answer(2)))).toEqual(coherent)
  })

  test("caches/coherent: seven versions are told apart, more are too many to judge", () => {
    expect(after(...versions(7), ask(2, answer(2)))).toEqual(replaced("v1"))
    expect(after(...versions(8), ask(2, answer(2)))).toEqual(nothing)
    expect(after(...versions(9), ask(2, answer(2)))).toEqual(nothing)
  })

  test("caches/coherent: a version that is found again is the same one", () => {
    const again = Array.from({ length: 8 }, (_, at) => finds(1, at + 1)).flat()
    expect(after(...again, ask(2, answer(2)))).toEqual(coherent)
  })

  test("caches/coherent: a change ends a version and is none itself", () => {
    const ends = [submits(1, 8, load("/a", "v7", 0, 4)), notified(1, 8, changed)]
    expect(after(...versions(7), ...ends, ask(2, answer(2, "v7")))).toEqual(replaced("v7"))
  })

  test("caches/coherent: a version that ended does not end once more", () => {
    const ends = [submits(1, 2, load("/a", "v1", 0, 4)), notified(1, 2, changed)]
    const next = notified(2, 3, found(facts("/a", { version: "v2" })), [answer(2)])
    expect(after(...finds(1, 1), ...ends, submits(2, 3), ask(2), next)).toEqual(replaced("v1"))
  })

  test("caches/coherent: a change of an older version leaves the newest", () => {
    const ends = [submits(1, 3, load("/a", "v1", 0, 4)), notified(1, 3, changed)]
    expect(after(...versions(2), ...ends, ask(2, answer(2, "v2")))).toEqual(coherent)
  })

  test("caches/coherent: a version that ends with the entry of the request may answer it", () => {
    // A request that is not complete counts as made when it is answered.
    const next = notified(1, 2, found(facts("/a", { version: "v2" })), [answer(2)])
    const trace = [...finds(1, 1), submits(1, 2), received(2, "GET /a HTTP/1.1\r\n"), next]
    expect(after(...trace)).toEqual(coherent)
  })

  test("caches/coherent: an answer is judged by its first slice only", () => {
    const [first, last] = [{ lengthBytes: 2 }, { lengthBytes: 2, offset: 2, chunkOffset: 2 }]
    const parts = [text(whole), slice(9, file, first), slice(9, file, last)]
    expect(after(...finds(1, 1), ask(2, send(2, ...parts)))).toEqual(coherent)
  })
})
