/** The request line, and the four forms of a request target. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import {
  answered,
  anyError,
  choice,
  clientError,
  code,
  continued,
  decide,
  either,
  first,
  pass,
  refused,
  says,
  unclear,
  whole,
  wrong
} from "../oracle.ts"
import { type Attempt, type RequestParts, alone, compose, followed } from "../request.ts"
import { sends } from "../wire.ts"

const request =
  (parts: RequestParts) =>
  ({ host }: Facts): Attempt =>
    followed(compose({ host, ...parts }), host)

const closing =
  (parts: RequestParts) =>
  ({ host }: Facts): Attempt =>
    alone({ host, ...parts })

const servesFile = decide(pass("200 with the file", answered(whole("hello"))))

const requestLineCases = inChapter("target", [
  {
    id: "R-01",
    title: "two spaces between method and target",
    level: "MAY",
    clauses: ["rfc9112#section-3-3"],
    why: "Lenient splitting is permitted; what counts is that the reading is the obvious one.",
    rules: ["read/bad-request-line"],
    control: "pipelined",
    run: sends(({ host }) => followed(compose({ host, method: "GET " }), host, "GET")),
    judge: decide(
      choice("read as one space: 200 with the file", continued(whole("hello"))),
      choice("refused: 400, then close", refused(400))
    )
  },
  ...(
    [
      ["R-02", "BREW", "an unknown method"],
      ["R-02b", "A".repeat(200), "a method of 200 octets"]
    ] as const
  ).map(([id, method, title]) => ({
    id,
    title,
    level: "SHOULD" as const,
    clauses: ["rfc9110#section-9.1-10", "rfc9112#section-3-4"],
    why: "Answering an unknown method with success promises an effect nobody has thought about.",
    rules: ["read/method-unknown"] as const,
    control: "close" as const,
    run: sends(closing({ method })),
    judge: decide(
      pass("501", says(501)),
      choice("400 or 405: known to be refused, not known to be unknown", says(400, 405)),
      wrong(
        "success",
        first(({ status }) => status < 300)
      )
    )
  })),
  {
    id: "R-03",
    title: "a target longer than the server wants to parse",
    level: "MUST",
    clauses: ["rfc9112#section-3-4"],
    why: "414 tells the client which part to shorten.",
    rules: ["read/target-too-long"],
    control: "close",
    run: sends(closing({ target: `/${"a".repeat(100_000)}` })),
    judge: decide(
      pass("414", says(414)),
      choice("404: a target of this length is parsed", answered(code(404)))
    )
  },
  {
    id: "R-04",
    title: "a request line of 8,000 octets is supported",
    level: "SHOULD",
    clauses: ["rfc9112#section-3-5", "rfc9110#section-4.1-5"],
    why: "Long query strings are common; a lower limit breaks them.",
    rules: ["read/complete"],
    control: "self",
    run: sends(closing({ target: `/queried-long.txt?${"q".repeat(7_969)}` })),
    judge: decide(pass("200 with the file", answered(whole("queriedLong"))))
  },
  {
    id: "R-05",
    title: "a space inside the target is not repaired in silence",
    level: "SHOULD",
    clauses: ["rfc9112#section-3.2-4"],
    why: "A filter in front that reads the line by the grammar sees another target.",
    rules: ["read/bad-request-line"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(request({ target: "/sp ace.txt" })),
    judge: decide(
      pass("400", says(400)),
      pass("301 to the encoded form", first(code(301))),
      wrong("the target was corrected and served", first(code(200)))
    )
  },
  {
    id: "R-14",
    title: "a fragment is no part of a request target",
    level: "SHOULD",
    clauses: ["rfc9112#section-3.2.1-2", "rfc9112#section-3.2-4"],
    why: "The fragment belongs to the client; in a target it is a sign of a broken or hostile one.",
    rules: ["read/bad-target"],
    control: "pipelined",
    run: sends(request({ target: "/hello.txt#frag" })),
    judge: decide(
      pass("400", says(400)),
      choice("404: taken as part of the name", says(404)),
      choice("200: fragment cut off", continued(whole("hello")))
    )
  },
  {
    id: "R-17",
    title: "an origin-form target begins with a slash",
    level: "SHOULD",
    clauses: ["rfc9112#section-3.2-4", "rfc9112#section-3.2.1-2"],
    why: "Joined to a root without a slash, such a target names a file beside the root.",
    rules: ["read/bad-target"],
    control: "pipelined",
    run: sends(request({ target: "hello.txt" })),
    judge: decide(pass("400", says(400)))
  }
])

const formCases = inChapter("target", [
  {
    id: "R-10",
    title: "absolute-form is accepted",
    level: "MUST",
    clauses: ["rfc9112#section-3.2.2-9"],
    why: "It is how every client talks to a proxy, and an origin may sit right behind one.",
    rules: ["read/complete"],
    control: "self",
    run: sends(({ host }) => alone({ host, target: `http://${host}/hello.txt` })),
    judge: servesFile
  },
  {
    id: "R-11",
    title: "absolute-form: the authority of the target wins over Host",
    level: "MUST",
    clauses: ["rfc9112#section-3.2.2-8"],
    why: "If Host won, a cache would store this site's answer under another site's name.",
    rules: ["read/complete"],
    tags: ["smuggling"],
    control: "self",
    run: sends(({ host }) => alone({ host: "other.example", target: `http://${host}/hello.txt` })),
    judge: servesFile
  },
  {
    id: "R-12",
    title: "CONNECT to an invalid port is never a tunnel",
    level: "MUST",
    clauses: ["rfc9110#section-9.3.6-4", "rfc9110#section-9.3.6-6"],
    why: "An origin that opens tunnels is a relay into the network behind it.",
    rules: ["read/bad-target", "read/method-unknown"],
    control: "close",
    run: sends(() =>
      ["localhost:0", "localhost:"].map((target) =>
        alone({ method: "CONNECT", target, host: target }, target)
      )
    ),
    judge: decide(
      pass("an error", first(anyError)),
      // "Reject" is undefined; a redirection opens nothing either.
      unclear(
        "a redirection",
        first(({ status }) => status >= 300 && status < 400)
      )
    )
  },
  {
    id: "R-13a",
    title: "OPTIONS * is answered",
    level: "MUST",
    clauses: ["rfc9112#section-3.2.4-1", "rfc9110#section-7.1-5.2"],
    why: "The one use of asterisk-form; a server that hangs on it is open to a cheap stall.",
    rules: ["read/options"],
    control: "close",
    run: sends(closing({ method: "OPTIONS", target: "*" })),
    judge: decide(
      pass(
        "success",
        answered(({ status }) => status >= 200 && status < 300)
      ),
      choice("refused", answered(either(clientError, code(501))))
    )
  },
  {
    id: "R-13b",
    title: "asterisk-form with another method",
    level: "MUST",
    clauses: ["rfc9112#section-3.2.4-1", "rfc9110#section-7.1-6"],
    why: "There is no resource of that name, and a server must not make one up.",
    rules: ["read/bad-target"],
    control: "close",
    run: sends(closing({ target: "*" })),
    judge: decide(pass("400 or 404", says(400, 404)))
  },
  {
    id: "R-15",
    title: "userinfo in an absolute-form target",
    level: "SHOULD",
    clauses: ["rfc9110#section-4.2.4-4"],
    why: "Its main use is to make an authority look like another one.",
    rules: ["read/bad-target", "read/bad-host"],
    control: "pipelined",
    run: sends(({ host }) =>
      followed(compose({ host, target: `http://u:p@${host}/hello.txt` }), host)
    ),
    judge: decide(pass("400", says(400)))
  },
  {
    id: "R-16",
    title: "an http URI with an empty host",
    level: "MUST",
    clauses: ["rfc9110#section-4.2.1-4"],
    why: "An identifier without an authority names nothing.",
    rules: ["read/bad-target", "read/bad-host"],
    control: "pipelined",
    run: sends(request({ target: "http:///hello.txt" })),
    judge: decide(pass("400", says(400)))
  },
  {
    id: "R-18",
    title: "a URI of a scheme that is not served, and without a path",
    level: "SHOULD",
    clauses: ["rfc9112#section-3.2-4", "rfc9110#section-7.4-1"],
    // Found by G-02: it was the end of a Node server that asked its middleware without a net.
    why: "Whoever takes the rest for a path has none: a null where a name should be.",
    rules: ["read/bad-target"],
    tags: ["found"],
    control: "pipelined",
    run: sends(request({ target: "p://hello.txt" })),
    judge: decide(
      pass("400 or 421", says(400, 421)),
      choice("403 or 404: nothing of that name is served here", says(403, 404)),
      choice("a redirect to http", says(301, 308))
    )
  }
])

export const targetCases: ReadonlyArray<ActiveCase> = [...requestLineCases, ...formCases]
