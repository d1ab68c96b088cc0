/** Field lines: names, values, whitespace, and what is too much. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import { exchangeFrom } from "../exchange.ts"
import {
  all,
  answered,
  choice,
  code,
  continued,
  decide,
  ended,
  endsAfterOne,
  first,
  judgeBy,
  pass,
  refused,
  says,
  whole,
  wrong
} from "../oracle.ts"
import { alone, closeLine, compose, followed, octets } from "../request.ts"
import { comparable } from "../normalise.ts"
import { sends } from "../wire.ts"
import { resetSilently } from "./ends.ts"

const needsEntityTag = ({ entityTag }: Facts): string | undefined =>
  entityTag === undefined ? "the subject sends no ETag" : undefined

const withLine =
  (line: string) =>
  ({ host }: Facts) =>
    followed(compose({ host, lines: [line] }), host)

const syntaxCases = inChapter("fields", [
  {
    id: "F-01",
    title: "whitespace between field name and colon",
    level: "MUST",
    clauses: ["rfc9112#section-5.1-2"],
    why: "One server drops the name, the next one trims it: a field only one of them sees.",
    rules: ["read/bad-field", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(withLine("If-None-Match : *")),
    judge: decide(
      pass("400", says(400)),
      wrong("304: the field acted", first(code(304))),
      wrong("the field was dropped in silence", continued(whole("hello")))
    )
  },
  {
    id: "F-02",
    title: "a field value folded over two lines",
    level: "MUST",
    clauses: ["rfc9112#section-5.2-4"],
    why: "Whoever does not unfold reads the second line as something else.",
    rules: ["read/bad-field", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(withLine("If-None-Match:\r\n *")),
    judge: decide(
      pass("400", says(400)),
      pass("304: unfolded, and acted as one field", continued(code(304))),
      wrong("neither refused nor unfolded", continued(whole("hello")))
    )
  },
  {
    id: "F-03",
    title: "NUL in a field value",
    level: "MUST",
    clauses: ["rfc9110#section-5.5-5"],
    why: "C code behind the parser sees the value end there.",
    rules: ["read/bad-field"],
    control: "pipelined",
    run: sends(withLine("X-Octets: a\0b")),
    judge: decide(
      pass("400", says(400)),
      pass("200 with the file: replaced by a space", continued(whole("hello")))
    )
  },
  ...(
    [
      ["F-04a", "X[]: a", "a field name that is no token"],
      ["F-04b", "garbage", "a field line without a colon"],
      ["F-04c", ": v", "an empty field name"]
    ] as const
  ).map(([id, line, title]) => ({
    id,
    title,
    level: "SHOULD" as const,
    clauses: ["rfc9112#section-2.2-9", "rfc9110#section-5.6.2-2"],
    why: "What is not a field line is a message that was understood wrongly from here on.",
    rules: ["read/bad-field"] as const,
    control: "pipelined" as const,
    run: sends(withLine(line)),
    judge: decide(
      pass("400, then close", refused(400)),
      choice("400, connection kept", continued(code(400)))
    )
  })),
  {
    id: "F-05",
    title: "spaces and tabs around a field value do not belong to it",
    level: "MUST",
    clauses: ["rfc9110#section-5.5-3", "rfc9110#section-5.6.3-7"],
    why: "A tab that stays in the value makes every comparison with it fail.",
    rules: ["header/not-modified"],
    control: "self",
    needs: needsEntityTag,
    run: sends(({ host, entityTag }) =>
      alone({ host, lines: [`If-None-Match: \t ${entityTag} \t`] })
    ),
    judge: decide(pass("304", answered(code(304))))
  },
  {
    id: "F-06",
    title: "field names are case-insensitive",
    level: "MUST",
    clauses: ["rfc9110#section-5.1-3"],
    why: "HTTP/2 gateways send every name in lower case.",
    rules: ["read/complete"],
    control: "self",
    run: sends(({ host }) => alone({ host: null, lines: [`hOsT: ${host}`] })),
    judge: decide(pass("200 with the file", answered(whole("hello"))))
  }
])

const largeShared = {
  level: "MUST",
  clauses: ["rfc9110#section-5.4-2", "rfc6585#section-5"],
  why: "Dropping what does not fit leaves a request that the client never sent.",
  rules: ["read/head-too-large"],
  control: "close"
} as const

const tooLarge = [
  pass("431", says(431)),
  choice("400 or 413", says(400, 413)),
  // The refusal itself was received; that its end can be read as well is the matter of C-06.
  choice(
    "431, 400 or 413, cut by a reset",
    all(first(code(431, 400, 413)), endsAfterOne, ({ end }) => end === "reset")
  )
]

const thousands: ReadonlyArray<string> = Array.from(
  { length: 5_000 },
  (_, index) => `X-${index}: v`
)
/** It changes the answer, so whoever drops it shows that. */
const acting = "If-None-Match: *"

