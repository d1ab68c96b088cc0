/** Wrong ways to read a head: too lenient, too strict, or something else than what is written. */
import { behind, deafTo, hearing, mannered, ofKind, taking } from "../animal.ts"
import { Refusal } from "../twin/message.ts"
import { readHead } from "../twin/reading.ts"

/** Refuses with this code what the pattern finds in a head. */
const refusing = (id: string, sentence: string, pattern: RegExp, status: number) =>
  mannered(id, sentence, {
    read: (head) => (pattern.test(head) ? new Refusal(status) : readHead(head))
  })

/** The head changed as a whole. */
const rereading = (id: string, sentence: string, change: (head: string) => string) =>
  mannered(id, sentence, { heard: change })

const lineAnimals = [
  refusing("ascii-only", "Can't read octets above 0x7f.", /[\x80-\xff]/, 500),
  mannered("line-feed-awaited", "Waits for the CRLF behind a line that LF ends.", {
    bareLineFeedIs: "awaited"
  }),
  rereading("return-ends-line", "Takes a bare CR for the end of a line.", (head) =>
    head.replaceAll(/\r(?!\n)/g, "\r\n")
  ),
  behind(
    "empty-line-refused",
    "Refuses a request with an empty line before it.",
    (peer, server) => {
      const visit = server(peer)
      let isFirst = true
      return {
        ...visit,
        received: (bytes) => {
          visit.received(isFirst && bytes[0] === 0x0d ? Buffer.from("what\r\n\r\n") : bytes)
          isFirst = false
        }
      }
    }
  ),
  taking(
    "space-before-field",
    "Takes a line with a space before it for a field.",
    /^ +(?=\w+)/,
    ""
  ),
  behind("not-http-is-awaited", "Waits for sense in what is no HTTP.", (peer, server) => {
    const visit = server(peer)
    let isHttp = true
    return {
      ...visit,
      received: (bytes) => {
        isHttp &&= bytes[0] !== 0x16
        if (isHttp) visit.received(bytes)
      }
    }
  }),
  taking(
    "space-before-colon-dropped",
    "Drops a field with a space before its colon.",
    /^[\w-]+ +:.*/,
    "X-Dropped: 1"
  ),
  taking(
    "space-before-colon-trimmed",
    "Reads a field with a space before its colon.",
    /^([\w-]+) +:/,
    "$1:"
  ),
  taking(
    "fold-is-a-field",
    "Takes the second line of a folded field for another one.",
    /^[ \t]+.*/,
    "X-Folded: 1"
  ),
  rereading("fold-cut", "Forgets a field that was folded.", (head) =>
    head.replaceAll(/\r\n[^\r\n]*\r\n[ \t][^\r\n]*/g, "")
  ),
  refusing("nul-is-a-fault", "Fails at a NUL in a field.", /\0/, 500),
  taking("name-any", "Takes any octets for a field name.", /^[\w-]*[[\]][^:]*:/, "X-Any:"),
  taking("colon-optional", "Ignores a line without a colon.", /^[^:/]+$/, "X-Ignored: 1"),
  taking("name-empty", "Ignores a field without a name.", /^:/, "X-Ignored:"),
  taking(
    "tab-is-data",
    "Takes tabs for a part of the value.",
    /^(If-None-Match:) *\t.*/i,
    "$1 none"
  ),
  hearing("names-exact", "Knows field names in one spelling only.", (line) =>
    /^[a-z]/.test(line) ? `X-${line}` : line
  ),
  mannered("long-head-fails", "Fails at a head that is too long.", {
    answered: (answer) => (answer.status === 431 ? { ...answer, status: 500 } : answer)
  }),
  mannered("long-head-closes", "Closes where a head is too long, without a word.", {
    headBytesMax: 1e7,
    heard: (head) =>
      head.length > 50_000 ? "GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close" : head
  }),
  mannered("fields-dropped", "Drops the fields behind the hundredth.", {
    headBytesMax: 1e7,
    heard: (head) => head.split("\r\n").slice(0, 100).join("\r\n")
  }),
  mannered("unknown-echoed", "Sends unknown fields back.", {
    said: (head, request) => {
      const unknown = request?.lines.find((line) => line.startsWith("X-"))
      return unknown === undefined ? head : head.replace("Server:", `${unknown}\r\nServer:`)
    }
  })
]

const versionAnimals = [
  taking("version-any-case", "Takes http/1.1 for HTTP/1.1.", / http\/1\.1$/, " HTTP/1.1"),
  taking("version-long-minor", "Takes HTTP/1.10 for HTTP/1.1.", / HTTP\/1\.1\d$/, " HTTP/1.1"),
  taking("version-leading-zero", "Takes HTTP/01.1 for HTTP/1.1.", / HTTP\/0+1\.1$/, " HTTP/1.1"),
  taking("version-no-minor", "Takes HTTP/1 for HTTP/1.1.", / HTTP\/1$/, " HTTP/1.1"),
  refusing("version-three-fails", "Fails at HTTP/3.0.", / HTTP\/3/, 500),
  refusing("version-two-refused", "Refuses HTTP/1.2.", / HTTP\/1\.[2-9]/, 505)
]

