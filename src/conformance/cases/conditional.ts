/** Preconditions: when a request must not be performed, and when its answer is "you have it". */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import {
  type Outcome,
  answered,
  code,
  decide,
  first,
  judgeBy,
  continued,
  pass,
  whole,
  wrong
} from "../oracle.ts"
import { alone, compose, followed } from "../request.ts"
import { fieldValue } from "../response-lines.ts"
import { modified } from "../root.ts"
import { sends } from "../wire.ts"

export const needsEntityTag = ({ entityTag }: Facts): string | undefined =>
  entityTag === undefined ? "the subject sends no ETag" : undefined

export const needsLastModified = ({ lastModified }: Facts): string | undefined =>
  lastModified === undefined ? "the subject sends no Last-Modified" : undefined

const notModified = pass("304", answered(code(304)))
const file = pass("200 with the file", answered(whole("hello")))
const failed = pass("412", answered(code(412)))
const performed: Outcome = wrong("performed all the same", first(whole("hello")))

/** The tag as a weak one. */
export const weakened = (entityTag: string | undefined): string =>
  `W/${(entityTag ?? "").replace(/^W\//, "")}`

interface Row {
  readonly id: string
  readonly title: string
  readonly lines: (facts: Facts) => ReadonlyArray<string>
  readonly target?: string
  readonly outcomes: ReadonlyArray<Outcome>
  readonly needs?: (facts: Facts) => string | undefined
}

type Shared = Pick<ActiveCase, "level" | "clauses" | "why" | "rules" | "control">

const group = (shared: Shared, rows: ReadonlyArray<Row>): ReadonlyArray<ActiveCase> =>
  inChapter(
    "conditional",
    rows.map(({ id, title, lines, target = "/hello.txt", outcomes, needs }) => ({
      ...shared,
      id,
      title,
      ...(needs === undefined ? {} : { needs }),
      run: sends((facts: Facts) => alone({ host: facts.host, target, lines: lines(facts) })),
      judge: decide(...outcomes)
    }))
  )

const noneMatchCases = group(
  {
    level: "MUST",
    clauses: ["rfc9110#section-13.1.2-2", "rfc9110#section-13.1.2-8", "rfc9110#section-13.1.2-11"],
    why: "Every cache revalidates with it; a miss here sends the whole file again.",
    rules: ["header/not-modified"],
    control: "self"
  },
  [
    {
      id: "H-01a",
      title: "If-None-Match with the right tag",
      lines: ({ entityTag }) => [`If-None-Match: ${entityTag}`],
      outcomes: [notModified],
      needs: needsEntityTag
    },
    {
      id: "H-01b",
      title: "If-None-Match compares weakly",
      lines: ({ entityTag }) => [`If-None-Match: ${weakened(entityTag)}`],
      outcomes: [notModified],
      needs: needsEntityTag
    },
    {
      id: "H-01c",
      title: "If-None-Match with a list",
      lines: ({ entityTag }) => [`If-None-Match: "zz", ${entityTag}`],
      outcomes: [notModified],
      needs: needsEntityTag
    },
    {
      id: "H-01d",
      title: "If-None-Match: *",
      lines: () => ["If-None-Match: *"],
      outcomes: [notModified]
    },
    {
      id: "H-01e",
      title: "an unquoted tag matches nothing",
      lines: () => ["If-None-Match: abc"],
      outcomes: [file]
    }
  ]
)

const sinceCases = group(
  {
    level: "MUST",
    clauses: ["rfc9110#section-13.1.3-5", "rfc9110#section-13.1.3-6", "rfc9110#section-5.6.7-7"],
    why: "Old caches know only dates, in three formats.",
    rules: ["header/not-modified", "header/precondition-order"],
    control: "self"
  },
  [
    {
      id: "H-03b",
      title: "If-Modified-Since as RFC 850 wrote dates",
      lines: () => [`If-Modified-Since: ${modified.rfc850}`],
      outcomes: [notModified],
      needs: needsLastModified
    },
    {
      id: "H-03c",
      title: "If-Modified-Since as asctime writes dates",
      lines: () => [`If-Modified-Since: ${modified.asctime}`],
      outcomes: [notModified],
      needs: needsLastModified
    },
    {
      id: "H-03f",
      title: "If-Modified-Since is ignored beside If-None-Match",
      lines: () => ['If-None-Match: "zz"', `If-Modified-Since: ${modified.imf}`],
      outcomes: [file]
    },
    {
      id: "H-03e",
      title: "an invalid date is ignored",
      lines: () => ["If-Modified-Since: yesterday"],
      outcomes: [file]
    }
  ]
).concat(
  group(
    {
      level: "SHOULD",
      clauses: ["rfc9110#section-13.1.3-12", "rfc9110#section-13.1.3-15"],
      why: "A client whose copy is newer than the file needs no other one.",
      rules: ["header/not-modified"],
      control: "self"
    },
    [
      {
        id: "H-03a",
        title: "If-Modified-Since equal to Last-Modified",
        lines: () => [`If-Modified-Since: ${modified.imf}`],
        outcomes: [notModified],
        needs: needsLastModified
      },
      {
        id: "H-03d",
        title: "If-Modified-Since later than Last-Modified",
        lines: () => [`If-Modified-Since: ${modified.dayLater}`],
        outcomes: [notModified],
        needs: needsLastModified
      }
    ]
  )
)

