/** Answers about a file, against what a naive server would say of its bytes. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import { diskOf, fileOf, writtenSeconds } from "../../tests/state-machine/files.ts"
import { Host, startSeconds } from "../../tests/state-machine/host.ts"
import { parseResponses, type Response } from "../../tests/state-machine/responses.ts"
import { dateField, tagField } from "../arbitraries/conditions.ts"
import { contentOf } from "../arbitraries/disks.ts"
import { smallFiles } from "../arbitraries/limits.ts"
import { type RangeField, rangeField, satisfied } from "../arbitraries/ranges.ts"
import { slowMillis, times } from "../arbitraries/runs.ts"

const { chunkBytes, rangesMax } = smallFiles.limits
const tag = '"v1"'

const askedOf = (host: Host, lines: ReadonlyArray<string>, method = "GET"): Response => {
  const text = lines.map((line) => `${line}\r\n`).join("")
  const peer = host.connect(`${method} /f HTTP/1.1\r\nHost: a\r\n${text}\r\n`)
  const [response, ...more] = parseResponses(peer.out, [method])
  assert.equal(more.length, 0)
  assert.equal(response?.body.length, host.records.at(-1)?.bodyBytes)
  return response!
}

const hostOf = (sizeBytes: number, settled = true, modifiedSeconds = writtenSeconds): Host => {
  const facts = { version: "v1", settled, modifiedSeconds }
  return new Host({
    disk: diskOf({ "/f": fileOf("/f", contentOf(sizeBytes), facts) }),
    settings: smallFiles
  })
}

/** Sizes at multiples of a chunk. */
const size = fc.oneof(
  fc.constantFrom(0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, 3 * chunkBytes),
  fc.nat({ max: 4 * chunkBytes })
)
const sizeAndRange = size.chain((bytes) =>
  fc.record({ bytes: fc.constant(bytes), field: rangeField(bytes) })
)

const nameOf = (positions: ReadonlyArray<number>, bytes: number): string =>
  `bytes ${positions[0]}-${positions.at(-1)}/${bytes}`

const partsOf = (response: Response): ReadonlyArray<string> => {
  const type = response.fields.get("content-type") ?? ""
  const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(type)?.[1]
  assert.ok(boundary !== undefined, `content type ${type}`)
  const [before, ...parts] = `\r\n${response.body}`.split(`\r\n--${boundary}`)
  assert.equal(before, "")
  assert.equal(parts.pop(), "--\r\n")
  return parts
}

const requireRanges = (
  response: Response,
  { bytes, field }: { bytes: number; field: RangeField }
): void => {
  const ranges = satisfied(field, bytes, rangesMax)
  const content = contentOf(bytes)
  if (ranges === "ignored") {
    assert.equal(response.status, 200)
    assert.equal(response.body, content)
  } else if (ranges === "unsatisfiable") {
    assert.equal(response.status, 416)
    assert.equal(response.fields.get("content-range"), `bytes */${bytes}`)
  } else if (ranges.length === 1) {
    assert.equal(response.status, 206)
    assert.equal(response.fields.get("content-range"), nameOf(ranges[0]!, bytes))
    assert.equal(response.body, ranges[0]!.map((at) => content[at]).join(""))
  } else {
    assert.equal(response.status, 206)
    assert.equal(response.fields.get("content-range"), undefined)
    const expected = ranges.map(
      (positions) =>
        `\r\nContent-Type: text/plain\r\nContent-Range: ${nameOf(positions, bytes)}\r\n\r\n` +
        positions.map((at) => content[at]).join("")
    )
    assert.deepEqual(partsOf(response), expected)
  }
}

// Rejects: an end that is off by one; a range clamped at a chunk; a part of a multipart answer lost or in disorder.
it(
  "header/range, header/ranges, header/content-length the bytes are the slices of the file",
  () => {
    fc.assert(
      fc.property(sizeAndRange, (asked) => {
        requireRanges(askedOf(hostOf(asked.bytes), [`Range: ${asked.field.value}`]), asked)
      }),
      times(10)
    )
  },
  slowMillis
)

const strongly = ["strong", "any"]
const weakly = ["strong", "weak", "any"]

