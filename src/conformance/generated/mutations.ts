/** Good requests with one or two octets changed: what no grammar would think of. */
import fc from "fast-check"
import { compose } from "../request.ts"
import { type Stream, spacedLine, followed, harmlessLine } from "./parts.ts"
import type { Known } from "./world.ts"

/** The octets that parsers take for more than they are. */
const dangerous = fc.constantFrom(
  ..."\0\x01\t\n\v\f\r \"#%&'(),/:;<=>?@[\\]{|}-+.0A\x7f\x80\xa0\xff".split("")
)

const good = (known: Known): Stream =>
  fc
    .tuple(
      fc.constantFrom("GET", "GET", "HEAD"),
      fc.constantFrom("/hello.txt", "/sub/index.html", "/empty.txt?x=1", "/%68ello.txt"),
      fc.oneof(
        harmlessLine,
        spacedLine("If-None-Match", fc.constantFrom("*", '"zz"')),
        spacedLine("Range", fc.constantFrom("bytes=0-4", "bytes=-3")),
        fc.constant("Content-Length: 5"),
        fc.constant("Transfer-Encoding: chunked")
      )
    )
    .map(([method, target, line]) => {
      const body = line.startsWith("Content-L") ? "AAAAA" : "5\r\nAAAAA\r\n0\r\n\r\n"
      const carries = /^(?:Content-L|Transfer)/.test(line)
      return compose({ host: known.host, method, target, lines: [line], body: carries ? body : "" })
    })

type Mutation = (text: string) => string

const mutation = (lengthBytes: number): fc.Arbitrary<Mutation> =>
  fc
    .tuple(
      fc.constantFrom("insert", "delete", "replace", "duplicate"),
      fc.nat(lengthBytes - 1),
      dangerous
    )
    .map(([kind, at, octet]) => (text) => {
      const [before, here, behind] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
      if (kind === "insert") return before + octet + here + behind
      if (kind === "delete") return before + behind
      return before + (kind === "replace" ? octet : here + here) + behind
    })

export const mutations = (known: Known): Stream =>
  good(known)
    .chain((text) =>
      fc
        .array(mutation(text.length), { minLength: 1, maxLength: 2 })
        .map((all) => all.reduce((changed, each) => each(changed), text))
    )
    .map(followed(known))
