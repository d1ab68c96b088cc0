/**
 * HTTP dates (RFC 9110 section 5.6.7) as whole seconds since 1970, by arithmetic alone: the machine has
 * no clock and no time zone.
 */

const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const monthNames = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec"
]
const secondsPerDay = 86_400

/** Days since 1970-01-01 of a date in the Gregorian calendar; years are counted from March. */
const daysFromCivil = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The inverse of `daysFromCivil`. */
const civilFromDays = (days: number): Civil => {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

const two = (value: number): string => String(value).padStart(2, "0")

/** IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export const formatDate = (unixSeconds: number): string => {
  const days = Math.floor(unixSeconds / secondsPerDay)
  const rest = unixSeconds - days * secondsPerDay
  const { year, month, day } = civilFromDays(days)
  const name = dayNames[(((days + 4) % 7) + 7) % 7]!
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`
  return `${name}, ${two(day)} ${monthNames[month - 1]!} ${String(year).padStart(4, "0")} ${time} GMT`
}

const fixdate =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/
const rfc850 =
  /^(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/
const asctime =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/

/** Any of the three formats that a recipient must accept; `undefined` for anything else. */
export const parseDate = (text: string, nowSeconds: number): number | undefined => {
  const fixed = fixdate.exec(text)
  if (fixed !== null) return toSeconds(fixed[3]!, fixed[2]!, fixed[1]!, fixed.slice(4))
  const old = rfc850.exec(text)
  if (old !== null) {
    const inYear = (year: number) => toSeconds(String(year), old[2]!, old[1]!, old.slice(4))
    return inFullYear(Number(old[3]), inYear, nowSeconds)
  }
  const plain = asctime.exec(text)
  if (plain !== null) return toSeconds(plain[6]!, plain[1]!, plain[2]!, plain.slice(3, 6))
  return undefined
}

/** A date that seems more than 50 years ahead is the latest past one with the two digits of its year. */
const inFullYear = (
  digits: number,
  inYear: (year: number) => number | undefined,
  nowSeconds: number
): number | undefined => {
  const today = Math.floor(nowSeconds / secondsPerDay)
  const { year, month, day } = civilFromDays(today)
  const aheadDays = daysFromCivil(year + 50, month, day) - today
  const guess = Math.floor(year / 100) * 100 + digits
  const seconds = inYear(guess)
  const ahead = seconds !== undefined && seconds > nowSeconds + aheadDays * secondsPerDay
  return ahead ? inYear(guess - 100) : seconds
}

const toSeconds = (
  year: string,
  monthName: string,
  day: string,
  time: ReadonlyArray<string>
): number | undefined => {
  const month = monthNames.indexOf(monthName) + 1
  const [hours, minutes, seconds] = time.map(Number) as [number, number, number]
  // 60 is a leap second.
  if (month === 0 || hours > 23 || minutes > 59 || seconds > 60) return undefined
  const days = daysFromCivil(Number(year), month, Number(day))
  const civil = civilFromDays(days)
  if (civil.month !== month || civil.day !== Number(day)) return undefined
  return days * secondsPerDay + hours * 3600 + minutes * 60 + seconds
}
