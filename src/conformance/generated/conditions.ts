/** Ranges and preconditions, around every limit that they have. */
import fc from "fast-check"
import { compose } from "../request.ts"
import { modified, rootFiles } from "../root.ts"
import { type Stream, spacedLine, followed } from "./parts.ts"
import { type Known, fileAt } from "./world.ts"

const near = (value: number): ReadonlyArray<string> =>
  [value - 2, value - 1, value, value + 1].filter((each) => each >= 0).map(String)

/** Where numbers of one width or another end. */
const wide = ["2147483647", "2147483648", "4294967296", "9007199254740993"]
const wider = ["9223372036854775808", "18446744073709551615", "18446744073709551617"]

const position = (sizeBytes: number): Stream =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("0", "1", "00", "3", "007", ...near(sizeBytes)) },
    { weight: 1, arbitrary: fc.constantFrom(...wide, ...wider) }
  )

const specification = (sizeBytes: number): Stream => {
  const one = position(sizeBytes)
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(one, one).map((both) => both.join("-")) },
    { weight: 2, arbitrary: one.map((first) => `${first}-`) },
    { weight: 3, arbitrary: one.map((last) => `-${last}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "-",
        "a-b",
        "1",
        "1-2-3",
        "+1-2",
        "1 -2",
        "1- 2",
        "0x1-2",
        "",
        "--1"
      )
    }
  )
}

const rangeValue = (sizeBytes: number): Stream =>
  fc
    .tuple(
      fc.constantFrom(
        "bytes=",
        "bytes=",
        "bytes=",
        "bytes=",
        "BYTES=",
        "octets=",
        "bytes:",
        "bytes"
      ),
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.array(specification(sizeBytes), { minLength: 1, maxLength: 1 })
        },
        { weight: 1, arbitrary: fc.array(specification(sizeBytes), { minLength: 2, maxLength: 3 }) }
      ),
      fc.constantFrom(",", ", ", " , ")
    )
    .map(([unit, all, comma]) => unit + all.join(comma))

/** In an 8 MiB file most ranges are long; those that ask for more than this are left out. */
const wantedBytesMax = 100_000

const isShort = (value: string, sizeBytes: number): boolean =>
  sizeBytes < wantedBytesMax ||
  /^bytes=(?:0*[0-9]{1,4}-0*[0-9]{1,4}|-0*[0-9]{1,4}|83886[0-9]{2}-[0-9]*)$/.test(value)

const tags = ({ entityTag }: Known, path: string): ReadonlyArray<string> => {
  const strange = ['"zz"', 'W/"zz"', '""', '"*"', "zz", '"zz', 'w/"zz"']
  const known = entityTag !== undefined && path === "/hello.txt"
  return known ? [entityTag, entityTag, `W/${entityTag.replace(/^W\//, "")}`, ...strange] : strange
}

const tagList = (known: Known, path: string): Stream =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant("*") },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.array(fc.constantFrom(...tags(known, path)), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(",", ", ", " , , ")
        )
        .map(([all, comma]) => all.join(comma))
    }
  )

const date = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(modified.imf, modified.rfc850, modified.asctime) },
  { weight: 3, arbitrary: fc.constantFrom(modified.dayLater, modified.yearEarlier) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "Tue, 02 Jan 2024 03:04:04 GMT",
      "Tue, 02 Jan 2024 03:04:06 GMT",
      "Thu, 01 Jan 1970 00:00:00 GMT"
    )
  },
  { weight: 1, arbitrary: fc.constantFrom("yesterday", "0", "", "2024-01-02T03:04:05Z") }
)

const path = fc.constantFrom("/hello.txt", "/hello.txt", "/hello.txt", "/empty.txt", "/big.bin")

const sizeAt = (target: string): number => fileAt(target)?.bytes.length ?? 0

export const ranges = (known: Known): Stream =>
  fc
    .tuple(fc.constantFrom("GET", "GET", "GET", "GET", "HEAD"), path)
    .chain(([method, target]) => {
      const value = rangeValue(sizeAt(target)).filter((each) => isShort(each, sizeAt(target)))
      const condition = fc.constantFrom(...tags(known, target), modified.imf, modified.dayLater)
      return fc
        .tuple(value, fc.option(condition, { nil: undefined, freq: 5 }))
        .map(([range, ifRange]) => {
          const conditional = ifRange === undefined ? [] : [`If-Range: ${ifRange}`]
          // A whole file of 8 MiB is no shorter an answer for being right.
          const whole = target === "/big.bin" && conditional.length > 0
          return compose({
            host: known.host,
            method,
            target: whole ? "/hello.txt" : target,
            lines: [`Range: ${range}`, ...(whole ? [] : conditional)]
          })
        })
    })
    .map(followed(known))

export const preconditions = (known: Known): Stream =>
  fc
    .record({
      method: fc.constantFrom("GET", "GET", "HEAD"),
      target: fc.constantFrom(`/${rootFiles.hello.path}`, `/${rootFiles.empty.path}`, "/nope")
    })
    .chain(({ method, target }) => {
      const lines = [
        spacedLine("If-None-Match", tagList(known, target)),
        spacedLine("If-Modified-Since", date),
        spacedLine("If-Match", tagList(known, target)),
        spacedLine("If-Unmodified-Since", date)
      ]
      return fc
        .subarray(lines, { minLength: 1, maxLength: 3 })
        .chain((some) => fc.tuple(...some))
        .map((written) => compose({ host: known.host, method, target, lines: written }))
    })
    .map(followed(known))
