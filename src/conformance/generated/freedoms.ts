/**
 * Where the sources let octets be read in more than one way (`spec/freedoms.md`): each freedom writes a stream as
 * whoever takes it reads it. The machine then says what follows, also for the requests behind.
 */
import {
  type HeadText,
  cutHead,
  isField,
  joinHead,
  mapLines,
  methodOf,
  targetOf,
  valuesOf
} from "./head-text.ts"

export interface Freedom {
  readonly words: string
  readonly clause: string
  /** Undefined where there is nothing to be free about. */
  readonly rewrite: (head: HeadText) => HeadText | undefined
  /** Whoever takes this freedom must close after the answer. */
  readonly closes?: true
}

const changed = (head: HeadText, next: HeadText): HeadText | undefined =>
  joinHead(head) === joinHead(next) ? undefined : next

/** A freedom about single lines. */
const ofLines =
  (change: (line: string, index: number) => string | undefined) =>
  (head: HeadText): HeadText | undefined =>
    changed(head, mapLines(head, change))

const ofRequestLine = (change: (line: string) => string) =>
  ofLines((line, index) => (index === 0 ? change(line) : line))

const hasLine = (head: HeadText, name: string): boolean => valuesOf(head, name).length > 0

const without =
  (...names: ReadonlyArray<string>) =>
  (line: string, index: number): string | undefined =>
    index > 0 && names.some((name) => isField(line, name)) ? undefined : line

const ofLineEnds: ReadonlyArray<Freedom> = [
  {
    words: "a bare LF taken for CRLF",
    clause: "rfc9112#section-2.2-3",
    rewrite: (head) => {
      const ended = (line: string): string => line.replace(/\r*\n$/, "\r\n")
      const { before, lines, end, rest } = head
      return changed(head, {
        before: before.map(ended),
        lines: lines.map(ended),
        end: ended(end),
        rest
      })
    }
  },
  {
    words: "a folded line unfolded",
    clause: "rfc9112#section-5.2-4",
    rewrite: (head) => {
      const lines: Array<string> = []
      for (const line of head.lines) {
        const last = lines.at(-1)
        const folds = /^[ \t]/.test(line) && lines.length > 1 && last !== undefined
        if (folds) lines[lines.length - 1] = `${last.replace(/\r*\n$/, "")} ${line.trimStart()}`
        else lines.push(line)
      }
      return changed(head, { ...head, lines })
    }
  },
  {
    words: "a bare CR taken for a space",
    clause: "rfc9112#section-2.2-4",
    rewrite: ofLines((line) => line.replaceAll(/\r(?!\n$)/g, " "))
  },
  {
    words: "lines that begin with white space dropped before the first field",
    clause: "rfc9112#section-2.2-8",
    rewrite: (head) => {
      const first = head.lines.findIndex((line, index) => index > 0 && !/^[ \t]/.test(line))
      const keep = first === -1 ? head.lines.length : first
      return changed(head, {
        ...head,
        lines: [...head.lines.slice(0, 1), ...head.lines.slice(keep)]
      })
    }
  },
  {
    words: "empty lines before the request line ignored",
    clause: "rfc9112#section-2.2-6",
    rewrite: (head) => changed(head, { ...head, before: [] })
  }
]

