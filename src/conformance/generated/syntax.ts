/** Request lines, Host values and field lines, beside their grammar as often as within it. */
import fc from "fast-check"
import { compose } from "../request.ts"
import { type Stream, spacedLine, followed, harmlessLine } from "./parts.ts"
import type { Known } from "./world.ts"

const oddBefore = fc.constantFrom(" ", "\t", "\r\n", "\r\n\r\n", "\n", "\r", "\0")

const oddMethod = fc.constantFrom(
  "get",
  "Get",
  "GETT",
  "BREW",
  "G@T",
  "G/T",
  "GET\x01",
  "(GET)",
  "G\xc9T",
  "PUT",
  "DELETE",
  "PATCH"
)

const oddGap = fc.constantFrom("  ", "\t", " \t", "\v", "\f", "\r", "\xa0", "\0")

const oddVersion = fc.constantFrom(
  "HTTP/1.2",
  "HTTP/1.9",
  "http/1.1",
  "HTTP/2.0",
  "HTTP/3.0",
  "HTTP/1",
  "HTTP/1.",
  "HTTP/1.10",
  "HTTP/01.1",
  "HTTP/1,1",
  "HTTP /1.1",
  "HTTPS/1.1",
  "HTTP/1.1 x",
  "HTTP/-1.1"
)

const oddEnd = fc.constantFrom("\n", "\r\r\n", " \r\n", "\t\r\n", "\0\r\n")

const good = ["", "GET", " ", "/hello.txt", " ", "HTTP/1.1", "\r\n"] as const
const odd = [
  oddBefore,
  fc.oneof(oddMethod, fc.constant("HEAD")),
  oddGap,
  fc.constantFrom("/empty.txt", "/hello .txt", "/sp ace.txt"),
  oddGap,
  fc.oneof(oddVersion, fc.constant("HTTP/1.0")),
  oddEnd
] as const

/** One or two things are odd at a time, or every line would be refused for another reason. */
const oddPlaces = fc.oneof(
  { weight: 3, arbitrary: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2, maxLength: 2 }) }
)

export const requestLines = (known: Known): Stream =>
  fc
    .tuple(oddPlaces, fc.tuple(...odd))
    .map(([places, words]) =>
      good.map((word, place) => (places.includes(place) ? words[place] : word)).join("")
    )
    .map((line) => `${line}Host: ${known.host}\r\n\r\n`)
    .map(followed(known))

const hostGood = fc.constantFrom(
  "example.org",
  "EXAMPLE.org",
  "example.org:80",
  "example.org:",
  "127.0.0.1",
  "127.0.0.1:8080",
  "[::1]",
  "[::1]:80",
  "[v1.a:b]",
  "[::ffff:1.2.3.4]",
  "a_b",
  "a%41b",
  "a,b",
  "a!$&'()*+;=~b",
  "999.999.999.999",
  "a..b",
  "-",
  ""
)

const hostBad = fc.constantFrom(
  "a b",
  "a\tb",
  "u@h",
  "h/x",
  "/",
  "h?x",
  "h#x",
  "h\\x",
  "h:80x",
  "h:-1",
  "h:8:0",
  ":::",
  "[::1",
  "::1]",
  "[::1]x",
  "[::1]:x",
  "[1:2]",
  "[::g]",
  "[1.2.3.4]",
  "[]",
  "a[b]",
  "%",
  "%4",
  "a%zzb",
  "<h>",
  '"h"',
  "{h}",
  "h|h",
  "h^h",
  "h`h",
  "h\x80",
  "http://h"
)

export const hosts = (known: Known): Stream =>
  fc
    .tuple(
      fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"),
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.array(spacedLine("Host", hostBad), { minLength: 1, maxLength: 1 })
        },
        {
          weight: 3,
          arbitrary: fc.array(spacedLine("Host", hostGood), { minLength: 1, maxLength: 1 })
        },
        {
          weight: 1,
          arbitrary: fc.array(spacedLine("Host", fc.constant(known.host)), { maxLength: 2 })
        }
      )
    )
    .map(([version, lines]) => compose({ host: null, version, lines }))
    .map(followed(known))

const badName = fc.constantFrom(
  "",
  "X-Name ",
  "X-Name\t",
  " X-Name",
  "\tX-Name",
  "X Name",
  "X[]",
  "X/Y",
  'X"Y',
  "X@Y",
  "X(Y)",
  "X\x80",
  "X\x01",
  "X\0",
  "X\x7f"
)

const oddValue = fc.constantFrom(
  "a\0b",
  "a\x01b",
  "a\x7fb",
  "\x80\xff",
  "a\rb",
  "a\r",
  "\rb",
  "a\nb",
  "a\n b",
  "a\r\n b",
  "a\r\n\tb",
  "a\r\n \r\n b",
  ":",
  "\v",
  "*"
)

/** Whether a field acted is seen by the answer: 304 if it did. */
const acting = fc.constantFrom("If-None-Match", "X-Name")

const oddLine = fc.oneof(
  fc.tuple(badName, fc.constantFrom("a", "", "*")).map(([name, value]) => `${name}:${value}`),
  fc.tuple(acting, oddValue).map(([name, value]) => `${name}: ${value}`),
  acting.map((name) => `${name} : *`),
  fc.constantFrom("garbage", "garbage without a colon", "=", "\x80", "X-Name a", "X-Name;a"),
  fc.constantFrom("If-None-Match:\r\n *", "If-None-Match\r\n: *", " If-None-Match: *"),
  fc.constantFrom("Connection: clo\0se", "Connection:\r\n close", "connection:\tclose", ": :")
)

export const fieldLines = (known: Known): Stream =>
  fc
    .tuple(
      oddLine,
      fc.constantFrom("first", "middle", "last"),
      fc.array(harmlessLine, { maxLength: 1 }),
      fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r\r\n")
    )
    .map(([odd, place, harmless, end]) => {
      const host = `Host: ${known.host}`
      const lines = [
        ...(place === "first" ? [odd] : []),
        host,
        ...(place === "middle" ? [odd] : []),
        ...harmless,
        ...(place === "last" ? [odd] : [])
      ]
      return `GET /hello.txt HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}${end}`
    })
    .map(followed(known))
