/** Values of conditional fields, each with what it says about a file, by construction and not by parsing. */
import fc from "fast-check"

export interface TagField {
  readonly value: string
  /** It names the tag of the file, strongly or weakly; `any` for `*`. */
  readonly names: "strong" | "weak" | "none" | "any"
}

const others = fc.array(fc.constantFrom('"zz"', 'W/"yy"', "", "abc", '""'), { maxLength: 2 })

/** `tag` is the opaque tag of the file, with its quotes. */
export const tagField = (tag: string): fc.Arbitrary<TagField> =>
  fc
    .tuple(
      others,
      fc.constantFrom(
        [tag, "strong"] as const,
        [`W/${tag}`, "weak"] as const,
        ["", "none"] as const,
        [tag.slice(1, -1), "none"] as const
      ),
      others,
      fc.nat({ max: 5 })
    )
    .map(([before, [own, names], after, any]) =>
      any === 0
        ? { value: "*", names: "any" }
        : { value: [...before, own, ...after].join(" , "), names }
    )

export interface DateField {
  readonly value: string
  /** Seconds after the file was modified; `undefined` for what is no date. */
  readonly later: number | undefined
}

export const dateField = (modifiedSeconds: number): fc.Arbitrary<DateField> =>
  fc.oneof(
    fc
      .oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -100_000, max: 100_000 }))
      .map((later) => ({ value: new Date((modifiedSeconds + later) * 1000).toUTCString(), later })),
    fc.constantFrom("yesterday", "", "0", "Tue, 31 Feb 2024 03:04:05 GMT").map((value) => ({
      value,
      later: undefined
    }))
  )