const ofRequestLines: ReadonlyArray<Freedom> = [
  {
    words: "white space in the request line taken for single spaces",
    clause: "rfc9112#section-3-3",
    rewrite: ofRequestLine((line) => {
      const words = line.split(/[ \t\v\f\r]+/).filter((word) => word !== "" && word !== "\n")
      return words.length === 3 ? `${words.join(" ").trimEnd()}\r\n` : line
    })
  },
  {
    words: "another major version processed as HTTP/1.1",
    clause: "rfc9110#section-6.2-7",
    rewrite: ofRequestLine((line) => line.replace(/ HTTP\/[02-9]\.[0-9]\r\n$/, " HTTP/1.1\r\n"))
  },
  {
    words: "a fragment cut off the target",
    clause: "rfc9112#section-3.2-4",
    rewrite: ofRequestLine((line) => line.replace(/#[^ ]*( HTTP)/, "$1"))
  },
  {
    words: "octets that no URI has, in a query that is not used",
    clause: "rfc9112#section-3.2-4",
    rewrite: ofRequestLine((line) =>
      line.replace(/\?[^ ]* HTTP/, (query) => query.replaceAll(/["<>\x80-\xff]/g, ""))
    )
  },
  {
    words: "segments that climb out of the root dropped",
    clause: "rfc3986#section-5.2.4",
    rewrite: (head) => {
      const [path = "", ...query] = targetOf(head).split("?")
      if (!path.startsWith("/")) return undefined
      const kept: Array<string> = []
      for (const segment of path.slice(1).split("/")) {
        if (/^(?:\.|%2e){2}$/i.test(segment)) kept.pop()
        else kept.push(segment)
      }
      const target = ["", ...kept].join("/")
      const written = [target === "" ? "/" : target, ...query].join("?")
      return changed(
        head,
        mapLines(head, (line, index) =>
          index === 0 ? line.replace(targetOf(head), () => written) : line
        )
      )
    }
  }
]

const tagList = /^(?:[ \t,]*(?:W\/)?"[!#-~\x80-\xff]*"[ \t]*(?=,|$))*[ \t,]*$/

const hasBadTags = (line: string): boolean => {
  const value = /^if-(?:none-)?match:[ \t]*(.*?)[ \t]*\r\n$/i.exec(line)?.[1]
  if (value === undefined || value === "*") return false
  return !tagList.test(value)
}

const ofFields: ReadonlyArray<Freedom> = [
  {
    words: "NUL in a field value taken for a space",
    clause: "rfc9110#section-5.5-5",
    rewrite: ofLines((line, index) => (index === 0 ? line : line.replaceAll("\0", " ")))
  },
  {
    words: "a control character kept in a field value",
    clause: "rfc9110#section-5.5-5",
    // A letter in its place keeps every value that has a meaning as meaningless as it was.
    rewrite: ofLines((line, index) => {
      const colon = line.indexOf(":")
      if (index === 0 || colon === -1 || isField(line, "host")) return line
      const value = line.slice(colon + 1)
      // oxlint-disable-next-line no-control-regex -- control characters are meant
      return line.slice(0, colon + 1) + value.replaceAll(/[\x01-\x08\v\f\x0e-\x1f\x7f]/g, "x")
    })
  },
  {
    words: "an invalid list of tags that begins with * taken for *",
    clause: "rfc9110#section-2.4-2",
    rewrite: ofLines((line) => line.replace(/^(if-(?:none-)?match:[ \t]*\*).*\r\n$/i, "$1\r\n"))
  },
  {
    words: "an invalid list of tags ignored",
    clause: "rfc9110#section-2.4-2",
    rewrite: ofLines((line) => (hasBadTags(line) ? undefined : line))
  },
  {
    words: "an invalid list of tags that matches nothing",
    clause: "rfc9110#section-2.4-2",
    rewrite: ofLines((line) =>
      hasBadTags(line) ? line.replace(/:.*\r\n$/, ': "matches nothing"\r\n') : line
    )
  },
  {
    words: "an expectation not waited for",
    clause: "rfc9110#section-10.1.1-14",
    rewrite: ofLines(without("expect"))
  }
]

const ofFraming: ReadonlyArray<Freedom> = [
  {
    words: "the coding processed although a length is given",
    clause: "rfc9112#section-6.1-15",
    closes: true,
    rewrite: (head) =>
      hasLine(head, "transfer-encoding")
        ? changed(head, mapLines(head, without("content-length")))
        : undefined
  },
  {
    words: "a coding of HTTP/1.0 processed",
    clause: "rfc9112#section-6.1-16",
    closes: true,
    rewrite: (head) => {
      if (!hasLine(head, "transfer-encoding")) return undefined
      const raised = ofRequestLine((line) => line.replace(/ HTTP\/1\.0\r\n$/, " HTTP/1.1\r\n"))(
        head
      )
      // Its Host may be missing, and is of no account for the framing.
      return raised === undefined || hasLine(raised, "host")
        ? raised
        : { ...raised, lines: [...raised.lines, "Host: x\r\n"] }
    }
  },
  {
    words: "chunked twice read by the last one",
    clause: "rfc9112#section-6.3-2.4.1",
    rewrite: (head) => {
      const codings = valuesOf(head, "transfer-encoding").flatMap((value) => value.split(","))
      const twice = codings.length > 1 && codings.every((coding) => /^\s*chunked\s*$/i.test(coding))
      if (!twice) return undefined
      const dropped = mapLines(head, without("transfer-encoding"))
      return { ...dropped, lines: [...dropped.lines, "Transfer-Encoding: chunked\r\n"] }
    }
  },
  {
    words: "equal lengths taken for one",
    clause: "rfc9110#section-8.6-13",
    rewrite: (head) => {
      const given = valuesOf(head, "content-length").flatMap((value) => value.split(","))
      const [first = "", ...others] = given.map((value) => value.trim())
      const equal = /^[0-9]+$/.test(first) && others.every((value) => value === first)
      if (!equal || others.length === 0) return undefined
      const dropped = mapLines(head, without("content-length"))
      return { ...dropped, lines: [...dropped.lines, `Content-Length: ${first}\r\n`] }
    }
  },
  {
    words: "a body left unread",
    clause: "rfc9112#section-9.3-7",
    closes: true,
    rewrite: (head) => {
      const codings = valuesOf(head, "transfer-encoding")
      const lengths = valuesOf(head, "content-length")
      const coded = codings.length > 0 && codings.every((coding) => /^chunked$/i.test(coding))
      const counted = codings.length === 0 && lengths.every((length) => /^[0-9]+$/.test(length))
      if (!coded && !counted) return undefined
      return changed(head, mapLines(head, without("transfer-encoding", "content-length")))
    }
  }
]

export const freedoms: ReadonlyArray<Freedom> = [
  ...ofLineEnds,
  ...ofRequestLines,
  ...ofFields,
  ...ofFraming
]

/** A stream as it may be read. */
export interface Variant {
  readonly stream: string
  /** The freedoms taken; none is as the reference reads it. */
  readonly taken: ReadonlyArray<string>
  readonly closes: boolean
}

export const named = ({ words, clause }: Pick<Freedom, "words" | "clause">): string =>
  `${words} (${clause})`

/** More freedoms than a short request has room for. */
const takenMax = 3

/** Every way in which a stream may be read, the reference's own first. */
export const variantsOf = (stream: string): ReadonlyArray<Variant> => {
  const variants: Array<Variant> = [{ stream, taken: [], closes: false }]
  const seen = new Set([`${stream} open`])
  // Grows while it is walked: a freedom may open the way for another.
  for (const { stream: from, taken, closes } of variants) {
    const head = taken.length < takenMax ? cutHead(from) : undefined
    if (head === undefined || methodOf(head) === "") continue
    for (const freedom of freedoms) {
      const next = freedom.rewrite(head)
      if (next === undefined) continue
      const written = joinHead(next)
      const closing = closes || freedom.closes === true
      const key = `${written} ${closing ? "closed" : "open"}`
      if (seen.has(key)) continue
      seen.add(key)
      variants.push({ stream: written, taken: [...taken, named(freedom)], closes: closing })
    }
  }
  return variants
}
