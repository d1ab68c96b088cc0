/**
 * Deviations of servers as Debian 12 ships them, each found by this suite and read against its
 * clause. Our reading of the clauses, not a verdict of the servers' authors.
 */
import type { KnownServer } from "./known.ts"

/** Of all four: a tag made of size and time of change can't tell two contents of both apart. */
const tagOfSizeAndTime = {
  id: "M-14e",
  clause: "rfc9110#section-8.8.1-2",
  reason: "the strong ETag is made of size and modification time only"
} as const

const futureDate = {
  id: "M-14d",
  clause: "rfc9110#section-8.8.2.1-4",
  reason: "Last-Modified is the file's time even where that lies in the future"
} as const

const rangeOnHead = {
  id: "I-05",
  clause: "rfc9110#section-14.2-4",
  reason: "Range is applied to HEAD"
} as const

const sinceBesideMatch = {
  id: "H-06",
  clause: "rfc9110#section-13.1.4-5",
  reason: "If-Unmodified-Since is evaluated although If-Match is present"
} as const

const emptyLength = {
  id: "B-06h",
  clause: "rfc9112#section-6.3-2.5",
  reason: "an empty Content-Length counts as none, and the body as the next request"
} as const

const bareFeedInChunks = {
  id: "B-10b",
  clause: "rfc9112#section-7.1-2",
  reason: "a chunk-size line may end with LF alone"
} as const

const emptyHost = {
  id: "R-16",
  clause: "rfc9110#section-4.2.1-4",
  reason: "an http URI without a host is accepted"
} as const

const hostReason = "the Host field is not checked against the grammar of an authority"
const hostClause = "rfc9112#section-3.2-6"
const allowClause = "rfc9110#section-15.5.6-1"
const fieldClause = "rfc9112#section-2.2-9"

const nginx: KnownServer = {
  name: "nginx 1.22",
  server: /^nginx\/1\.22\./,
  deviations: [
    { id: "P-07b", clause: "rfc9112#section-2.3-3", reason: "takes HTTP/1.10 for HTTP/1.1" },
    { id: "R-08c", clause: hostClause, reason: hostReason },
    { id: "R-08e", clause: hostClause, reason: hostReason },
    { id: "R-08f", clause: hostClause, reason: hostReason },
    { id: "F-04a", clause: fieldClause, reason: "lines with an invalid name are dropped" },
    { id: "F-04b", clause: fieldClause, reason: "lines without a colon are dropped" },
    {
      id: "F-05",
      clause: "rfc9110#section-5.6.3-7",
      reason: "tabs at the start of a field value stay part of it"
    },
    bareFeedInChunks,
    { id: "C-08", clause: "rfc9112#section-9.6-12", reason: "a half-close ends the response" },
    { id: "M-05a", clause: allowClause, reason: "405 without Allow" },
    { id: "M-05b", clause: allowClause, reason: "405 without Allow" },
    { id: "M-05c", clause: allowClause, reason: "405 without Allow" },
    { id: "M-07", clause: allowClause, reason: "405 without Allow" },
    futureDate,
    tagOfSizeAndTime,
    {
      id: "H-03d",
      clause: "rfc9110#section-13.1.3-12",
      reason: "if_modified_since is exact by default: only the same date is a match"
    },
    sinceBesideMatch,
    rangeOnHead
  ]
}

const notSupported = "If-Match and If-Unmodified-Since are not evaluated"

const lighttpd: KnownServer = {
  name: "lighttpd 1.4.69",
  server: /^lighttpd\/1\.4\.69$/,
  deviations: [
    { id: "P-04", clause: "rfc9112#section-2.2-6", reason: "an empty first line is refused" },
    { id: "P-09", clause: "rfc9110#section-6.2-8", reason: "knows no version but 1.0 and 1.1" },
    { id: "R-03", clause: "rfc9112#section-3-4", reason: "431, since one limit is for the head" },
    { id: "R-05", clause: "rfc9112#section-3.2-4", reason: "a space in the target is accepted" },
    { id: "R-07", clause: hostClause, reason: "a second, equal Host is dropped" },
    {
      id: "R-11",
      clause: "rfc9112#section-3.2.2-8",
      reason: "400 where Host differs from the authority of the target"
    },
    emptyLength,
    futureDate,
    tagOfSizeAndTime,
    { id: "H-04a", clause: "rfc9110#section-13.1.1-7", reason: notSupported },
    { id: "H-04b", clause: "rfc9110#section-13.1.1-7", reason: notSupported },
    { id: "H-05", clause: "rfc9110#section-13.1.4-10", reason: notSupported },
    { id: "I-03a", clause: "rfc9110#section-14.4-11", reason: "416 without Content-Range" },
    { id: "I-03b", clause: "rfc9110#section-14.4-11", reason: "416 without Content-Range" },
    {
      id: "K-01b",
      clause: "rfc9112#section-9.5-1",
      reason: "max-read-idle starts anew with each read"
    }
  ]
}

