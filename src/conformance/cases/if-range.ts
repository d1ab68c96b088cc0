/** If-Range: a part of this very version, or the whole of the new one. */
import type { ActiveCase } from "../case.ts"
import { type Outcome, answered, code, pass } from "../oracle.ts"
import { modified } from "../root.ts"
import { needsEntityTag, needsLastModified, weakened } from "./conditional.ts"
import { full, group, ignored, part } from "./range-outcomes.ts"

const partOrIgnored: ReadonlyArray<Outcome> = [
  pass("206 with octets 0-4", answered(part(0, 4))),
  ignored
]

export const ifRangeCases: ReadonlyArray<ActiveCase> = group(
  {
    level: "MUST",
    clauses: [
      "rfc9110#section-13.1.5-8",
      "rfc9110#section-13.1.5-10",
      "rfc9110#section-13.1.5-12",
      "rfc9110#section-13.1.5-13",
      "rfc9110#section-13.2.2-3"
    ],
    why: "It guards against joining parts of two versions of a file.",
    rules: ["header/range", "header/precondition-order"]
  },
  [
    {
      id: "I-06a",
      title: "If-Range with the right tag",
      lines: ({ entityTag }) => ["Range: bytes=0-4", `If-Range: ${entityTag}`],
      outcomes: partOrIgnored,
      needs: needsEntityTag
    },
    {
      id: "I-06b",
      title: "If-Range with another tag",
      lines: () => ["Range: bytes=0-4", 'If-Range: "zz"'],
      outcomes: [full]
    },
    {
      id: "I-06c",
      title: "If-Range with a weak tag",
      lines: ({ entityTag }) => ["Range: bytes=0-4", `If-Range: ${weakened(entityTag)}`],
      outcomes: [full],
      needs: needsEntityTag
    },
    {
      id: "I-06d",
      title: "If-Range with the date",
      lines: () => ["Range: bytes=0-4", `If-Range: ${modified.imf}`],
      outcomes: partOrIgnored,
      needs: needsLastModified
    },
    {
      id: "I-06e",
      title: "If-Range with a later date is no match",
      lines: () => ["Range: bytes=0-4", `If-Range: ${modified.dayLater}`],
      outcomes: [full]
    },
    {
      id: "I-11",
      title: "If-None-Match is evaluated before Range",
      lines: ({ entityTag }) => ["Range: bytes=0-4", `If-None-Match: ${entityTag}`],
      outcomes: [pass("304", answered(code(304)))],
      needs: needsEntityTag
    }
  ]
)
