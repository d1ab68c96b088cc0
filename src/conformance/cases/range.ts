/** Parts of a file. Range may be ignored by any server, so 200 with the whole file is never wrong. */
import type { ActiveCase } from "../case.ts"
import {
  type Fits,
  type Outcome,
  answered,
  both,
  choice,
  code,
  first,
  has,
  pass,
  whole,
  wrong
} from "../oracle.ts"
import type { Response } from "../response.ts"
import { rootFiles } from "../root.ts"
import { type Span, partFaults, tellsTypes, wrongWithParts } from "./multipart.ts"
import { full, group, ignored, part, range } from "./range-outcomes.ts"

const unsatisfiable: Outcome = pass(
  "416 with Content-Range: bytes */12",
  answered(both(code(416), has("content-range", /^bytes \*\/12$/)))
)
const bare416 = wrong("416 without the length", first(code(416)))

const singleCases = group(
  {
    level: "MUST",
    clauses: [
      "rfc9110#section-14.2-11",
      "rfc9110#section-15.3.7.1-1",
      "rfc9110#section-14.1.2-6",
      "rfc9110#section-14.1.2-7"
    ],
    why: "A client joins the parts by these numbers; one octet off, and the file is another one.",
    rules: ["header/range", "send/exact-bytes"]
  },
  (
    [
      ["I-01", "bytes=0-4", 0, 4, "first five octets"],
      ["I-02a", "bytes=-3", 9, 11, "the last three octets"],
      ["I-02b", "bytes=5-", 5, 11, "from an octet to the end"],
      ["I-02c", "bytes=5-9999", 5, 11, "an end beyond the file"],
      ["I-02d", "bytes=-9999", 0, 11, "a suffix longer than the file"]
    ] as const
  ).map(([id, value, start, end, title]) => ({
    id,
    title: `${value}: ${title}`,
    lines: range(value),
    outcomes: [
      pass(`206 with octets ${start}-${end}`, answered(part(start, end))),
      ignored,
      wrong("206 with other octets", first(code(206)))
    ]
  }))
)

const limitCases = group(
  {
    level: "SHOULD",
    clauses: ["rfc9110#section-14.2-13", "rfc9110#section-14.4-11", "rfc9110#section-15.5.17-3"],
    why: "416 with the length tells a client how much there is to resume.",
    rules: ["header/range-unsatisfiable"]
  },
  [
    {
      id: "I-03a",
      title: "bytes=100-: behind the end",
      lines: range("bytes=100-"),
      outcomes: [unsatisfiable, bare416, ignored]
    },
    {
      id: "I-03b",
      title: "bytes=-0: a suffix of nothing",
      lines: range("bytes=-0"),
      outcomes: [unsatisfiable, bare416, ignored]
    }
  ]
)

const ignoredCases = group(
  {
    level: "MUST",
    clauses: ["rfc9110#section-14.2-4", "rfc9110#section-14.2-5", "rfc9110#section-14.1-4"],
    why: "What is no range request must be answered as the request it is.",
    rules: ["header/range", "header/full"]
  },
  [
    {
      id: "I-04a",
      title: "an unknown range unit is ignored",
      lines: range("lines=0-4"),
      outcomes: [full]
    },
    {
      id: "I-04b",
      title: "range units are case-insensitive",
      lines: range("BYTES=0-4"),
      outcomes: [pass("206 with octets 0-4", answered(part(0, 4))), ignored]
    },
    {
      id: "I-05",
      title: "Range is ignored on HEAD",
      method: "HEAD",
      lines: range("bytes=0-4"),
      outcomes: [
        pass("200", answered(code(200))),
        wrong("206: Range is defined for GET only", first(code(206)))
      ]
    }
  ]
)

const isMultipart: Fits = both(code(206), has("content-type", /^multipart\/byteranges\b/i))

