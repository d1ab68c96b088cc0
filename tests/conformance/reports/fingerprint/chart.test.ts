import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Fingerprint } from "../../../../src/conformance/fingerprint/result.ts"
import { chartMarkup, chartOf } from "../../../../src/conformance/reports/fingerprint/chart.ts"
import { anyFingerprint } from "./any-fingerprint.ts"
import {
  allFingerprints,
  elastic,
  inconclusive,
  isolated,
  partialAmped,
  pool,
  sped,
  unexercised,
  waySped
} from "./fingerprints.ts"
import { answered, measured, waitingIn } from "./sweeps.ts"
import { found, type Rectangle, rectanglesOf } from "./svg.ts"

test("three servers look like this", async () => {
  await expect(chartOf([sped, partialAmped, isolated])).toMatchFileSnapshot("servers.svg")
})

/** The lanes of the sweep whose panel is on that side, each as what it shows from left to right. */
const lanesOf = (fingerprint: Fingerprint, side: "left" | "right") => {
  const rectangles = rectanglesOf(chartOf([fingerprint]))
  const lefts = rectangles.filter(({ kind }) => kind === "empty").map(({ x }) => x)
  const middle = (Math.min(...lefts) + Math.max(...lefts)) / 2
  const here = rectangles.filter(
    ({ x, width }) => x + width / 2 < middle + 170 === (side === "left")
  )
  const lanes: Array<Array<Rectangle>> = []
  for (const each of here) {
    if (each.kind === "empty") lanes.push([])
    else lanes.at(-1)?.push(each)
  }
  return lanes
}

const kinds = (lane: ReadonlyArray<Rectangle> | undefined) => lane?.map(({ kind }) => kind)

describe("what a lane shows", () => {
  test("all wait, and nothing more is tried", () => {
    const lanes = lanesOf(sped, "left")
    expect(lanes.slice(0, 4).map(kinds)).toEqual(Array(4).fill(["waits", "waits untried"]))
    expect(kinds(lanes[4])).toEqual(["answered"])
  })

  test("helpers run out, the dispatcher goes on", () => {
    expect(lanesOf(partialAmped, "right").slice(0, 4).map(kinds)).toEqual([
      ["answered", "waits", "waits untried"],
      ["answered", "waits", "waits untried"],
      ["answered"],
      ["answered"]
    ])
  })

  test("no more is held, and all are answered", () => {
    expect(lanesOf(isolated, "left").slice(0, 4).map(kinds)).toEqual(
      Array(4).fill(["answered", "answered queued"])
    )
  })

  test("beyond the held, each step is shown by what was asked", () => {
    const lookup = measured("lookup", { helpers: 8, waitingAt: { 8: 1 } })
    const points = lookup.points.map((point) =>
      point.asked === 12 ? { ...point, probes: { ...point.probes, warm: answered(4) } } : point
    )
    const sweeps = { ...isolated.sweeps, lookup: { ...lookup, points } }
    const lanes = lanesOf({ ...isolated, sweeps }, "left")
    expect(kinds(lanes[0])).toEqual([
      "answered",
      ...["answered", "waits"],
      ...["answered queued", "waits"],
      "answered queued",
      ...["answered queued", "waits"]
    ])
    expect(kinds(lanes[1])).toEqual(["answered", "answered queued"])
    const [all, some, , , , whole] = lanes[0] ?? []
    // From 1 to 8, and from 12 to 16: three octaves, and less than a half.
    expect((whole?.width ?? 0) / (all?.width ?? 1)).toBeCloseTo(Math.log2(16 / 12) / 3, 2)
    expect(some?.height).toBe(18)
  })

  test("a stop beyond the axis stands at its end", () => {
    const read = { ...sped.sweeps.read, stopsAt: 1_000 }
    const svg = chartOf([{ ...sped, sweeps: { ...sped.sweeps, read } }])
    expect(found(svg, "//s:line[@class='stop']/@x1").map(Number)).toEqual([176, 876])
  })
})

describe("how far a lane reaches", () => {
  test("nothing stops up to the last step", () => {
    expect(lanesOf(elastic, "right").map(kinds)).toEqual(Array(5).fill(["answered"]))
    const [lane = []] = lanesOf(elastic, "right")
    const [empty] = rectanglesOf(chartOf([elastic])).filter(({ kind }) => kind === "empty")
    expect(lane[0]?.width).toBeCloseTo(empty?.width ?? 0, 0)
  })

  test("some wait: as much of the height as their share", () => {
    const [[answered, waits] = []] = lanesOf(waySped, "right")
    expect([answered?.kind, answered?.height]).toEqual(["answered", 18])
    expect([waits?.kind, waits?.height]).toEqual(["waits", 6])
    expect(waits?.x).toBe(answered?.x)
    expect((waits?.y ?? 0) + 6).toBe(answered?.y)
  })

  test("kinds that were not sent have no lane", () => {
    expect(lanesOf(pool, "left")).toHaveLength(4)
    expect(found(chartOf([pool]), "//s:text")).not.toContain("warm, kept connection")
  })

  test("each doubling is as wide as another", () => {
    const [two = []] = lanesOf(waySped, "left")
    const [four = []] = lanesOf(pool, "left")
    const width = (lane: ReadonlyArray<Rectangle>) =>
      Math.max(...lane.filter(({ kind }) => kind === "answered").map((each) => each.width))
    expect(width(four)).toBeCloseTo(2 * width(two), 0)
  })
})