const largeOutcomes = decide(
  ...tooLarge,
  choice("a reset, which may have destroyed the refusal", resetSilently),
  choice("processed in full: 304", answered(code(304))),
  wrong("the fields at the end were dropped", first(whole("hello")))
)

/** Without its answer to the last field alone nothing follows from 200: it may not know that field. */
const judgeThousands = judgeBy(largeOutcomes.expected, ([few, many], facts) => {
  if (few === undefined || many === undefined) return { verdict: "unclear", outcome: "no exchange" }
  const isUnknown = answered(whole("hello"))(few, facts)
  // Close is the last field of both.
  const isClosed = ended(many, facts) || !ended(few, facts)
  return isUnknown && isClosed && answered(whole("hello"))(many, facts)
    ? { verdict: "choice", outcome: "processed as without the many fields" }
    : largeOutcomes.judge([many], facts)
})

const sizeCases = inChapter("fields", [
  {
    ...largeShared,
    id: "F-07a",
    title: "a field value of 64 KiB",
    run: sends(({ host }) => alone({ host, lines: [`X-Long: ${"v".repeat(65_536)}`] })),
    judge: decide(...tooLarge, choice("processed in full", answered(whole("hello"))))
  },
  {
    ...largeShared,
    id: "F-07b",
    title: "5,000 fields, and one behind them that acts",
    run: sends(({ host }) => [
      alone({ host, lines: [acting] }, "the last field only"),
      alone({ host, lines: [...thousands, acting] }, "all fields")
    ]),
    judge: judgeThousands
  }
])

const meaningCases = inChapter("fields", [
  {
    id: "F-08",
    title: "an unknown field changes nothing",
    level: "SHOULD",
    clauses: ["rfc9110#section-5.1-6"],
    why: "Extensions only work because those who don't know them ignore them.",
    rules: ["read/complete"],
    control: "self",
    run: sends(({ host }) => [
      alone({ host }, "without"),
      alone({ host, lines: ["X-Unknown: 1"] }, "with")
    ]),
    judge: judgeBy("the same response with and without it", (exchanges) => {
      const [without, withField] = exchanges.map((each) => comparable(each))
      const same = without === withField && exchanges[0]?.finals.length === 1
      return same
        ? { verdict: "pass", outcome: "the same response" }
        : { verdict: "deviates", outcome: "the responses differ" }
    })
  },
  {
    id: "F-09",
    title: "nothing is answered before the header section is complete",
    level: "MUST",
    clauses: ["rfc9110#section-5.3-6"],
    why: "The field still to come may be the one that forbids the answer.",
    rules: ["read/partial"],
    tags: ["timing"],
    control: "self",
    run: async (wire, { host }) => {
      const head = compose({ host, lines: [closeLine] })
      const connection = await wire.open()
      await connection.send(octets(head.slice(0, -2)))
      await wire.pass(heldBackMillis)
      const early = exchangeFrom(connection, "before the last line", ["GET"])
      await connection.send(octets(head.slice(-2)))
      await connection.readToEnd(wire.profile.patienceMillis)
      return [early, exchangeFrom(connection, "after it", ["GET"])]
    },
    judge: judgeBy("no octet before the last line, then 200", ([early, late], facts) => {
      if (early === undefined || late === undefined || early.end !== "open") {
        return { verdict: "deviates", outcome: "closed while the request was arriving" }
      }
      if (early.finals.length > 0) return { verdict: "deviates", outcome: "answered too early" }
      return answered(whole("hello"))(late, facts)
        ? { verdict: "pass", outcome: "waited, then served" }
        : { verdict: "deviates", outcome: "not served in the end" }
    })
  },
  {
    id: "F-10",
    title: "empty list elements: Connection: ,close,",
    level: "MUST",
    clauses: ["rfc9110#section-5.6.1.2-1"],
    why: "Lists are joined and cut by intermediaries, and empty elements are what remains.",
    rules: ["send/last"],
    control: "self",
    run: sends(withLine("Connection: ,close,")),
    judge: decide(
      pass("200 with the file, then close", all(answered(whole("hello")), ended)),
      wrong("the close option was not seen", continued(whole("hello")))
    )
  },
  {
    id: "F-10b",
    title: "empty list elements: If-None-Match with a gap",
    level: "MUST",
    clauses: ["rfc9110#section-5.6.1.2-1", "rfc9110#section-13.1.2-8"],
    why: "A list that is given up at the gap makes caches fetch what they have.",
    rules: ["header/not-modified"],
    control: "self",
    needs: needsEntityTag,
    run: sends(({ host, entityTag }) =>
      alone({ host, lines: [`If-None-Match: "zz", , ${entityTag}`] })
    ),
    judge: decide(pass("304", answered(code(304))))
  }
])

/** Long against a loopback answer (about 1 ms), short against any header timeout. */
const heldBackMillis = 400

export const fieldsCases: ReadonlyArray<ActiveCase> = [
  ...syntaxCases,
  ...sizeCases,
  ...meaningCases
]
