/** Ranges of octets, as a client asks for them. */

/** Both ends are part of it. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** None if all lie outside; undefined where the field is to be ignored. */
export const rangesOf = (value: string, length: number): ReadonlyArray<Span> | undefined => {
  const [, list] = /^bytes=(.*)$/i.exec(value) ?? []
  if (list === undefined) return undefined
  const specs = list.split(",").map((each) => each.trim())
  if (!specs.every(isSpec)) return undefined
  const spans = specs.flatMap((each) => spanOf(each, length) ?? [])
  const askedBytes = spans.reduce((sum, { start, end }) => sum + end - start + 1, 0)
  // Whoever asks for more than there is has no use for parts.
  return askedBytes > length ? undefined : spans
}

const isSpec = (spec: string): boolean => {
  const [, first, last] = /^(\d*)-(\d*)$/.exec(spec) ?? []
  if (first === undefined || last === undefined || spec === "-") return false
  return first === "" || last === "" || BigInt(first) <= BigInt(last)
}

const spanOf = (spec: string, length: number): Span | undefined => {
  const [first = "", last = ""] = spec.split("-")
  if (first === "") {
    const start = Math.max(0, length - Number(last))
    return start < length ? { start, end: length - 1 } : undefined
  }
  const end = last === "" ? length - 1 : Math.min(Number(last), length - 1)
  return Number(first) < length ? { start: Number(first), end } : undefined
}
