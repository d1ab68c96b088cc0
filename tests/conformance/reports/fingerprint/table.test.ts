import { describe, expect, test } from "vitest"
import type { Fingerprint } from "../../../../src/conformance/fingerprint/result.ts"
import { renderFingerprint } from "../../../../src/conformance/reports/fingerprint/table.ts"
import { plainStyle } from "../../../../src/conformance/reports/style.ts"
import { nasty } from "../runs.ts"
import {
  allFingerprints,
  elastic,
  inconclusive,
  isolated,
  partialAmped,
  perConnection,
  pool,
  saturating,
  sped,
  unexercised,
  waySped
} from "./fingerprints.ts"
import { unmeasured } from "./sweeps.ts"

test("a fingerprint looks like this", () => {
  expect(renderFingerprint(partialAmped)).toMatchInlineSnapshot(`
    "nginx -c aio-threads.conf
    Server: nginx/1.22.1
    Held by: a FUSE file system, as root

    partial AMPED: 32 helper threads read, the dispatcher blocks in openat
      One held lookup stops every new request, in openat on the dispatcher.
      At 32 held reads malformed requests are still answered.

    New requests for warm files
      incomplete requests  never, up to 64 open
      idle connections     never, up to 64 open
      lookups              stops at 1 held
      reads                stops at 32 held

    Step by step: ✓ all answered, ◐ some, ✗ none
      incomplete requests  1✓ 2✓ 3✓ 4✓ 5✓ 6✓ 8✓ 9✓ 12✓ 16✓ 17✓ 20✓ 24✓ 32✓ 33✓ 40✓ 48✓ 64✓
      idle connections     1✓ 2✓ 3✓ 4✓ 5✓ 6✓ 8✓ 9✓ 12✓ 16✓ 17✓ 20✓ 24✓ 32✓ 33✓ 40✓ 48✓ 64✓
      lookups              1✗
      reads                1✓ 2✓ 3✓ 4✓ 5✓ 6✓ 8✓ 9✓ 12✓ 16✓ 17✓ 20✓ 24✓ 32✗

    At the last step
                           malformed  missing    kept       tasks      memory
      incomplete requests  not sent   not sent   not sent   2 → 2      8.0 MB → 8.6 MB
      idle connections     not sent   not sent   not sent   2 → 2      8.0 MB → 8.6 MB
      lookups              dead       dead       dead       2 → 2      8.0 MB → 8.0 MB
      reads                alive      alive      dead       2 → 34     8.0 MB → 8.3 MB

    Who waited, and where
      lookups              1 thread in openat (request_wait_answer), a dispatcher
      reads                32 threads in sendfile (folio_wait_bit_common)

    Verdicts
      ✗ broken        dispatcher/never-blocks       stops at 1 held lookup, in openat
      ✗ broken        caches/warm-needs-no-helper   saturates at 32

    up to 64 held   patience 1.5 s   repeated 3×   warm 0.4 ms (95 %: 1.2 ms)   14.0 s   amped 0.1.0
    "
  `)
})

/** The lines below a heading, up to the next empty one. */
const below = (heading: string, fingerprint: Fingerprint): ReadonlyArray<string> => {
  const [, section = ""] = renderFingerprint(fingerprint).split(`\n${heading}`)
  return section.split("\n\n")[0]?.split("\n").slice(1) ?? []
}

