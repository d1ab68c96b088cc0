/** The oracle of generated wire cases: it accepts all that the reference does, and no answer that was tampered with. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { describe, it } from "vitest"
import { type FamilyName, families, family } from "../../src/conformance/generated/families.ts"
import { type Evidence, judgeEvidence } from "../../src/conformance/generated/oracle.ts"
import { followUp, ownPart } from "../../src/conformance/generated/parts.ts"
import { followUpTarget } from "../../src/conformance/request.ts"
import { known, served } from "../../tests/conformance/generated/served.ts"

const names = Object.keys(families) as ReadonlyArray<FamilyName>

describe("the reference server never disagrees with its oracle", () => {
  it.each(names)("%s", { timeout: 60_000 }, (name) => {
    fc.assert(
      fc.property(family(name, known), (sent) => {
        assert.deepEqual(judgeEvidence(served(sent), known), { verdict: "allowed", choices: [] })
      }),
      { numRuns: 300 }
    )
  })
})

it("the same seed gives the same requests", () => {
  for (const name of names) {
    const sampled = () => fc.sample(family(name, known), { seed: 7, numRuns: 20 })
    assert.deepEqual(sampled(), sampled())
  }
})

/** One wrong thing done to evidence; undefined where there is nothing to do it to. */
type Tampering = (
  received: string,
  evidence: Pick<Evidence, "sent">
) => string | Partial<Evidence> | undefined

const replaced =
  (pattern: RegExp, by: string) =>
  (received: string): string | undefined => {
    const found = received.replace(pattern, by)
    return found === received ? undefined : found
  }

const lastAnswer = (received: string): number => received.lastIndexOf("HTTP/1.1 ")

/** With the families that give it something to tamper with. */
const tamperings: Readonly<Record<string, readonly [FamilyName, Tampering]>> = {
  "a status changed": ["validRequests", replaced(/^HTTP\/1\.1 \d{3}/, "HTTP/1.1 500")],
  "a refusal turned into a success": ["hosts", replaced(/^HTTP\/1\.1 400/, "HTTP/1.1 200")],
  "an octet of a body changed": ["validRequests", replaced(/hello world/, "hello_world")],
  "a body short of one octet": [
    "targets",
    replaced(/Content-Length: 12(\r\n[^]*?)hello world\n/, "Content-Length: 11$1hello world")
  ],
  "a range off by one": [
    "ranges",
    (received) => {
      const [found, first] = /Content-Range: bytes ([0-9]+)-/.exec(received) ?? []
      return found === undefined
        ? undefined
        : received.replace(found, `Content-Range: bytes ${Number(first) + 1}-`)
    }
  ],
  "416 without the length": ["ranges", replaced(/Content-Range: bytes \*[^\n]*\n/, "")],
  "304 turned into 200": [
    "preconditions",
    (received, { sent }) =>
      /If-None-Match: *\* *\r\n/i.test(sent)
        ? replaced(/^HTTP\/1\.1 304/, "HTTP/1.1 200")(received)
        : undefined
  ],
  "412 turned into 304": ["preconditions", replaced(/^HTTP\/1\.1 412/, "HTTP/1.1 304")],
  "an answer too many": [
    "validRequests",
    (received) => received + received.slice(lastAnswer(received))
  ],
  "the last answer missing": [
    "preconditions",
    (received) =>
      received.startsWith("HTTP/1.1 200") ? received.slice(0, lastAnswer(received)) : undefined
  ],
  "the first answer missing": [
    "preconditions",
    (received) =>
      received.startsWith("HTTP/1.1 304") ? received.slice(lastAnswer(received)) : undefined
  ],
  "no close at the end": ["framings", () => ({ end: "open" })],
  "no close after a refusal": [
    "chunks",
    (received) => (received.startsWith("HTTP/1.1 400") ? { end: "open" } : undefined)
  ],
  "the next request answered although length and coding were both given": [
    "framings",
    (received, { sent }) =>
      /Transfer-Encoding:[^]*Content-Length:|Content-Length:[^]*Transfer-Encoding:/i.test(sent)
        ? received + behind()
        : undefined
  ]
}

/** The answer to the request behind, as the reference gives it. */
const behind = (): string => Buffer.from(served(followUp(known)).received).toString("latin1")

describe("the oracle rejects", () => {
  it.each(Object.entries(tamperings))("%s", { timeout: 60_000 }, (_, [name, tamper]) => {
    let tampered = 0
    fc.assert(
      fc.property(family(name, known), (sent) => {
        const evidence = served(sent)
        const changed = tamper(Buffer.from(evidence.received).toString("latin1"), evidence)
        if (changed === undefined) return
        tampered += 1
        const found =
          typeof changed === "string"
            ? { ...evidence, received: Buffer.from(changed, "latin1") }
            : { ...evidence, ...changed }
        assert.equal(judgeEvidence(found, known).verdict, "disagrees")
      })
    )
    // A tampering that never applies would prove nothing.
    assert.ok(tampered >= 3, `applied ${tampered} times`)
  })
})

it("every request has the same one behind it", () => {
  for (const name of names)
    for (const sent of fc.sample(family(name, known), 20)) {
      assert.ok(sent.endsWith(followUp(known)))
      assert.ok(ownPart(sent, known).length > 0)
    }
  assert.ok(followUp(known).includes(followUpTarget))
})
