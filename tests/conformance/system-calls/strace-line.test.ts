import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseLine } from "../../../src/conformance/system-calls/strace-line.ts"
import {
  descriptorsIn,
  folderOf,
  quotedText,
  splitArguments
} from "../../../src/conformance/system-calls/strace-text.ts"
import { anyLine, givenArguments, onPath, pathText, quoted, writeLine } from "./strace-writer.ts"

const runs = { numRuns: 2_000 }

describe("a line of strace", () => {
  it("is read as it was written, with a point or a comma in its numbers", () => {
    fc.assert(
      fc.property(anyLine, fc.constantFrom("." as const, "," as const), (line, point) => {
        expect(parseLine(writeLine(line, point))).toEqual(line)
      }),
      runs
    )
  })

  it("that is cut off anywhere is never taken for another call, and never thrown over", () => {
    fc.assert(
      fc.property(anyLine, fc.nat(), (line, cut) => {
        const text = writeLine(line)
        const part = parseLine(text.slice(0, cut % text.length))
        if (part.kind !== "unreadable" && "name" in part && "name" in line)
          expect(line.name.startsWith(part.name)).toBe(true)
      }),
      runs
    )
  })

  it.each([
    ["", "nothing"],
    ["strace: Process 7 attached", "a message of strace"],
    ["12 read(3, ) = 0", "no time"],
    ["12 1.000000 read(3<TCP:[1->", "the end of the disk"],
    ["12 1.000000 read(3, 4)", "no result"]
  ])("%j is kept as it is: %s", (text) => {
    expect(parseLine(text)).toEqual({ kind: "unreadable", text })
  })

  it.each([
    [
      "9 1.000002 <... futex resumed> <unfinished ...>) = ?",
      { kind: "resumed", thread: 9, atMicros: 1_000_002, name: "futex", given: "", result: "?" }
    ],
    [
      "9 1.000002 <... io_uring_setup resumed>, off={head=0, ring=[1]}}) = 11<pipe:[1]> <0.500000>",
      {
        kind: "resumed",
        given: ", off={head=0, ring=[1]}}",
        result: "11<pipe:[1]>",
        lastedMicros: 500_000
      }
    ],
    ["9 1.000002 vfork() = 12 <0.000001>", { kind: "call", name: "vfork", given: "", result: "12" }]
  ])("%s", (text, expected) => {
    expect(parseLine(text)).toMatchObject(expected)
  })
})

describe("the arguments of a call", () => {
  it("are as many as were given", () => {
    fc.assert(
      fc.property(givenArguments, (given) => {
        expect(splitArguments(given.join(", "))).toEqual(given)
      }),
      runs
    )
  })

  it("keep strings and paths as they were", () => {
    fc.assert(
      fc.property(pathText, fc.nat({ max: 99 }), (path, number) => {
        expect(quotedText(quoted(path))).toBe(path)
        const [found, ...others] = descriptorsIn(`${quoted("3<no>")}, ${onPath(number, path)}`)
        expect(others).toEqual([])
        expect(found?.number).toBe(number)
        expect(quotedText(`"${found?.openOn}"`)).toBe(path)
      }),
      runs
    )
  })

  it("name the folder that a process stands in", () => {
    expect(folderOf(String.raw`AT_FDCWD</srv/\303\251 \74a\76>`)).toBe("/srv/é <a>")
    expect(folderOf("5</srv>")).toBeUndefined()
  })

  it("name descriptors inside of structures", () => {
    const list = "[{fd=3<TCP:[127.0.0.1:80]>, events=POLLIN}, {fd=4<pipe:[9]>, events=POLLIN}]"
    expect(descriptorsIn(list)).toEqual([
      { number: 3, openOn: "TCP:[127.0.0.1:80]" },
      { number: 4, openOn: "pipe:[9]" }
    ])
  })
})
