/** Dates, against those of JavaScript. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import { formatDate, parseDate } from "../../src/state-machine/date.ts"
import { times } from "../arbitraries/runs.ts"

const secondsOf = (text: string): number => Date.parse(text) / 1000

/** Around the turns of days, months, leap years and centuries, and anywhere. */
const seconds = fc
  .tuple(
    fc.oneof(
      fc
        .constantFrom(
          "1970-01-01",
          "2000-02-29",
          "2000-03-01",
          "1900-03-01",
          "2100-03-01",
          "2024-02-29",
          "2023-12-31",
          "2025-01-01",
          "9999-12-31"
        )
        .map((day) => secondsOf(`${day}T00:00:00Z`)),
      fc.integer({ min: secondsOf("0001-01-01T00:00:00Z"), max: secondsOf("9999-12-30T00:00:00Z") })
    ),
    fc.constantFrom(-1, 0, 1, 86_399)
  )
  .map(([start, more]) => start + more)

const now = secondsOf("2024-06-01T12:00:00Z")
const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

const partsOf = (at: number) => {
  const date = new Date(at * 1000)
  const [, day = "", month = "", year = "", time = ""] = date.toUTCString().split(" ")
  return { name: dayNames[date.getUTCDay()]!, day, month, year, time }
}

// Rejects: a leap day too many or too few; a wrong day of the week before 1970.
it("header/date IMF-fixdate is what JavaScript calls UTC", () => {
  fc.assert(
    fc.property(seconds, (at) => {
      assert.equal(formatDate(at), new Date(at * 1000).toUTCString())
    }),
    times(10)
  )
})

// Rejects: one format forgotten; a month off by one.
it("header/not-modified all three formats name the same second", () => {
  fc.assert(
    fc.property(seconds, fc.constantFrom(now, 0), (at, today) => {
      const { name, day, month, year, time } = partsOf(at)
      assert.equal(parseDate(formatDate(at), today), at)
      const short = day.startsWith("0") ? ` ${day.slice(1)}` : day
      assert.equal(parseDate(`${name.slice(0, 3)} ${month} ${short} ${time} ${year}`, today), at)
    }),
    times(10)
  )
})

/** Fifty years from now, by the calendar. */
const fifty = secondsOf("2074-06-01T12:00:00Z")

// Rejects: a century that is guessed from the year alone.
it("header/not-modified a year of two digits is not more than 50 years ahead", () => {
  const near = fc.oneof(
    fc.integer({ min: fifty - 200 * 86_400, max: fifty + 200 * 86_400 }),
    fc.integer({ min: secondsOf("1975-01-01T00:00:00Z"), max: fifty })
  )
  fc.assert(
    fc.property(near, (at) => {
      const { name, day, month, year, time } = partsOf(at)
      const text = `${name}, ${day}-${month}-${year.slice(2)} ${time} GMT`
      const past = secondsOf(`${day} ${month} ${Number(year) - 100} ${time} GMT`)
      assert.equal(parseDate(text, now), at > fifty ? past : at)
    }),
    times(10)
  )
})

const monthNumbers = new Map([
  ["Jan", "01"],
  ["Feb", "02"],
  ["Apr", "04"]
])

// Rejects: a date that overflows into the next month; local time; a time of day that does not exist.
it("header/not-modified what is no date is none", () => {
  const two = (max: number) =>
    fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"))
  fc.assert(
    fc.property(
      two(40),
      fc.constantFrom("Feb", "Apr", "Jan", "feb"),
      two(30),
      two(70),
      two(70),
      (day, month, hours, minutes, rest) => {
        const parsed = parseDate(`Sun, ${day} ${month} 2023 ${hours}:${minutes}:${rest} GMT`, now)
        const leap = rest === "60"
        const iso = `2023-${monthNumbers.get(month) ?? "00"}-${day}`
        const at = secondsOf(`${iso}T${hours}:${minutes}:${leap ? "59" : rest}Z`) + (leap ? 1 : 0)
        const valid =
          hours < "24" &&
          !Number.isNaN(at) &&
          new Date(`${iso}T00:00:00Z`).getUTCDate() === Number(day)
        assert.equal(parsed, valid ? at : undefined)
      }
    ),
    times(10)
  )
  for (const text of [
    "",
    "0",
    "yesterday",
    `${formatDate(now)} `,
    formatDate(now).replace("GMT", "UTC")
  ])
    assert.equal(parseDate(text, now), undefined)
})
