/** From the target URI to a file: decoding, dot segments, and what lies outside the root. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import {
  type Fits,
  type Outcome,
  answered,
  both,
  choice,
  code,
  decide,
  first,
  has,
  leaks,
  pass,
  says,
  unclear,
  whole,
  wrong
} from "../oracle.ts"
import { alone } from "../request.ts"
import type { FileName } from "../root.ts"
import { sends } from "../wire.ts"
import { declared } from "./declared.ts"

const target =
  (path: string) =>
  ({ host }: Facts) =>
    alone({ host, target: path })

const serves = (name: FileName): Outcome => pass("200 with the file", answered(whole(name)))
const secretSent = wrong("octets from outside the root", leaks)
const needsOwnRoot = ({ secret }: Facts): string | undefined =>
  secret === undefined ? "the root is not ours: no secrets are planted outside it" : undefined

const equivalent = [
  ["U-01", "/%68ello.txt", "an encoded letter", "rfc3986#section-6.2.2.2", "hello"],
  ["U-02", "/a%2db.txt", "hexadecimal digits in lower case", "rfc3986#section-6.2.2.1", "dash"],
  ["U-02b", "/a%2Db.txt", "hexadecimal digits in upper case", "rfc3986#section-6.2.2.1", "dash"],
  ["U-07", "/50%25.txt", "an encoded percent sign, decoded once", "rfc3986#section-2.4", "percent"],
  ["U-07b", "/sp%20ace.txt", "an encoded space", "rfc3986#section-2.4", "space"],
  ["U-07c", "/na%C3%AFve-%C3%BC.txt", "a name in UTF-8", "rfc3986#section-2.5", "accent"],
  [
    "U-10",
    "/queried.txt?x=1",
    "a query, which names no other file",
    "rfc3986#section-3.4",
    "queried"
  ]
] as const

const decodingCases = inChapter("mapping", [
  ...equivalent.map(([id, path, title, clause, name]) => ({
    id,
    title: `${path}: ${title}`,
    level: id.startsWith("U-07") ? ("MUST" as const) : ("SHOULD" as const),
    clauses: id === "U-10" ? [clause] : [clause, "rfc9110#section-4.2.3-4"],
    why: "Two spellings of one URI that give two answers break links and split caches.",
    rules: [id === "U-10" ? "find/query-ignored" : "find/decoded-once"] as const,
    control: "self" as const,
    run: sends(target(path)),
    judge: decide(serves(name))
  })),
  {
    id: "U-03",
    title: "dot segments inside the root",
    level: "SHOULD",
    clauses: ["rfc3986#section-6.2.2.3", "rfc3986#section-5.2.4"],
    why: "They name the same file, or nothing; never another one.",
    rules: ["find/outside-root", "find/decoded-once"],
    control: "close",
    run: sends(target("/sub/../hello.txt")),
    judge: decide(
      serves("hello"),
      choice("redirected", answered(code(301, 308))),
      choice("refused", says(400, 404))
    )
  },
  ...(
    [
      ["U-05a", "/%zz"],
      ["U-05b", "/hello.txt%"]
    ] as const
  ).map(([id, path]) => ({
    id,
    title: `${path}: malformed percent-encoding`,
    level: "SHOULD" as const,
    clauses: ["rfc9112#section-3.2-4", "rfc3986#section-2.1"],
    why: "A decoder that goes on anyway reads octets nobody wrote.",
    rules: ["find/bad-encoding"] as const,
    control: "close" as const,
    run: sends(target(path)),
    judge: decide(pass("400", says(400)), choice("404: no such file", says(404)))
  })),
  {
    id: "U-06",
    title: "an encoded NUL does not cut the name",
    level: "security",
    clauses: ["rfc9110#section-17.3-1"],
    why: "Rules that look at the end of a name are passed by a name that ends earlier.",
    rules: ["find/impossible-name"],
    tags: ["traversal"],
    control: "close",
    run: sends(target("/hello.txt%00.html")),
    judge: decide(
      wrong("the name was cut at the NUL", first(whole("hello"))),
      pass("400 or 404", says(400, 404))
    )
  },
  {
    id: "U-08",
    title: "an encoded slash",
    level: "policy",
    clauses: ["rfc3986#section-2.2"],
    why: "Data or delimiter: both are in use, but it must be one of them.",
    rules: ["find/impossible-name", "find/decoded-once"],
    control: "close",
    run: sends(target("/sub%2findex.html")),
    judge: decide(
      choice("a delimiter: served", answered(whole("index"))),
      choice("data: no such file", says(400, 404))
    )
  },
  {
    id: "U-09",
    title: "a slash behind a file",
    level: "policy",
    clauses: ["rfc3986#section-3.3"],
    why: "Relative links in a page served under such a name point into the void.",
    rules: ["find/missing"],
    control: "close",
    run: sends(target("/hello.txt/")),
    judge: decide(
      pass("404", says(404)),
      choice("redirected to the file", answered(code(301, 308))),
      choice("the slash is ignored: served", answered(whole("hello")))
    )
  },
  {
    id: "U-15",
    title: "a name longer than the file system allows",
    level: "operations",
    clauses: ["rfc9110#section-15.5.5-1"],
    why: "ENAMETOOLONG is only another way of saying that the file is not there.",
    rules: ["find/impossible-name", "find/missing"],
    control: "close",
    run: sends(target(`/${"a".repeat(300)}`)),
    judge: decide(pass("404 or 414", says(404, 414)))
  }
])

/** Ways out of the root that have worked on some server. */
const escapes = [
  ["U-04a", "/../secret.txt"],
  ["U-04b", "/%2e%2e/secret.txt"],
  ["U-04c", "/..%2fsecret.txt"],
  ["U-04d", "/%2e%2e%2fsecret.txt"],
  ["U-04e", "/..%5csecret.txt"],
  ["U-04f", "/..\\secret.txt"],
  ["U-04g", "/%252e%252e%252fsecret.txt"],
  ["U-04h", "/%c0%ae%c0%ae/secret.txt"],
  ["U-04i", "/sub/../../secret.txt"],
  ["U-04j", "//../secret.txt"],
  ["U-04k", "/.%00./secret.txt"],
  ["U-04l", "/../www-sibling/secret.txt"]
] as const

