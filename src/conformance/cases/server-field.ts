/** What the Server field gives away. Nothing follows from it but what an attacker need not guess. */
import { type ActiveCase, inChapter } from "../case.ts"
import { all, answered, choice, decide, first, pass, whole } from "../oracle.ts"
import { alone } from "../request.ts"
import { fieldValue } from "../response-lines.ts"
import { sends } from "../wire.ts"

const names = (pattern: RegExp) =>
  first((response) => pattern.test(fieldValue(response, "server") ?? ""))

export const serverFieldCases: ReadonlyArray<ActiveCase> = inChapter("methods", [
  {
    id: "M-16",
    title: "the Server field tells no more than it needs to",
    level: "SHOULD",
    clauses: ["rfc9110#section-10.2.4-6"],
    why: "A list of products and versions is a list of the holes that are known in them.",
    rules: ["header/full"],
    control: "close",
    run: sends(({ host }) => alone({ host })),
    judge: decide(
      choice(
        "200 with the system or several products",
        all(answered(whole("hello")), names(/[( ]/))
      ),
      choice("200 with a product and its version", all(answered(whole("hello")), names(/\/\d/))),
      pass("200 without a version", answered(whole("hello")))
    )
  }
])