describe("what is said beside it", () => {
  const texts = (fingerprint: Fingerprint) => found(chartOf([fingerprint]), "//s:text")

  test("where it stops, and who waits there", () => {
    expect(texts(partialAmped)).toEqual(
      expect.arrayContaining([
        "stops at 1 held lookup: openat on the dispatcher",
        "stops at 32 held reads: sendfile in 32 threads",
        "incomplete requests open: never stops, up to 64"
      ])
    )
    expect(texts(waySped)).toContain("stops at 2 held reads: sendfile on 2 dispatchers")
    expect(texts(pool)).toEqual(
      expect.arrayContaining([
        "idle connections open: stops at 4",
        "stops at 4 held reads: writev in 4 processes"
      ])
    )
    expect(texts(isolated)).toContain("never stops: 8 held at most, 56 more in line")
  })

  test("a dispatcher that waits, before any number of helpers", () => {
    const lookup = measured("lookup", { stopsAt: 5 }, [
      ...waitingIn("statx", 4),
      ...waitingIn("openat", 1, 1)
    ])
    expect(texts({ ...sped, sweeps: { ...sped.sweeps, lookup } })).toContain(
      "stops at 5: openat on the dispatcher"
    )
  })

  test("no more numbers on the axis than have room", () => {
    const read = measured("read")
    const points = read.points.map((point) => ({ ...point, held: point.held * 2_000 }))
    const ticks = texts({ ...sped, sweeps: { ...sped.sweeps, read: { ...read, points } } })
    expect(ticks.filter((text) => /^\d+$/.test(text))).toEqual(
      [1, 8, 64, 512, 4_096, 32_768, 1, 8, 64, 512, 4_096, 32_768].map(String)
    )
  })

  test("what is not known says why, and draws no line where it would stop", () => {
    expect(texts(inconclusive)).toEqual(
      expect.arrayContaining(["flaky: 1, 2, never", "inconclusive: release revives"])
    )
    const svg = chartOf([inconclusive])
    expect(found(svg, "//s:line[@class='stop']")).toEqual([])
    expect(found(svg, "//s:g[@class='doubtful']")).toHaveLength(2)
    expect(found(chartOf([sped]), "//s:line[@class='stop']")).toHaveLength(2)
    expect(texts(unexercised).join(" ")).toContain(
      "/dev/fuse is not there: in a container, add --device /dev/fuse"
    )
  })

  test("a title and a description for those who do not see it", () => {
    const svg = chartOf([sped, isolated], { names: ["one", "other"] })
    expect(found(svg, "/s:svg/s:title")).toEqual([
      `one: ${sped.architecture.words}; other: ${isolated.architecture.words}`
    ])
    const [description = ""] = found(svg, "/s:svg/s:desc")
    expect(description).toContain("lookups: stops at 1 held lookup: newfstatat on the dispatcher.")
    expect(description).toContain("reads: never stops: 8 held at most, 56 more in line.")
    expect(found(svg, "//s:text")).toEqual(expect.arrayContaining(["one", "other"]))
  })

  test("equal servers are told apart", () => {
    expect(found(chartOf([waySped, partialAmped]), "//s:text")).toEqual(
      expect.arrayContaining(["nginx/1.22.1", "nginx/1.22.1 (2)"])
    )
  })
})

describe("whatever a server sends", () => {
  const elements = ["svg", "title", "desc", "style", "rect", "path", "line", "g", "text", "tspan"]

  test("the picture is well-formed, and holds nothing but shapes and texts", () => {
    fc.assert(
      fc.property(fc.array(anyFingerprint, { minLength: 1, maxLength: 2 }), (fingerprints) => {
        const svg = chartOf(fingerprints)
        const foreign = elements.map((name) => `not(self::s:${name})`).join(" and ")
        expect(found(svg, `//*[${foreign}]`)).toEqual([])
        expect(found(svg, "//@*[starts-with(name(), 'on') or contains(., ':/')]")).toEqual([])
        expect(svg).not.toMatch(/NaN|Infinity|undefined|url\(|[\u202e\ufffe]/)
      })
    )
  })

  test("all that is drawn lies within the picture", () => {
    fc.assert(
      fc.property(anyFingerprint, (fingerprint) => {
        const svg = chartOf([fingerprint])
        const height = Number(found(svg, "/s:svg/@height")[0])
        const outside = rectanglesOf(svg).filter(
          ({ x, y, width, height: high }) =>
            Math.min(x, y, width, high) < 0 || x + width > 900 || y + high > height
        )
        expect(outside).toEqual([])
        const ends = found(svg, "//s:line/@x1 | //s:line/@x2").map(Number)
        expect(ends.filter((x) => !(x >= 24 && x <= 876))).toEqual([])
      })
    )
  })
})

test("in a page it brings no style of its own", () => {
  for (const fingerprint of Object.values(allFingerprints)) {
    const { text } = chartMarkup([fingerprint])
    expect(text).not.toMatch(/<style|\sstyle=|\sid=/)
    expect(chartOf([fingerprint]).replace(/<style>[^<]*<\/style>/, "")).toContain(
      text.slice(-2_000)
    )
  }
})
