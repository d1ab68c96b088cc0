/** What the page is as text: whole, closed, and unable to load or run anything. */
import { createHash } from "node:crypto"
import { DOMParser } from "@xmldom/xmldom"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { renderFingerprintPage } from "../../../../src/conformance/reports/fingerprint/page.ts"
import { fingerprintSection } from "../../../../src/conformance/reports/fingerprint/section.ts"
import { anyFingerprint } from "./any-fingerprint.ts"
import { inconclusive, isolated, partialAmped, sped, unexercised } from "./fingerprints.ts"

const page = renderFingerprintPage([partialAmped, inconclusive])

/** The body has only elements that are closed, so it can be read as XML, which forgives nothing. */
const bodyOf = (text: string) => {
  const [body = ""] = /<body>[\s\S]*<\/body>/.exec(text) ?? []
  return new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`)
    }
  }).parseFromString(body, "text/xml")
}

test("its policy allows its own style, and no script at all", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ""
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = ""]) => `'sha256-${createHash("sha256").update(style).digest("base64")}'`
  )
  expect(policy.replaceAll("&#39;", "'").split("; ")).toEqual([
    "default-src 'none'",
    `style-src ${styles.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'"
  ])
})

const known = new Set(
  (
    "body header h1 h2 h3 h4 main div section small code time p ul li table caption thead tbody tr th td i " +
    "details summary svg title desc rect path line g text tspan"
  ).split(" ")
)

test("whatever a server sends, the page is closed and holds no other element", () => {
  fc.assert(
    fc.property(fc.array(anyFingerprint, { minLength: 1, maxLength: 2 }), (fingerprints) => {
      const text = renderFingerprintPage(fingerprints)
      const elements = Array.from(bodyOf(text).getElementsByTagName("*"))
      expect(elements.filter(({ tagName }) => !known.has(tagName))).toEqual([])
      const names = elements.flatMap((element) =>
        Array.from(element.attributes, ({ name }) => name)
      )
      expect(names.filter((name) => /^(on|style$|src|href)/.test(name))).toEqual([])
      expect(text).not.toMatch(/[\u202e\ufffe]|\p{Surrogate}/u)
    }),
    { numRuns: 50 }
  )
})

describe("a server's part says", () => {
  const text = (markup: { readonly text: string }) =>
    markup.text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ")
  const said = text(fingerprintSection(partialAmped))

  test.each([
    "partial AMPED: 32 helper threads read, the dispatcher blocks in openat",
    "At 32 held reads malformed requests are still answered.",
    "dispatcher/never-blocks ✗ broken stops at 1 held lookup, in openat",
    "reads stops at 32 held ✓ alive ✓ alive ✗ dead 2 → 34 8.0 MB → 8.3 MB",
    "lookups 1 1 1 openat request_wait_answer",
    "reads release revives ✓ holds 4 of 4 answered after release",
    "All 51 steps",
    "reads 32 32 ✗ 0 of 4 ✓ 2 of 2 ✓ 2 of 2 ✗ 0 of 2 34 2 8.3 MB",
    "Held by a FUSE file system, as root, up to 64; patience 1.5 s; repeated 3 times;"
  ])("%s", (sentence) => {
    expect(said).toContain(sentence)
  })

  test("which control failed, and what was not exercised", () => {
    expect(text(fingerprintSection(inconclusive))).toContain(
      "reads release revives ✗ failed 0 of 4 answered"
    )
    const nothing = text(fingerprintSection(unexercised))
    expect(nothing).toContain("reads not exercised · not sent")
    expect(nothing).not.toContain("Who waited, and where")
    const { lookup, read } = unexercised.sweeps
    const requests = { ...lookup, name: "requests" } as const
    const idle = { ...lookup, name: "idle" } as const
    const sweeps = { requests, idle, lookup, read }
    expect(text(fingerprintSection({ ...unexercised, sweeps }))).not.toContain("steps")
  })

  test("the names it is given", () => {
    const named = renderFingerprintPage([sped, isolated], { names: ["<one>", "other"] })
    expect(named).toContain("<title>Who waits for the disk: &lt;one&gt;, other</title>")
    expect(fingerprintSection(sped, { names: ["<one>"] }).text).toContain(
      `aria-label="&lt;one&gt;"`
    )
  })
})
