/** From a target to a name: decoded once, never outside the root. Judged by other means than those of `path.ts`. */
import assert from "node:assert/strict"
import { posix } from "node:path"
import fc from "fast-check"
import { it } from "vitest"
import { defaultPolicy } from "../../src/state-machine/limits.ts"
import { encodePath, resolvePath } from "../../src/state-machine/path.ts"
import { times } from "../arbitraries/runs.ts"

const policy = { ...defaultPolicy, hiddenServed: true }

/** Octets of a name, each bare or percent-encoded in either case. */
const encodedOctet = (octet: number): fc.Arbitrary<string> => {
  const hex = octet.toString(16).padStart(2, "0")
  const bare = String.fromCharCode(octet)
  const coded = fc.constantFrom(`%${hex}`, `%${hex.toUpperCase()}`)
  return /[A-Za-z0-9._~-]/.test(bare) ? fc.oneof(fc.constant(bare), coded) : coded
}

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("/", "..", ".", "%2e", "%2E%2e", "%2f", "%5c", "%25", "%252e", "%00")
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "a",
      "b",
      "%41",
      "~",
      "/../",
      "/./",
      "//",
      "...",
      "%c3%a4",
      "%e4%b8%ad"
    )
  },
  { weight: 1, arbitrary: fc.constantFrom("%", "%zz", "%c0%ae", "%ff", "%f0%9f") }
)

const rawPath = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`)

/** The octets that a raw path stands for, decoded by `Buffer`, once; `undefined` when it is malformed. */
const octetsOf = (raw: string): Buffer | undefined => {
  const codes: Array<number> = []
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] !== "%") {
      codes.push(raw.charCodeAt(at))
      continue
    }
    const [octet] = Buffer.from(raw.slice(at + 1, at + 3), "hex")
    if (octet === undefined) return undefined
    codes.push(octet)
    at += 2
  }
  return Buffer.from(codes)
}

// Rejects: `..` resolved before decoding; `..` beyond the root taken for the root; a slash out of `%2f`.
it("find/never-outside-root a name stays below the root however it is written", () => {
  fc.assert(
    fc.property(rawPath, (raw) => {
      const name = resolvePath(raw, policy)
      if ("rule" in name) return
      const { path } = name
      assert.equal(posix.normalize(path), path)
      assert.ok(posix.join("/srv/www", path).startsWith("/srv/www/"))
      assert.ok(!path.includes("\0") && !path.split("/").includes(".."))
    }),
    times(10)
  )
})

// Rejects: decoding twice; a name that is served where it must be refused, or refused where it exists.
it("find/decoded-once a name is what the octets of the path say, normalised as a file system does", () => {
  fc.assert(
    fc.property(rawPath, (raw) => {
      const name = resolvePath(raw, policy)
      const octets = octetsOf(raw)
      if (octets === undefined) {
        assert.ok("rule" in name && name.rule === "find/bad-encoding")
        return
      }
      const text = octets.toString("utf8")
      const possible = !/%2f|%00/i.test(raw) && Buffer.from(text).equals(octets)
      // One climb too many changes what a path means below a deep enough folder.
      const climbs = !posix.normalize(`/root${text}`).startsWith("/root")
      if (!possible) assert.ok("rule" in name)
      else if (climbs) assert.ok("rule" in name && name.rule === "find/outside-root")
      else {
        const normal = posix.normalize(text)
        assert.deepEqual(name, {
          path: normal === "/" ? "/" : normal.replace(/\/$/, ""),
          directory: normal.endsWith("/") || /(^|\/)\.\.?$/.test(text)
        })
      }
    }),
    times(10)
  )
})

const segment = fc
  .array(fc.integer({ min: 1, max: 126 }), { minLength: 1, maxLength: 8 })
  .map((codes) => String.fromCharCode(...codes).replaceAll("/", "-"))
  .filter((text) => text !== "." && text !== "..")
const segments = fc.array(segment, { minLength: 1, maxLength: 4 })

// Rejects: an octet that has another meaning when it is encoded; a Location that leads elsewhere.
it("find/decoded-once, find/directory-redirect every spelling of a name is that name", () => {
  const spelt = segments.chain((names) =>
    fc
      .tuple(
        ...names.map((name) =>
          fc
            .tuple(...Array.from(name, (char) => encodedOctet(char.charCodeAt(0))))
            .map((all) => all.join(""))
        )
      )
      .map((spelling) => ({ path: `/${names.join("/")}`, raw: `/${spelling.join("/")}` }))
  )
  fc.assert(
    fc.property(spelt, ({ path, raw }) => {
      assert.deepEqual(resolvePath(raw, policy), { path, directory: false })
      const location = encodePath(path)
      assert.match(location, /^\/(?!\/)[!-~]*$/)
      assert.equal(decodeURIComponent(new URL(location, "http://a").pathname), path)
    })
  )
})