const targetAnimals = [
  taking("two-spaces-empty", "Reads an empty target between two spaces.", /^(\w+) {2}\S+/, "$1 /"),
  mannered("long-line-fails", "Fails at a request line that is too long.", {
    answered: (answer) => (answer.status === 414 ? { ...answer, status: 500 } : answer)
  }),
  mannered("long-target-closes", "Says 400 where a target is too long.", {
    answered: (answer) => (answer.status === 414 ? { ...answer, status: 400 } : answer)
  }),
  mannered("line-of-4096", "Has room for a request line of 4,096 octets.", {
    requestLineBytesMax: 4_096
  }),
  taking(
    "space-repaired",
    "Encodes a space in a target on its own account.",
    /^(GET \S+) (\S+) HTTP/,
    "$1%20$2 HTTP"
  ),
  taking(
    "fragment-elsewhere",
    "Takes the part behind # for the file.",
    /^GET \S*#(\S+)/,
    "GET /50%25.txt"
  ),
  taking("slash-added", "Adds the slash that a target lacks.", /^GET (?=\w)(?!http:)/, "GET /"),
  taking("absolute-is-a-name", "Takes absolute-form for a path.", /^GET http:\/+/, "GET /"),
  hearing(
    "host-wins",
    "Answers for the Host field where the target names another authority.",
    (line, lines) =>
      line.startsWith("GET http://localhost") && lines.some((each) => /^Host: other/.test(each))
        ? "GET /nope HTTP/1.1"
        : line
  ),
  taking("scheme-any", "Takes a URI of any scheme for its own.", /^GET (?!http:)\w+:\/\//, "GET /"),
  taking("star-is-root", "Takes * for the root.", /^GET \* /, "GET /sub/ "),
  taking(
    "userinfo-dropped",
    "Drops the userinfo of a target.",
    /^GET http:\/\/[^/]*@/,
    "GET http://"
  ),
  taking("empty-host-taken", "Takes an empty authority for its own.", /^GET http:\/\/\//, "GET /")
]

const isHost = /^host:/i

const hostAnimals = [
  hearing("host-unneeded", "Serves HTTP/1.1 without Host.", (line, lines) =>
    line.endsWith(" HTTP/1.1") && !lines.some((each) => isHost.test(each))
      ? `${line}\r\nHost: localhost`
      : line
  ),
  hearing("first-host-wins", "Takes the first of two Host fields.", (line, lines, index) =>
    isHost.test(line) && lines.findIndex((each) => isHost.test(each)) !== index ? undefined : line
  ),
  rereading("second-host-dropped", "Drops a second Host field that is equal.", (head) =>
    head.replace(/(\r\nHost:[^\r\n]*)\1/i, "$1")
  ),
  taking("host-unread", "Takes any Host.", /^host:.*/i, "Host: localhost"),
  taking("host-space", "Takes a Host with a space.", /^Host: \w+ \w+$/, "Host: localhost"),
  taking("host-userinfo", "Takes a Host with userinfo.", /^Host: \w+@/, "Host: "),
  taking("host-path", "Takes a Host with a path.", /^(Host: \w+)\/.*/, "$1"),
  taking(
    "host-port-any",
    "Takes a Host with a port that is no number.",
    /^(Host: \w+):\d*[a-z]+/,
    "$1"
  ),
  taking(
    "host-bracket-open",
    "Takes a Host with an open bracket.",
    /^Host: \[[^\]]*$/,
    "Host: localhost"
  ),
  refusing("host-comma-fails", "Fails at a comma in Host.", /^Host:.*,/m, 500),
  hearing("old-host-needed", "Demands Host of an HTTP/1.0 client too.", (line, lines) =>
    line.endsWith(" HTTP/1.0") && !lines.some((each) => isHost.test(each)) ? "GET" : line
  )
]

const expectAnimals = [
  mannered("continue-unsaid", "Waits for a body that the client holds back until it is told.", {
    saysContinue: () => false
  }),
  mannered("continue-to-old-clients", "Sends 100 to an HTTP/1.0 client.", {
    saysContinue: () => true
  }),
  behind(
    "continue-always",
    "Sends 100 before each answer that a body was announced for.",
    (peer, server) => {
      const visit = server(peer)
      return {
        ...visit,
        received: (bytes) => {
          if (/\r\nExpect:/.test(bytes.toString("latin1", 0, 400)))
            peer.write(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"))
          visit.received(bytes)
        }
      }
    }
  ),
  refusing("expectation-refused", "Says 400 to an unknown expectation.", /\r\nExpect: foo/, 400),
  deafTo("expect-unseen", "Does not know Expect at all.", /^expect:/i)
]

export const readingAnimals = ofKind("reading", [
  ...lineAnimals,
  ...versionAnimals,
  ...targetAnimals,
  ...hostAnimals,
  ...expectAnimals
])
