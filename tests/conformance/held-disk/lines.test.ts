import { PassThrough } from "node:stream"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { line, readLines } from "../../../src/conformance/held-disk/lines.ts"

test("messages arrive whole, however their bytes are cut", async () => {
  const pieces = fc.array(fc.nat({ max: 40 }), { maxLength: 20, size: "max" })
  const messages = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("\n"), fc.jsonValue()),
    { maxLength: 8 }
  )
  await fc.assert(
    fc.asyncProperty(messages, pieces, async (sent, lengths) => {
      const stream = new PassThrough()
      const heard: Array<unknown> = []
      readLines(stream, (message) => heard.push(message))
      let rest = Buffer.from(sent.map(line).join(""))
      for (const length of lengths) {
        stream.write(rest.subarray(0, length))
        rest = rest.subarray(length)
      }
      stream.end(rest)
      await new Promise((resolve) => stream.once("end", resolve))
      expect(heard).toEqual(sent.map((each) => JSON.parse(JSON.stringify(each)) as unknown))
    })
  )
})
