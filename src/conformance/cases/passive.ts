/** Cases that send nothing: they judge every response that all the others received. */
import type { CaseBase } from "../case.ts"
import type { PassiveId } from "../lint.ts"

export interface PassiveCase extends CaseBase {
  readonly id: PassiveId
  readonly expected: string
}

export const passiveCases: ReadonlyArray<PassiveCase> = [
  {
    id: "P-10",
    title: "every response is grammatical",
    level: "MUST",
    clauses: ["rfc9112#section-4-9", "rfc9112#section-5.2-3", "rfc9112#section-2.2-4"],
    why: "Clients are lenient in different ways, and then see different responses.",
    rules: ["header/safe-fields"],
    expected: "CRLF, no bare CR or LF, no obs-fold, a space after the status code, tokens as names"
  },
  {
    id: "B-15",
    title: "no transfer coding where none may be",
    level: "MUST",
    clauses: [
      "rfc9112#section-6.1-10",
      "rfc9112#section-6.1-13",
      "rfc9112#section-6.2-2",
      "rfc9110#section-8.6-8"
    ],
    why: "An old client takes the chunk sizes for content.",
    rules: ["header/content-length"],
    expected: "no Transfer-Encoding to 1.0 or beside Content-Length, neither of them in 1xx and 204"
  },
  {
    id: "C-05",
    title: "a server that says close does close",
    level: "MUST",
    clauses: ["rfc9112#section-9.6-7"],
    why: "The client waits for the end that was announced.",
    rules: ["send/close-announced", "send/last"],
    expected: "a FIN after each response with Connection: close, and no other response behind it"
  },
  {
    id: "M-14a",
    title: "every 2xx, 3xx and 4xx has a Date",
    level: "MUST",
    clauses: ["rfc9110#section-6.6.1-6", "rfc9110#section-5.6.7-7"],
    why: "Caches compute ages from it, also those of errors.",
    rules: ["header/date"],
    expected: "Date present, as an IMF-fixdate, also in what the parser answers"
  },
  {
    id: "M-14b",
    title: "every length is exact",
    level: "MUST",
    clauses: ["rfc9110#section-8.6-12", "rfc9112#section-6.3-2.6"],
    why: "One octet more or less, and the next response begins in the wrong place.",
    rules: ["header/content-length", "send/exact-bytes", "send/one-answer"],
    expected: "Content-Length octets, no response cut short, no octet that belongs to none"
  },
  {
    id: "M-15",
    title: "no interim response to an HTTP/1.0 client",
    level: "MUST",
    clauses: ["rfc9110#section-15.2-1"],
    why: "1.0 defines none: the client takes it for the answer.",
    rules: ["read/expect-continue"],
    expected: "no 1xx on a connection that spoke HTTP/1.0"
  }
]