// Rejects: the order of conditions; weak and strong comparison exchanged; a date where a tag decides.
it(
  "header/precondition-order, header/not-modified conditions are judged as the table says",
  () => {
    const field = <Value>(arbitrary: fc.Arbitrary<Value>) =>
      fc.option(arbitrary, { nil: undefined })
    const fields = fc.record({
      match: field(tagField(tag)),
      noneMatch: field(tagField(tag)),
      modified: field(dateField(writtenSeconds)),
      unmodified: field(dateField(writtenSeconds)),
      settled: fc.boolean(),
      method: fc.constantFrom("GET", "HEAD")
    })
    fc.assert(
      fc.property(fields, ({ match, noneMatch, modified, unmodified, settled, method }) => {
        const lines: Array<string> = []
        if (match) lines.push(`If-Match: ${match.value}`)
        if (unmodified) lines.push(`If-Unmodified-Since: ${unmodified.value}`)
        if (noneMatch) lines.push(`If-None-Match: ${noneMatch.value}`)
        if (modified) lines.push(`If-Modified-Since: ${modified.value}`)
        const { status } = askedOf(hostOf(3, settled), lines, method)
        const matches =
          match === undefined ||
          match.names === "any" ||
          (settled && strongly.includes(match.names))
        const since = match !== undefined || (unmodified?.later ?? 0) >= 0
        const none =
          noneMatch === undefined ? (modified?.later ?? -1) < 0 : !weakly.includes(noneMatch.names)
        assert.equal(status, !matches || !since ? 412 : none ? 200 : 304)
      }),
      times(10)
    )
  },
  slowMillis
)

// Rejects: a range of another version; a weak tag or a young date that makes a range apply.
it(
  "header/range, header/etag-honest If-Range lets only a strong validator through",
  () => {
    const one = fc.oneof(
      tagField(tag).map(({ value }) => ({ value, applies: value === tag ? "strong" : "never" })),
      dateField(writtenSeconds).map(({ value, later }) => ({
        value,
        applies: later === 0 ? "old" : "never"
      }))
    )
    fc.assert(
      fc.property(
        one,
        fc.boolean(),
        fc.integer({ min: 0, max: 120 }),
        ({ value, applies }, settled, ageSeconds) => {
          const host = hostOf(20, settled)
          host.give({ _tag: "ClockTicked", unixSeconds: writtenSeconds + ageSeconds })
          const { status } = askedOf(host, ["Range: bytes=1-2", `If-Range: ${value}`])
          const through = applies === "strong" ? settled : applies === "old" && ageSeconds >= 60
          assert.equal(status, through ? 206 : 200)
        }
      ),
      times(5)
    )
  },
  slowMillis
)

// Rejects: a Content-Length of its own for HEAD; a body after HEAD; a head that differs when it comes from memory.
it(
  "send/head-without-body, header/coherent HEAD is GET without its body, cold and warm",
  () => {
    const target = fc.constantFrom(
      "If-None-Match: *",
      'If-Match: "zz"',
      "X: a",
      "Content-Length: 0"
    )
    fc.assert(
      fc.property(size, target, fc.boolean(), (bytes, line, settled) => {
        const host = hostOf(bytes, settled)
        const [cold, warm, head] = [
          askedOf(host, [line]),
          askedOf(host, [line]),
          askedOf(host, [line], "HEAD")
        ]
        assert.deepEqual(warm, cold)
        assert.equal(head?.head, cold?.head)
        assert.equal(askedOf(hostOf(bytes, settled), [line], "HEAD").head, cold?.head)
      })
    )
  },
  slowMillis
)

// Rejects: a Last-Modified in the future; a strong tag for a version that may still come to name other bytes.
it(
  "header/last-modified, header/etag-honest validators promise no more than is known",
  () => {
    const offset = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -1000, max: 1000 }))
    fc.assert(
      fc.property(
        offset,
        fc.array(offset, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (age, clocks, settled) => {
          const host = hostOf(3, settled, startSeconds + age)
          for (const clock of clocks) {
            const now = startSeconds + clock
            host.give({ _tag: "ClockTicked", unixSeconds: now })
            const { fields } = askedOf(host, [])
            const modified = Math.min(startSeconds + age, now)
            assert.equal(fields.get("last-modified"), new Date(modified * 1000).toUTCString())
            assert.equal(fields.get("date"), new Date(now * 1000).toUTCString())
            assert.equal(fields.get("etag"), settled ? tag : `W/${tag}`)
          }
        }
      )
    )
  },
  slowMillis
)

// Rejects: a head from memory that was rendered for what was known before.
it(
  "header/coherent, header/etag-honest the tag is as strong as what is known now",
  () => {
    fc.assert(
      fc.property(size, fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }), (bytes, known) => {
        const host = hostOf(bytes)
        known.forEach((settled, index) => {
          host.disk.set("/f", fileOf("/f", contentOf(bytes), { version: "v1", settled }))
          host.give({ _tag: "ClockTicked", unixSeconds: startSeconds + 10 * (index + 1) })
          assert.equal(askedOf(host, []).fields.get("etag"), settled ? tag : `W/${tag}`)
        })
      })
    )
  },
  slowMillis
)
