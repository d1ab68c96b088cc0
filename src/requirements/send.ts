/** The requirements of `spec/send.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const sendRequirements: ReadonlyArray<Requirement> = [
  {
    id: "send/first",
    level: "MUST",
    sentence: "The head leaves together with the first bytes of the body, if there are any.",
    source: "Flash, HTML node 17 (`writev` of header and data)."
  },
  {
    id: "send/slice",
    level: "MUST",
    sentence:
      "When all bytes of a `Send` have left and the next chunk is resident, its bytes are " +
      "handed over in the same handler.",
    source: "Flash, HTML node 16 (files are handled in chunks); the size is ours."
  },
  {
    id: "send/load",
    level: "MUST",
    sentence:
      "When the next chunk is not known to be resident, a `Load` job is given to the pool " +
      "and the handler returns.",
    source: "Flash, HTML node 16; Ruan and Pai, ATC 2006, node 18 (page faults while sending)."
  },
  {
    id: "send/progress",
    level: "MUST",
    sentence: "When a part of a `Send` has left, the dispatcher counts it and waits for the rest.",
    source: "Flash, HTML node 8 (non-blocking write)."
  },
  {
    id: "send/complete",
    level: "MUST",
    sentence:
      "When the last byte of an answer has left on a connection that goes on, the next request is read.",
    source: "rfc9112#section-9.3-1."
  },
  {
    id: "send/last",
    level: "MUST",
    sentence: "When the last byte of the last answer has left, the sending half is closed.",
    source: "rfc9112#section-9.6-6, rfc9112#section-9.6-7."
  },
  {
    id: "send/linger",
    level: "MUST",
    sentence: "After `Finish`, what the peer still sends is read and discarded.",
    source: "rfc9112#section-9.6-9, rfc9112#section-9.6-10."
  },
  {
    id: "send/linger-end",
    level: "MUST",
    sentence:
      "Lingering ends when the peer ends, after `lingerMillis`, or after `lingerBytesMax` " +
      "bytes, and the connection is closed.",
    source: "ours; rfc9112#section-9.6-10 leaves the bound open."
  },
  {
    id: "send/changed",
    level: "MUST",
    sentence: "When a later `Load` shows that the file changed, the connection is reset.",
    source: "rfc9112#section-8, rfc9110#section-8.6-12."
  },
  {
    id: "send/failed",
    level: "MUST",
    sentence: "When a later `Load` fails, the connection is reset.",
    source: "rfc9112#section-8."
  },
  {
    id: "send/stalled",
    level: "MUST",
    sentence:
      "When the peer has not taken all bytes of one `Send` after `sendMillis`, or a later " +
      "chunk has not come after `findMillis`, the connection is reset.",
    source: "ours; rfc9112#section-9.5-3."
  },
  {
    id: "send/exact-bytes",
    level: "MUST",
    sentence: "Exactly as many bytes follow a head as it promises, or the connection is reset.",
    source: "rfc9110#section-8.6-12, rfc9112#section-6.3-2.6."
  },
  {
    id: "send/head-without-body",
    level: "MUST",
    sentence: "No body byte follows the head of an answer to HEAD, of a 204 or of a 304.",
    source: "rfc9110#section-9.3.2-1, rfc9112#section-6.3-2.1."
  },
  {
    id: "send/one-answer",
    level: "MUST",
    sentence:
      "Each request gets exactly one answer, and no answer begins before its request is complete or refused.",
    source: "rfc9110#section-15-7, rfc9112#section-9.2."
  },
  {
    id: "send/in-order",
    level: "MUST",
    sentence: "The answers on a connection come in the order of its requests.",
    source: "rfc9112#section-9.3.2-1."
  },
  {
    id: "send/close-announced",
    level: "MUST",
    sentence:
      "An answer that the server knows to be the last when its head leaves says " +
      "`Connection: close`, and after an answer that says so no other follows and the " +
      "sending half is closed.",
    source: "rfc9112#section-9.6-6, rfc9112#section-9.6-7, rfc9112#section-9.3."
  },
  {
    id: "send/partial-writes",
    level: "MUST",
    sentence:
      "As long as a byte of the last `Send` has not left, the connection gets no other " +
      "`Send`, no `Finish` and no graceful `Close`.",
    source: "Flash, HTML node 8; ours in this form."
  },
  {
    id: "send/output-bounded",
    level: "MUST",
    sentence: "One `Send` holds at most one chunk of the file and the text that belongs to it.",
    source: "ours; Flash bounds its mapped chunks instead (HTML node 16)."
  },
  {
    id: "send/one-version",
    level: "MUST",
    sentence: "All slices of one answer name the same path and the same version.",
    source: "rfc9110#section-8.8.1."
  }
]
