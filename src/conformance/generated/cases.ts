/** Generated cases: each sends a family of requests, and the reference machine says which answers are right. */
import type { ActiveCase, Chapter } from "../case.ts"
import type { FamilyName } from "./families.ts"
import { familyJudge, runFamily } from "./run-family.ts"

type Described = Pick<
  ActiveCase,
  "id" | "title" | "level" | "clauses" | "why" | "rules" | "control"
> & { readonly chapter: Chapter; readonly family: FamilyName }

const described: ReadonlyArray<Described> = [
  {
    id: "G-01",
    title: "valid requests, up to four in one write",
    chapter: "generated",
    family: "validRequests",
    level: "MUST",
    clauses: ["rfc9110#section-9.1-9", "rfc9112#section-9.3.2-1", "rfc9112#section-9.6-6"],
    why: "What every client may send must work in every spelling, and in every company.",
    rules: ["read/complete", "header/full", "send/one-answer", "send/in-order", "send/last"],
    control: "pipelined"
  },
  {
    id: "G-02",
    title: "targets: dot segments, encodings, absolute-form, octets that no URI has",
    chapter: "generated",
    family: "targets",
    level: "SHOULD",
    clauses: ["rfc9112#section-3.2-4", "rfc9112#section-3.2.2-9", "rfc3986#section-6.2.2.2"],
    why: "A filter in front compares names: two readings of one target are a way past it.",
    rules: ["read/bad-target", "find/bad-encoding", "find/outside-root", "find/decoded-once"],
    control: "pipelined"
  },
  {
    id: "G-03",
    title: "request lines beside their grammar",
    chapter: "generated",
    family: "requestLines",
    level: "SHOULD",
    clauses: ["rfc9112#section-3-3", "rfc9112#section-2.2-9", "rfc9112#section-2.3-2"],
    why: "Two servers that repair a line differently see two different requests.",
    rules: ["read/bad-request-line", "read/version-unsupported", "read/method-unknown"],
    control: "pipelined"
  },
  {
    id: "G-04",
    title: "Host values within and beside the grammar of an authority",
    chapter: "generated",
    family: "hosts",
    level: "MUST",
    clauses: ["rfc9112#section-3.2-6", "rfc3986#section-3.2.2"],
    why: "A value that two parsers read differently routes one request to two places.",
    rules: ["read/bad-host"],
    control: "pipelined"
  },
  {
    id: "G-05",
    title: "field lines beside their grammar",
    chapter: "generated",
    family: "fieldLines",
    level: "SHOULD",
    clauses: ["rfc9112#section-5.1-2", "rfc9112#section-5.2-4", "rfc9112#section-2.2-9"],
    why: "A field that only one of two servers sees is the tool of request smuggling.",
    rules: ["read/bad-field", "read/no-smuggling"],
    control: "pipelined"
  },
  {
    id: "G-06",
    title: "lengths and transfer codings in every combination",
    chapter: "generated",
    family: "framings",
    level: "SHOULD",
    clauses: ["rfc9112#section-6.3-2.5", "rfc9112#section-6.1-15", "rfc9112#section-6.1-11"],
    why: "Where two servers see two ends of a body, the attacker writes the next request.",
    rules: ["read/bad-framing", "read/coding-unknown", "read/body-skipped", "read/no-smuggling"],
    control: "pipelined"
  },
  {
    id: "G-07",
    title: "chunk sizes, extensions, line ends and trailers",
    chapter: "generated",
    family: "chunks",
    level: "SHOULD",
    clauses: ["rfc9112#section-7.1-2", "rfc9112#section-7.1.1-4", "rfc9112#section-2.2-9"],
    why: "Leniency inside chunked bodies has been a hole in proxy after proxy.",
    rules: ["read/bad-chunk", "read/body-skipped", "read/no-smuggling"],
    control: "pipelined"
  },
  {
    id: "G-08",
    title: "ranges around the limits of files and of integers",
    chapter: "generated",
    family: "ranges",
    level: "SHOULD",
    clauses: ["rfc9110#section-14.1.2-6", "rfc9110#section-14.4-11", "rfc9110#section-14.2-5"],
    why: "A client joins the parts by these numbers; one octet off, and the file is another one.",
    rules: ["header/range", "header/ranges", "header/range-unsatisfiable", "send/exact-bytes"],
    control: "pipelined"
  },
  {
    id: "G-09",
    title: "preconditions in combination",
    chapter: "generated",
    family: "preconditions",
    level: "SHOULD",
    clauses: ["rfc9110#section-13.2.2-3", "rfc9110#section-13.1.1-7", "rfc9110#section-13.1.3-12"],
    why: "A cache that is told 304 wrongly serves an old file; one that is not, fetches for nothing.",
    rules: ["header/not-modified", "header/precondition-failed", "header/precondition-order"],
    control: "pipelined"
  },
  {
    id: "G-10",
    title: "good requests with an octet inserted, deleted, replaced or doubled",
    chapter: "generated",
    family: "mutations",
    level: "SHOULD",
    clauses: ["rfc9112#section-2.2-9", "rfc9112#section-5.1-2", "rfc9112#section-6.3-2.5"],
    why: "Nobody foresees every way to be malformed; the grammar does.",
    rules: ["read/bad-field", "read/bad-request-line", "read/bad-framing", "read/no-smuggling"],
    control: "pipelined"
  }
]

export const generatedCases: ReadonlyArray<ActiveCase> = described.map(({ family, ...each }) => ({
  ...each,
  tags: ["generated"],
  run: runFamily(family),
  judge: familyJudge
}))