describe("where new requests stop", () => {
  const stops = (fingerprint: Fingerprint) =>
    below("New requests", fingerprint).map((line) => line.slice(23))

  test.each([
    [sped, ["never, up to 64 open", "never, up to 64 open", "stops at 1 held", "stops at 1 held"]],
    [pool, ["stops at 4 open", "stops at 4 open", "stops at 4 held", "stops at 4 held"]],
    [elastic, [...Array(2).fill("never, up to 64 open"), ...Array(2).fill("never, up to 64 held")]],
    [
      isolated,
      [...Array(2).fill("never, up to 64 open"), ...Array(2).fill("never, up to 8 held (64 asked)")]
    ]
  ])("$architecture.name", (fingerprint, expected) => {
    expect(stops(fingerprint)).toEqual(expected)
  })

  test("what is not known says why", () => {
    expect(stops(inconclusive).slice(2)).toEqual([
      "flaky: 1, 2, never",
      "inconclusive: release revives"
    ])
    expect(stops(unexercised).slice(2)).toEqual([
      "not exercised: /dev/fuse is not there: in a container, add --device /dev/fuse",
      "not exercised"
    ])
    const read = unmeasured("read", "inconclusive", "the server ended")
    expect(stops({ ...sped, sweeps: { ...sped.sweeps, read } })[3]).toBe(
      "inconclusive: the server ended"
    )
  })
})

describe("step by step", () => {
  const curve = (fingerprint: Fingerprint) => below("Step by step", fingerprint).slice(2)

  test("some, then none", () => {
    expect(curve(waySped)).toEqual(["  lookups              1◐ 2✗", "  reads                1◐ 2✗"])
  })

  test("what is held no more is told as asked", () => {
    expect(curve(isolated)[0]).toBe("  lookups              1✓ 2✓ 3✓ 4✓ 5✓ 6✓ 8✓ (64 asked)")
  })

  test("sweeps without a step have no line", () => {
    expect(curve(unexercised)).toEqual([])
  })
})

test("at the last step each kind of probe is alive, dead, or not sent", () => {
  expect(below("At the last step", saturating).slice(3)).toEqual([
    "  lookups              alive      dead       dead       2 → 2      8.0 MB → 8.0 MB",
    "  reads                alive      dead       dead       2 → 2      8.0 MB → 8.0 MB"
  ])
  expect(below("At the last step", perConnection).at(-1)).toBe(
    "  reads                alive      alive      not sent   2 → 65     8.0 MB → 8.6 MB"
  )
})

test("a control that failed, and the method's gaps", () => {
  expect(below("Controls that failed", inconclusive)).toEqual([
    "  reads                release revives: 0 of 4 answered"
  ])
  expect(renderFingerprint(sped)).not.toContain("Controls that failed")
  expect(renderFingerprint(unexercised)).toContain(
    "Held by: nothing could be held\n         /dev/fuse is not there"
  )
})

test("colour only says what a word or a sign says too", () => {
  const marked = (name: string) => (text: string) => `<${name}>${text}</${name}>`
  const style = {
    strong: marked("strong"),
    good: marked("good"),
    bad: marked("bad"),
    note: marked("note"),
    faint: marked("faint")
  }
  for (const fingerprint of Object.values(allFingerprints)) {
    const text = renderFingerprint(fingerprint, { style })
    expect(text.replaceAll(/<\/?(strong|good|bad|note|faint)>/g, "")).toBe(
      renderFingerprint(fingerprint, { style: plainStyle })
    )
  }
  const text = renderFingerprint(waySped, { style })
  expect(text).toContain("<note>1◐</note> <bad>2✗</bad>")
  expect(text).toContain("<bad>stops at 2 held</bad>")
  expect(text).toContain("<good>never, up to 64 open</good>")
})

test("no line ends in blanks", () => {
  for (const fingerprint of Object.values(allFingerprints))
    expect(renderFingerprint(fingerprint)).not.toMatch(/ $/m)
})

test("what a hostile server sends moves no cursor and makes no line", () => {
  const hostile = renderFingerprint({
    ...sped,
    server: nasty,
    subject: `${nasty}\u202e`,
    architecture: { ...sped.architecture, words: nasty, evidence: [nasty] }
  })
  expect(hostile.split("\n")).toHaveLength(
    renderFingerprint({
      ...sped,
      architecture: { ...sped.architecture, evidence: ["one"] }
    }).split("\n").length
  )
  expect(hostile).not.toMatch(/[^\n\P{Cc}]|\u202e|\p{Surrogate}/u)
  expect(hostile).toContain(String.raw`\u{1b}`)
})
