/** IMF-fixdate to seconds, written apart from the machine's so that the two check each other. */

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"
const days = "ThuFriSatSunMonTueWed"
const form = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Days from 1970-01-01 to the first day of the month. */
const daysBefore = (year: number, month: number): number => {
  const leapDays =
    Math.floor((year - 1) / 4) - Math.floor((year - 1) / 100) + Math.floor((year - 1) / 400)
  let count = (year - 1970) * 365 + leapDays - 477
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  for (const length of lengths.slice(0, month)) count += length
  return count
}

/** `undefined` unless the text is a date in exactly this form, with the right day of the week. */
export const secondsOf = (text: string): number | undefined => {
  const parts = form.exec(text)
  if (!parts) return undefined
  const [, dayName = "", day, monthName = "", year, hours, minutes, seconds] = parts
  const month = months.indexOf(monthName) / 3
  if (!Number.isInteger(month) || month < 0) return undefined
  const dayCount = daysBefore(Number(year), month) + Number(day) - 1
  const weekday = ((dayCount % 7) + 7) % 7
  if (days.slice(weekday * 3, weekday * 3 + 3) !== dayName) return undefined
  return dayCount * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
