/** Values of `Range` beside what they ask for, as predicates on positions. */
import fc from "fast-check"
import { near } from "./streams.ts"

export interface Wanted {
  readonly text: string
  /** Whether a position belongs to it; `undefined` for what is no range. */
  readonly has: ((position: number) => boolean) | undefined
}

const huge = fc.constantFrom("18446744073709551616", "9".repeat(26), "9007199254740993")

const number = (sizeBytes: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: near(sizeBytes).map((value) => (value % 3 === 0 ? `0${value}` : `${value}`))
    },
    { weight: 1, arbitrary: huge }
  )

const wanted = (sizeBytes: number): fc.Arbitrary<Wanted> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(number(sizeBytes), number(sizeBytes)).map(([first, last]): Wanted => {
        // Of two positions beyond every file, either may be the larger: the RFC lets both be ignored or not.
        const beyond = [first, last].every((each) => BigInt(each) > Number.MAX_SAFE_INTEGER)
        const valid = beyond || BigInt(first) <= BigInt(last)
        return {
          text: `${first}-${last}`,
          has: valid
            ? (at) => !beyond && BigInt(at) >= BigInt(first) && BigInt(at) <= BigInt(last)
            : undefined
        }
      })
    },
    {
      weight: 2,
      arbitrary: number(sizeBytes).map((first): Wanted => ({
        text: `${first}-`,
        has: (at) => BigInt(at) >= BigInt(first)
      }))
    },
    {
      weight: 2,
      arbitrary: number(sizeBytes).map((length): Wanted => ({
        text: `-${length}`,
        has: (at) => BigInt(sizeBytes - at) <= BigInt(length)
      }))
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("-", "a-b", "1", "1-2-3", "+1-2", "1 - 2", "0x1-2")
        .map((text): Wanted => ({ text, has: undefined }))
    }
  )

export interface RangeField {
  readonly value: string
  readonly wanted: ReadonlyArray<Wanted>
}

export const rangeField = (sizeBytes: number): fc.Arbitrary<RangeField> =>
  fc
    .tuple(
      fc.array(wanted(sizeBytes), { minLength: 1, maxLength: 4 }),
      fc.constantFrom("bytes=", "BYTES=", "bytes=, "),
      fc.constantFrom(",", ", ", " ,, ")
    )
    .map(([all, unit, comma]) => ({
      value: unit + all.map(({ text }) => text).join(comma),
      wanted: all
    }))

/** What a naive server would send: the positions of each range that there is. */
export const satisfied = (
  field: RangeField,
  sizeBytes: number,
  rangesMax: number
): ReadonlyArray<ReadonlyArray<number>> | "ignored" | "unsatisfiable" => {
  if (field.wanted.length > rangesMax || field.wanted.some(({ has }) => has === undefined))
    return "ignored"
  const positions = Array.from({ length: sizeBytes }, (_, at) => at)
  const ranges = field.wanted
    .map(({ has }) => positions.filter((at) => has!(at)))
    .filter(({ length }) => length > 0)
  if (ranges.length === 0) return sizeBytes === 0 ? "ignored" : "unsatisfiable"
  const all = ranges.flat()
  return new Set(all).size < all.length ? "ignored" : ranges
}