/** A multipart answer of which each octet was looked at; the rest is wrong, and says why. */
const multipart = (
  words: string,
  asked: ReadonlyArray<Span>,
  whole: typeof pass
): ReadonlyArray<Outcome> => {
  const wrongOf: (response: Response) => string | undefined = (response) =>
    wrongWithParts(response, rootFiles.hello.bytes, asked)
  const isRight: Fits = both(isMultipart, (response) => wrongOf(response) === undefined)
  return [
    whole(words, answered(both(isRight, tellsTypes))),
    choice(`${words}, without Content-Type in each part`, answered(isRight)),
    ...partFaults.map((fault) =>
      wrong(fault, first(both(isMultipart, (response) => wrongOf(response) === fault)))
    )
  ]
}

const severalCases = group(
  {
    level: "MUST",
    clauses: [
      "rfc9110#section-15.3.7.2-1",
      "rfc9110#section-15.3.7.2-5",
      "rfc9110#section-14.2-6",
      "rfc9110#section-17.15-1"
    ],
    why: "Several ranges are the form with the most rules and the most bugs.",
    rules: ["header/ranges", "header/ranges-bounded"]
  },
  [
    {
      id: "I-07",
      title: "two ranges",
      lines: range("bytes=0-0,2-2"),
      outcomes: [
        ...multipart(
          "206 multipart/byteranges",
          [
            { start: 0, end: 0 },
            { start: 2, end: 2 }
          ],
          pass
        ),
        choice("coalesced into one part", answered(part(0, 2))),
        ignored
      ]
    },
    {
      id: "I-07b",
      title: "two ranges, of which one is satisfiable",
      lines: range("bytes=0-0,100-200"),
      outcomes: [
        pass("206 with the one part", answered(part(0, 0))),
        ...multipart("multipart with one part", [{ start: 0, end: 0 }], choice),
        ignored
      ]
    },
    {
      id: "I-08",
      title: "1,000 overlapping ranges of 8 MiB are bounded",
      target: "/big.bin",
      lines: range(`bytes=${Array.from({ length: 1_000 }, () => "0-").join(",")}`),
      outcomes: [
        pass(
          "at most twice the file",
          ({ receivedBytes, finals }) =>
            finals[0]?.complete === true && receivedBytes <= 2 * rootFiles.big.bytes.length
        )
      ]
    }
  ]
)

const invalidCases = group(
  {
    level: "MUST",
    clauses: [
      "rfc9110#section-14.1.2-13",
      "rfc9110#section-14.2-6",
      "rfc9110#section-14.1.2-12",
      "rfc9110#section-14.4-10"
    ],
    why: "A number that overflows becomes an offset somewhere else in memory.",
    rules: ["header/range-unsatisfiable", "header/range"]
  },
  [
    ...(
      [
        ["I-09a", "bytes=4-1", "the end before the start"],
        ["I-09b", "bytes=a-b", "letters"],
        ["I-09d", "bytes=18446744073709551616-", "a first position of 2^64"]
      ] as const
    ).map(([id, value, title]) => ({
      id,
      title: `${value}: ${title}`,
      lines: range(value),
      outcomes: [ignored, choice("416", answered(code(416))), choice("400", answered(code(400)))]
    })),
    {
      id: "I-09c",
      title: "a last position of 26 digits",
      lines: range(`bytes=0-${"9".repeat(26)}`),
      outcomes: [
        pass("206 with octets 0-11", answered(part(0, 11))),
        ignored,
        choice("416: the number is refused", answered(code(416)))
      ]
    },
    {
      id: "I-12",
      title: "the first octet of an empty file",
      target: "/empty.txt",
      lines: range("bytes=0-0"),
      outcomes: [
        pass("416", answered(both(code(416), has("content-range", /^bytes \*\/0$/)))),
        choice("200 with nothing", answered(whole("empty"))),
        choice("416 without the length", answered(code(416)))
      ]
    },
    {
      id: "I-12b",
      title: "the last octet of an empty file",
      target: "/empty.txt",
      lines: range("bytes=-1"),
      outcomes: [
        pass("200 with nothing", answered(whole("empty"))),
        choice("416", answered(code(416))),
        // A position needs an octet: no Content-Range of an empty part is grammatical.
        wrong("206 for an octet that does not exist", first(code(206)))
      ]
    }
  ]
)

export const rangeCases: ReadonlyArray<ActiveCase> = [
  ...singleCases,
  ...limitCases,
  ...ignoredCases,
  ...severalCases,
  ...invalidCases
]
