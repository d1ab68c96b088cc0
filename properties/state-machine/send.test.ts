/** Sending: what leaves does not depend on how the kernel takes it. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import type { Part } from "../../src/state-machine/command.ts"
import { Host } from "../../tests/state-machine/host.ts"
import { parseResponses } from "../../tests/state-machine/responses.ts"
import { smallDisk } from "../arbitraries/disks.ts"
import { smallFiles } from "../arbitraries/limits.ts"
import { near } from "../arbitraries/streams.ts"

const { chunkBytes } = smallFiles.limits

const requests = fc
  .array(
    fc.tuple(
      fc.constantFrom("/a", "/b", "/c", "/e", "/young", "/none", "/d"),
      fc.constantFrom("X: a", "Range: bytes=7-8,16-20", "Range: bytes=-9", "Range: bytes=20-30,0-1")
    ),
    { minLength: 1, maxLength: 4 }
  )
  .map((all) =>
    all.map(([path, line]) => `GET ${path} HTTP/1.1\r\nHost: a\r\n${line}\r\n\r\n`).join("")
  )

/** Portions in which the kernel takes, biased to a chunk. */
const portions = fc.array(near(chunkBytes, 300), { minLength: 1, maxLength: 30 })

const run = (bytes: string, taken: ReadonlyArray<number>) => {
  const host = new Host({ disk: smallDisk(), settings: smallFiles, peersTake: false })
  const peer = host.connect(bytes)
  for (let at = 0; peer.unsentBytes > 0; at += 1) {
    const portion = taken.length === 0 ? peer.unsentBytes : Math.max(1, taken[at % taken.length]!)
    host.take(peer, Math.min(portion, peer.unsentBytes))
  }
  const sends = host.commands.flatMap((command) => (command._tag === "Send" ? [command.parts] : []))
  return { host, sends, out: peer.out }
}

// Rejects: a portion that is counted twice or lost; the next Send before the last byte of this one is out.
it("send/partial-writes, send/progress however a Send leaves, the Sends are the same", () => {
  fc.assert(
    fc.property(requests, portions, (bytes, taken) => {
      const whole = run(bytes, [])
      const parts = run(bytes, taken)
      assert.deepEqual(parts.sends, whole.sends)
      assert.deepEqual(parts.host.records, whole.host.records)
    })
  )
})

const slicesOf = (parts: ReadonlyArray<Part>) =>
  parts.flatMap((part) => (part._tag === "Slice" ? [part] : []))

// Rejects: a chunk skipped or sent twice; a slice over the edge of its chunk; two chunks in one Send.
it("send/slice, send/output-bounded, send/one-version slices follow each other through the file", () => {
  fc.assert(
    fc.property(requests, portions, (bytes, taken) => {
      const { sends, out } = run(bytes, taken)
      for (const parts of sends) {
        const slices = slicesOf(parts)
        const lengths = slices.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
        assert.ok(lengths <= chunkBytes)
        assert.ok(new Set(slices.map(({ chunk }) => chunk)).size <= 1)
        for (const { chunkOffset, lengthBytes, offset } of slices) {
          assert.equal(chunkOffset, offset % chunkBytes)
          assert.ok(chunkOffset + lengthBytes <= chunkBytes)
        }
      }
      const answers = parseResponses(out)
      const starts = sends.flatMap((parts, at) =>
        parts[0]?._tag === "Text" && /^HTTP/.test(parts[0].text) ? [at] : []
      )
      starts.forEach((start, index) => {
        const slices = sends.slice(start, starts[index + 1]).flatMap(slicesOf)
        assert.ok(new Set(slices.map(({ path, version }) => `${path} ${version}`)).size <= 1)
        if (answers[index]?.status !== 200) return
        let offset = 0
        for (const slice of slices) {
          assert.equal(slice.offset, offset)
          offset += slice.lengthBytes
        }
        assert.equal(offset, answers[index].body.length)
      })
    })
  )
})