const apache: KnownServer = {
  name: "Apache 2.4",
  server: /^Apache\/2\.4\./,
  deviations: [
    emptyHost,
    {
      id: "B-04",
      clause: "rfc9112#section-6.1-16",
      reason: "Transfer-Encoding from an HTTP/1.0 client does not end the connection"
    },
    { id: "M-08", clause: "rfc9110#section-9.3.8-2", reason: "TraceEnable is on by default" },
    tagOfSizeAndTime,
    { id: "U-14", clause: "rfc9110#section-17.3-3", reason: "a FIFO is opened, and blocks" },
    { id: "U-15", clause: "rfc9110#section-15.5.5-1", reason: "ENAMETOOLONG becomes 403" },
    sinceBesideMatch,
    { id: "I-03a", clause: "rfc9110#section-14.4-11", reason: "416 without Content-Range" },
    rangeOnHead
  ]
}

const anyMethod = "file_server answers every method as it answers GET"
const serverError = "an error of the file system it does not know becomes 500"
const unitReason = "416 for every range unit but bytes in lower case"

const caddy: KnownServer = {
  // Its Server field holds no version; these are of 2.6.2.
  name: "Caddy 2.6",
  server: /^Caddy$/,
  deviations: [
    { id: "P-04", clause: "rfc9112#section-2.2-6", reason: "an empty first line is refused" },
    { id: "R-02", clause: "rfc9110#section-9.1-10", reason: anyMethod },
    { id: "R-03", clause: "rfc9112#section-3-4", reason: serverError },
    { id: "R-08e", clause: hostClause, reason: hostReason },
    { id: "R-08f", clause: hostClause, reason: hostReason },
    { id: "R-15", clause: "rfc9110#section-4.2.4-4", reason: "userinfo is ignored" },
    emptyHost,
    { id: "F-04c", clause: fieldClause, reason: "an empty field name is accepted" },
    {
      id: "B-03",
      clause: "rfc9112#section-6.1-15",
      reason: "Content-Length beside Transfer-Encoding does not end the connection"
    },
    {
      id: "B-04",
      clause: "rfc9112#section-6.1-16",
      reason: "Transfer-Encoding from an HTTP/1.0 client does not end the connection"
    },
    emptyLength,
    bareFeedInChunks,
    { id: "M-04", clause: "rfc9110#section-9.1-5", reason: anyMethod },
    { id: "M-05a", clause: "rfc9110#section-9.1-10", reason: anyMethod },
    { id: "M-05c", clause: "rfc9110#section-9.1-10", reason: anyMethod },
    { id: "M-07", clause: "rfc9110#section-9.3.7-4", reason: anyMethod },
    { id: "M-09", clause: "rfc9110#section-15.5-1", reason: "errors have no body" },
    futureDate,
    tagOfSizeAndTime,
    { id: "M-14a", clause: "rfc9110#section-6.6.1-6", reason: "no Date in its parser's 400" },
    { id: "U-04k", clause: "rfc9110#section-17.3-1", reason: serverError },
    { id: "U-06", clause: "rfc9110#section-17.3-1", reason: serverError },
    { id: "U-14", clause: "rfc9110#section-17.3-3", reason: "a FIFO is opened, and blocks" },
    { id: "U-15", clause: "rfc9110#section-15.5.5-1", reason: serverError },
    {
      id: "I-03b",
      clause: "rfc9110#section-14.2-13",
      reason: "a suffix of nothing gives 206 with bytes 12-11/12"
    },
    { id: "I-04a", clause: "rfc9110#section-14.2-5", reason: unitReason },
    { id: "I-04b", clause: "rfc9110#section-14.1-4", reason: unitReason },
    rangeOnHead,
    {
      id: "I-12b",
      clause: "rfc9110#section-14.4-10",
      reason: "a suffix of an empty file gives 206 with bytes 0--1/0"
    }
  ]
}

export const knownServers: ReadonlyArray<KnownServer> = [nginx, lighttpd, apache, caddy]
