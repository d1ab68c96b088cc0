/** The requirements of `spec/read.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const readRequirements: ReadonlyArray<Requirement> = [
  {
    id: "read/partial",
    level: "MUST",
    sentence:
      "As long as the head of a request is not complete, the dispatcher keeps what came and asks for more.",
    source: "rfc9110#section-5.3-6."
  },
  {
    id: "read/complete",
    level: "MUST",
    sentence:
      "When the blank line that ends the head has come, and the body if there is one, the request goes to Find.",
    source: "rfc9112#section-2.1."
  },
  {
    id: "read/pipelined",
    level: "MUST",
    sentence:
      "Bytes of later requests that come while one is answered are kept in order and parsed after that answer.",
    source: "rfc9112#section-9.3.2."
  },
  {
    id: "read/body-partial",
    level: "MUST",
    sentence: "A body that is not yet complete is skipped as it comes and not stored.",
    source: "ours; rfc9112#section-9.3-7 for the duty to skip."
  },
  {
    id: "read/body-skipped",
    level: "MUST",
    sentence:
      "A body of at most `bodyBytesMax` bytes is read to its end before the answer, and no " +
      "byte of it is taken for a request.",
    source: "rfc9112#section-9.3-7, rfc9112#section-11.2."
  },
  {
    id: "read/not-http",
    level: "MUST",
    sentence:
      "A first byte that can begin neither a token nor an empty line is answered 400, and " +
      "the connection is closed.",
    source: "rfc9112#section-2.2-9."
  },
  {
    id: "read/bad-request-line",
    level: "MUST",
    sentence:
      "A request line that is not method, target and version, each one space apart and " +
      "ended by CRLF, is answered 400, and the connection is closed.",
    source: "rfc9112#section-3.2-4, rfc9112#section-2.2-3 for bare LF (a freedom)."
  },
  {
    id: "read/version-unsupported",
    level: "MUST",
    sentence:
      "A request whose major version is not 1 is answered 505, and the connection is closed.",
    source: "rfc9110#section-15.6.6-1, rfc9110#section-6.2-8 (a higher minor version is served)."
  },
  {
    id: "read/target-too-long",
    level: "MUST",
    sentence:
      "A request line of more than `requestLineBytesMax` bytes is answered 414, and the connection is closed.",
    source: "rfc9112#section-3-4, rfc9112#section-3-5."
  },
  {
    id: "read/head-too-large",
    level: "MUST",
    sentence:
      "A head of more than `headBytesMax` bytes or `fieldsMax` fields is answered 431, and " +
      "the connection is closed.",
    source: "rfc9110#section-5.4-2, rfc6585#section-5."
  },
  {
    id: "read/bad-field",
    level: "MUST",
    sentence:
      "A field line without a token before its colon, with a control character in its " +
      "value, or not ended by CRLF is answered 400, and the connection is closed.",
    source:
      "rfc9112#section-5.1-2, rfc9112#section-5.2-4, rfc9112#section-2.2-4, " +
      "rfc9112#section-2.2-8, rfc9110#section-5.5-5."
  },
  {
    id: "read/bad-host",
    level: "MUST",
    sentence:
      "An HTTP/1.1 request without `Host`, and any request with two or with an invalid one, " +
      "is answered 400, and the connection is closed.",
    source: "rfc9112#section-3.2-6."
  },
  {
    id: "read/bad-target",
    level: "MUST",
    sentence:
      "A target in none of the four forms, or in a form that its method may not use, is answered 400.",
    source: "rfc9112#section-3.2, rfc9110#section-4.2.1-4, rfc9110#section-4.2.4-4."
  },
  {
    id: "read/bad-framing",
    level: "MUST",
    sentence:
      "A request whose length can be read in two ways is answered 400, and the connection is closed.",
    source:
      "rfc9112#section-6.1-15, rfc9112#section-6.1-16, rfc9112#section-6.3-2.4, rfc9112#section-6.3-2.5."
  },
  {
    id: "read/coding-unknown",
    level: "MUST",
    sentence:
      "A request with a transfer coding that the server does not know is answered 501, and " +
      "the connection is closed.",
    source: "rfc9112#section-6.1-11."
  },
  {
    id: "read/body-too-large",
    level: "MUST",
    sentence:
      "A body that announces or reaches more than `bodyBytesMax` bytes is answered 413, and " +
      "the connection is closed.",
    source: "rfc9110#section-15.5.14."
  },
  {
    id: "read/bad-chunk",
    level: "MUST",
    sentence:
      "A chunk size that is no hexadecimal number, a chunk line not ended by CRLF, or chunk " +
      "data not followed by CRLF is answered 400, and the connection is closed.",
    source: "rfc9112#section-7.1."
  },
  {
    id: "read/method-unknown",
    level: "MUST",
    sentence: "A method that the server does not know is answered 501.",
    source: "rfc9110#section-9.1-10, rfc9110#section-9.1-5."
  },
  {
    id: "read/method-not-allowed",
    level: "MUST",
    sentence: "A known method other than GET, HEAD and OPTIONS is answered 405.",
    source: "rfc9110#section-15.5.6-1, rfc9110#section-9.1-10."
  },
  {
    id: "read/options",
    level: "MUST",
    sentence: "OPTIONS is answered 204 with `Allow`, without a helper.",
    source: "rfc9110#section-9.3.7-4."
  },
  {
    id: "read/expectation-unknown",
    level: "MUST",
    sentence: "An HTTP/1.1 request that expects anything but `100-continue` is answered 417.",
    source: "rfc9110#section-10.1.1-5 (a freedom: 2xx is permitted)."
  },
  {
    id: "read/expect-continue",
    level: "MUST",
    sentence:
      "A request with a body that expects `100-continue` gets its final answer at once, the " +
      "connection is closed after it, and no answer with a status below 200 is ever sent.",
    source: "rfc9110#section-10.1.1-14; rfc9110#section-15.2-1 forbids 1xx to HTTP/1.0."
  },
  {
    id: "read/empty-lines",
    level: "SHOULD",
    sentence:
      "Up to `emptyLinesMax` empty lines before a request line are ignored, and more are answered 400.",
    source: "rfc9112#section-2.2-6; the bound is ours."
  },
  {
    id: "read/idle-timeout",
    level: "MUST",
    sentence:
      "A connection that brings no byte of a request for `idleMillis` after an answer, or " +
      "`headMillis` after the accept, is closed without an answer.",
    source: "rfc9112#section-9.5-2, rfc9112#section-9.5-1."
  },
  {
    id: "read/head-timeout",
    level: "MUST",
    sentence:
      "A head that is not complete `headMillis` after the accept, or after the first byte " +
      "of a later request, is answered 408 if any of it has come, and the connection is " +
      "closed.",
    source: "rfc9110#section-15.5.9; the total is ours (a defence against slow heads)."
  },
  {
    id: "read/body-timeout",
    level: "MUST",
    sentence:
      "A body that is not complete `bodyMillis` after its head is answered 408, and the connection is closed.",
    source: "rfc9110#section-15.5.9; the total is ours."
  },
  {
    id: "read/peer-ended",
    level: "MUST",
    sentence:
      "When the peer ends its sending half, complete requests are still answered, an " +
      "incomplete one is not, and then the connection is closed.",
    source: "rfc9112#section-9.6-12, rfc9112#section-8-1."
  },
  {
    id: "read/split-invariant",
    level: "MUST",
    sentence:
      "The same bytes, cut into reads in any way, cause the same requests and the same answers.",
    source: "rfc9112#section-2.2-2 (a message is a sequence of octets)."
  },
  {
    id: "read/held-bytes-bounded",
    level: "MUST",
    sentence:
      "A connection has at most one `Read` outstanding, a `Read` delivers at most " +
      "`readBytesMax` bytes, and none is asked for while more than `headBytesMax` bytes of " +
      "an unfinished head are held or, during an answer, `pipelinedBytesMax` bytes of later " +
      "requests.",
    source: "ours; rfc9112#section-9.5-4 asks for flow control instead of closing."
  },
  {
    id: "read/no-smuggling",
    level: "MUST",
    sentence: "After a request whose end is in doubt, no later byte of the connection is answered.",
    source: "rfc9112#section-6.3-2.4, rfc9112#section-11.2."
  }
]
