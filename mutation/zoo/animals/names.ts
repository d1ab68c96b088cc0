/** Wrong ways from a target to a name, and out of the root. */
import { mannered, ofKind } from "../animal.ts"
import { decodedOnce, type Found, type Named, strictName } from "../twin/files.ts"

/** Names as this animal makes them; `undefined` leaves it to the twin. What it names may lie anywhere. */
const naming = (id: string, sentence: string, nameOf: (raw: string) => Named | undefined) =>
  mannered(id, sentence, {
    nameOf: (raw) => nameOf(raw) ?? strictName(raw),
    isOutsideFine: () => true
  })

const decoded = (raw: string): string => decodedOnce(raw) ?? raw

const hasDots = (name: string): boolean => name.split("/").includes("..")

/** The answer for one found name changed. */
const finding = (
  id: string,
  sentence: string,
  found: (honest: Found | number, name: string) => Found | number
) => mannered(id, sentence, { found })

const decodingAnimals = [
  naming("never-decodes", "Takes percent-encodings for a part of the name.", (raw) => raw),
  naming("letters-undecoded", "Decodes no letters.", (raw) => (/%6/.test(raw) ? raw : undefined)),
  naming("lower-hex-undecoded", "Knows hexadecimal digits in upper case only.", (raw) =>
    /%\d[a-f]/.test(raw) ? raw : undefined
  ),
  naming("upper-hex-undecoded", "Knows hexadecimal digits in lower case only.", (raw) =>
    /%\d[A-F]/.test(raw) ? raw : undefined
  ),
  naming("spaces-undecoded", "Leaves %20 in the name.", (raw) =>
    raw.includes("%20") ? raw : undefined
  ),
  naming("utf8-refused", "Fails at a name that is not ASCII.", (raw) =>
    /%[89a-f]/i.test(raw) ? 500 : undefined
  ),
  naming("decodes-twice", "Decodes a name twice.", (raw) => decodedOnce(decoded(raw)) ?? 400),
  naming(
    "bad-encoding-kept",
    "Serves a name with a malformed encoding as far as it goes.",
    (raw) =>
      decodedOnce(raw) === undefined
        ? raw.replace(/%.*/, "hello.txt").replace(/^.*(?=hello)/, "/")
        : undefined
  ),
  naming("bad-end-cut", "Cuts off a percent sign at the end.", (raw) =>
    raw.endsWith("%") ? raw.slice(0, -1) : undefined
  ),
  naming("nul-cuts", "A NUL ends the name.", (raw) =>
    raw.includes("%00") ? decoded(raw).replace(/\0.*/s, "") : undefined
  ),
  naming("slash-decoded-elsewhere", "Serves another file for an encoded slash.", (raw) =>
    /%2f/i.test(raw) && !raw.includes("secret") ? "/hello.txt" : undefined
  ),
  naming("plus-is-space", "Takes + for a space, and - for nothing.", (raw) =>
    raw.replaceAll(/%2d/gi, "")
  )
]

const escapes = [
  naming("joins-anything", "Joins the decoded target to its root.", decoded),
  naming("joins-undecoded", "Joins the target to its root without decoding it.", (raw) =>
    raw.includes("%") ? undefined : raw
  ),
  naming("dots-sought-before-decoding", "Looks for .. before it decodes.", (raw) =>
    hasDots(raw) ? 404 : decoded(raw)
  ),
  naming("slashes-decoded-last", "Decodes slashes after it has looked for dots.", (raw) =>
    hasDots(decodedOnce(raw.replaceAll(/%2f/gi, "%252f")) ?? "..") ? 404 : decoded(raw)
  ),
  naming("backslash-is-slash", "Takes \\ for /.", (raw) =>
    hasDots(decoded(raw)) ? 404 : decoded(raw).replaceAll("\\", "/")
  ),
  naming("raw-backslash-is-slash", "Takes \\ for / where it is not encoded.", (raw) =>
    raw.includes("\\") ? raw.replaceAll("\\", "/") : undefined
  ),
  naming("second-decoding-unchecked", "Decodes again what it has looked at.", (raw) =>
    hasDots(decoded(raw)) ? 404 : decoded(decoded(raw))
  ),
  naming("overlong-utf8", "Reads dots in overlong UTF-8.", (raw) =>
    hasDots(decoded(raw)) ? 404 : decoded(raw).replaceAll("\xc0\xae", ".")
  ),
  naming("nul-dropped", "Drops NULs after it has looked for dots.", (raw) =>
    hasDots(decoded(raw)) ? 404 : decoded(raw).replaceAll("\0", "")
  ),
  naming("dots-at-start-only", "Looks for .. at the start only.", (raw) =>
    decoded(raw).startsWith("/..") || decoded(raw).startsWith("//") ? 404 : decoded(raw)
  ),
  naming("double-slash-skipped", "Looks for .. behind the first slash only.", (raw) =>
    raw.startsWith("//") ? decoded(raw) : undefined
  ),
  naming(
    "prefix-without-slash",
    "Compares the path with its root, but not the slash behind it.",
    (raw) => (raw.includes("www-sibling") ? raw : undefined)
  ),
  naming("dots-fail", "Fails at a name that leaves the root.", (raw) =>
    hasDots(decoded(raw)) ? 500 : undefined
  ),
  naming("dots-are-root", "Serves another file for a name that leaves the root.", (raw) =>
    hasDots(decoded(raw)) ? "/hello.txt" : undefined
  ),
  naming("nul-fails", "Fails at a NUL in a name.", (raw) => (raw.includes("%00") ? 500 : undefined))
]

const policyAnimals = [
  naming("hidden-fails", "Fails at hidden names.", (raw) => (/^\/\.h/.test(raw) ? 500 : undefined)),
  finding("link-fails", "Fails at a link that leaves the root.", (found, name) =>
    name === "/link.txt" ? 500 : found
  ),
  finding("slash-behind-file-fails", "Fails at a slash behind a file.", (found, name) =>
    name === "/hello.txt/" ? 500 : found
  ),
  finding("long-name-fails", "Takes ENAMETOOLONG for its own failure.", (found, name) =>
    name.length > 255 ? 500 : found
  ),
  mannered("query-is-name", "Takes the query for a part of the name.", {
    heard: (head) => head.replace(/^(GET \S*)\?/, "$1%3F")
  }),
  finding("missing-is-forbidden", "Says 403 where there is no file.", (found, name) =>
    found === 404 && name === "/nope" ? 403 : found
  ),
  mannered("missing-without-body", "Says 404 with nothing in it.", {
    answered: (answer) => (answer.status === 404 ? { ...answer, body: Buffer.alloc(0) } : answer)
  }),
  finding("folder-fails", "Fails at a folder without an index.", (found) =>
    found === 403 ? 500 : found
  ),
  mannered("redirects-away", "Redirects to //sub/, which is another host.", {
    said: (head) => head.replace("Location: ", "Location: /")
  }),
  mannered("redirects-to-itself", "Redirects a folder to the name that was asked for.", {
    said: (head) => head.replace(/(Location: .*)\/\r\n/, "$1\r\n")
  }),
  finding("fifo-fails", "Fails at a FIFO.", (found, name) => (name === "/fifo" ? 500 : found))
]

export const nameAnimals = ofKind("name", [...decodingAnimals, ...escapes, ...policyAnimals])