const outsideCases = inChapter("mapping", [
  ...escapes.map(([id, path]) => ({
    id,
    title: `${path} stays inside the root`,
    level: "security" as const,
    clauses: ["rfc9110#section-17.3-1"],
    why: "One way out is enough to read every file of the machine.",
    rules: ["find/outside-root", "find/never-outside-root"] as const,
    tags: ["traversal"],
    control: "close" as const,
    needs: needsOwnRoot,
    run: sends(target(path)),
    judge: decide(
      secretSent,
      pass("400, 403 or 404", says(400, 403, 404)),
      choice("redirected inside the root", answered(code(301, 308))),
      wrong(
        "a server error",
        first(({ status }) => status >= 500)
      ),
      unclear(
        "another answer, without the secret",
        answered(() => true)
      )
    )
  })),
  {
    id: "U-11",
    title: "a name that begins with a dot",
    level: "policy",
    clauses: ["rfc9110#section-17.3-3"],
    why: "Such files are often there by accident: .git, .env, .htpasswd.",
    rules: ["find/hidden"],
    control: "close",
    run: sends(target("/.hidden")),
    judge: decide(
      ...declared(
        ({ profile }) => profile.hiddenFiles,
        ["served", answered(whole("hidden"))],
        ["refused", says(403, 404)]
      )
    )
  },
  {
    id: "U-13",
    title: "a symbolic link that leaves the root",
    level: "policy",
    clauses: ["rfc9110#section-17.3-1"],
    why: "Who may write into the root may then read the whole machine.",
    rules: ["find/link-leaves-root", "find/never-outside-root"],
    control: "close",
    needs: needsOwnRoot,
    run: sends(target("/link.txt")),
    judge: decide(
      ...declared(
        ({ profile }) => profile.outsideLinks,
        ["followed", leaks],
        ["refused", says(403, 404)]
      )
    )
  }
])

const redirectsToFolder: Fits = both(
  code(301, 308),
  // Not `//host`: that would lead the client away.
  has("location", /^(https?:\/\/[^/]+)?\/sub\/$/)
)

const folderCases = inChapter("mapping", [
  {
    id: "M-10",
    title: "a folder without an index",
    level: "policy",
    clauses: ["rfc9110#section-15.5.4-1"],
    why: "A listing shows names that nobody meant to publish.",
    rules: ["find/forbidden", "find/next-index"],
    control: "close",
    run: sends(target("/nolist/")),
    judge: decide(
      pass("403 or 404", says(403, 404)),
      choice("a listing", answered(both(code(200), has("content-type", /html|plain/i))))
    )
  },
  {
    id: "M-11",
    title: "a folder without its slash",
    level: "SHOULD",
    clauses: ["rfc9110#section-15.4.2-2", "rfc9110#section-10.2.2-4"],
    why: "Relative links in its index resolve one level too high otherwise.",
    rules: ["find/directory-redirect"],
    control: "close",
    run: sends(target("/sub")),
    judge: decide(
      pass("301 or 308 to /sub/", answered(redirectsToFolder)),
      choice("the index itself", answered(whole("index"))),
      wrong("redirected to another place", first(code(301, 302, 307, 308)))
    )
  },
  {
    id: "U-14",
    title: "a FIFO in the root blocks nobody",
    level: "security",
    clauses: ["rfc9110#section-17.3-1", "rfc9110#section-17.3-3"],
    why: "Opening one waits for a writer who never comes: each request would cost a worker.",
    rules: ["find/special-file", "dispatcher/never-blocks"],
    tags: ["stall"],
    control: "close",
    run: async (wire, { host }) => {
      const blocked = wire.exchange(alone({ host, target: "/fifo" }, "the FIFO"))
      const beside = await wire.exchange(alone({ host }, "a file beside it"))
      return [beside, await blocked]
    },
    judge: decide(
      pass("403 or 404 at once", says(400, 403, 404)),
      pass("the file beside it", answered(whole("hello"))),
      wrong("no answer", ({ receivedBytes }) => receivedBytes === 0)
    )
  }
])

export const mappingCases: ReadonlyArray<ActiveCase> = [
  ...decodingCases,
  ...outsideCases,
  ...folderCases
]