const requiredCases = group(
  {
    level: "MUST",
    clauses: [
      "rfc9110#section-13.1.1-2",
      "rfc9110#section-13.1.1-7",
      "rfc9110#section-13.1.1-10",
      "rfc9110#section-13.2.2-3",
      "rfc9110#section-13.1.4-5",
      "rfc9110#section-13.1.4-10",
      "rfc9110#section-13.2.1-1"
    ],
    why: "The client has said under which condition it wants this; the condition is false.",
    rules: ["header/precondition-failed", "header/precondition-order"],
    control: "close"
  },
  [
    {
      id: "H-04a",
      title: "If-Match with another tag",
      lines: () => ['If-Match: "zz"'],
      outcomes: [failed, performed]
    },
    {
      id: "H-04b",
      title: "If-Match compares strongly",
      lines: ({ entityTag }) => [`If-Match: ${weakened(entityTag)}`],
      outcomes: [failed, performed],
      needs: needsEntityTag
    },
    {
      id: "H-05",
      title: "If-Unmodified-Since before Last-Modified",
      lines: () => [`If-Unmodified-Since: ${modified.yearEarlier}`],
      outcomes: [failed, performed],
      needs: needsLastModified
    },
    {
      id: "H-06",
      title: "If-Unmodified-Since is ignored beside a true If-Match",
      lines: ({ entityTag }) => [
        `If-Match: ${entityTag}`,
        `If-Unmodified-Since: ${modified.yearEarlier}`
      ],
      outcomes: [file],
      needs: (facts) =>
        needsEntityTag(facts) ??
        (facts.entityTag?.startsWith("W/") === true ? "the ETag is weak" : undefined)
    },
    {
      id: "H-07",
      title: "preconditions are ignored where the answer is an error anyway",
      target: "/nope",
      lines: () => ["If-None-Match: *"],
      outcomes: [pass("404", answered(code(404)))]
    }
  ]
)

const notModifiedCases = inChapter("conditional", [
  {
    id: "H-02",
    title: "304 carries the fields of the 200 and no body",
    level: "MUST",
    clauses: ["rfc9110#section-15.4.5-2", "rfc9110#section-15.4.5-6", "rfc9110#section-8.6-7"],
    why: "A cache updates what it stores from these fields.",
    rules: ["header/not-modified", "header/coherent"],
    control: "self",
    run: sends(({ host }) => [
      followed(compose({ host, lines: ["If-None-Match: *"] }), host, "304"),
      alone({ host }, "200")
    ]),
    judge: judgeBy(
      "304 without a body; Date, ETag and length as in the 200",
      (exchanges, facts) => {
        const [conditional, plain] = exchanges
        if (conditional === undefined || !continued(code(304))(conditional, facts)) {
          return { verdict: "deviates", outcome: "no clean 304 without a body" }
        }
        const [of304, of200] = [conditional.finals[0], plain?.finals[0]]
        if (of304 === undefined || of200 === undefined) {
          return { verdict: "deviates", outcome: "no answer to compare" }
        }
        const missing = ["etag", "cache-control", "content-location", "expires", "vary"].find(
          (name) => fieldValue(of304, name) !== fieldValue(of200, name)
        )
        if (missing !== undefined) {
          return { verdict: "deviates", outcome: `${missing} differs from that of the 200` }
        }
        const length = fieldValue(of304, "content-length")
        return length === undefined || length === fieldValue(of200, "content-length")
          ? { verdict: "pass", outcome: "the fields of the 200" }
          : { verdict: "deviates", outcome: `Content-Length ${length} is not that of the 200` }
      }
    )
  }
])

export const conditionalCases: ReadonlyArray<ActiveCase> = [
  ...noneMatchCases,
  ...notModifiedCases,
  ...sinceCases,
  ...requiredCases
]
