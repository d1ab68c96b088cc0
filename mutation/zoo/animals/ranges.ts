/** Wrong ways to send a part of a file. */
import { deafTo, hearing, mannered, ofKind, saying, taking } from "../animal.ts"
import type { Answer, Request } from "../twin/message.ts"

const asked = (request: Request | undefined): string =>
  request?.lines.find((line) => /^range:/i.test(line))?.slice("Range: ".length) ?? ""

/** The answer to one spelling of Range changed. */
const onRange = (
  id: string,
  sentence: string,
  pattern: RegExp,
  change: (answer: Answer) => Answer
) =>
  mannered(id, sentence, {
    answered: (answer, request) => (pattern.test(asked(request)) ? change(answer) : answer)
  })

const partial = (lines: ReadonlyArray<string>, body: string): Answer => ({
  status: 206,
  lines,
  body: Buffer.from(body)
})

const whole = (answer: Answer): Answer => ({ ...answer, status: 500 })

/** The body of several parts changed. */
const severally = (id: string, sentence: string, change: (body: string) => string) =>
  mannered(id, sentence, {
    answered: (answer) =>
      answer.lines.some((line) => line.startsWith("Content-Type: multipart"))
        ? { ...answer, body: Buffer.from(change(answer.body.toString("latin1")), "latin1") }
        : answer
  })

const singleAnimals = [
  mannered("range-one-short", "Sends one octet less than it says in Content-Range.", {
    answered: (answer) =>
      answer.status === 206 ? { ...answer, body: answer.body.subarray(0, -1) } : answer
  }),
  mannered("range-head-whole-file", "Says 206 and sends the whole file.", {
    answered: (answer, request) =>
      /^bytes=0-4$/.test(asked(request)) && answer.status === 206
        ? { ...answer, body: Buffer.from("hello world\n") }
        : answer
  }),
  mannered("content-range-shifted", "Content-Range is shifted by one octet.", {
    said: (head) =>
      head.replace(/(?<=Content-Range: bytes )(\d+)/, (digits) => String(Number(digits) + 1))
  }),
  saying(
    "content-range-unsaid",
    "Says 206 without Content-Range.",
    /Content-Range: bytes \d.*\r\n/,
    ""
  ),
  saying(
    "content-range-no-total",
    "Content-Range does not name the length.",
    /(Content-Range: bytes \d+-\d+)\/\d+/,
    "$1/*"
  ),
  taking(
    "suffix-is-start",
    "Takes a suffix for a first position.",
    /^Range: bytes=-(\d+)$/,
    "Range: bytes=$1-"
  ),
  taking(
    "suffix-of-three-is-four",
    "Sends one octet more than the suffix.",
    /^Range: bytes=-3$/,
    "Range: bytes=-4"
  ),
  taking(
    "open-end-excluded",
    "Leaves out the last octet of an open range.",
    /^Range: bytes=5-$/,
    "Range: bytes=5-10"
  ),
  onRange(
    "clamp-forgotten",
    "Says 416 where a range ends behind the file.",
    /^bytes=5-9999$/,
    whole
  ),
  onRange("long-suffix-fails", "Fails at a suffix longer than the file.", /^bytes=-9999$/, whole)
]

const limitAnimals = [
  saying("unsatisfiable-bare", "Says 416 without the length.", /Content-Range: bytes \*.*\r\n/, ""),
  onRange("behind-end-fails", "Fails at a range behind the end.", /^bytes=100-$/, whole),
  onRange("suffix-of-zero", "Sends a part of no octets.", /^bytes=-0$/, () =>
    partial(["Content-Range: bytes 12-11/12"], "")
  ),
  taking("any-unit", "Takes any unit for bytes.", /^Range: \w+=/, "Range: bytes="),
  onRange("unit-exact", "Refuses a unit in capitals.", /^BYTES=/, (answer) => ({
    ...answer,
    status: 416
  })),
  onRange("end-before-start", "Fails at an end before the start.", /^bytes=4-1$/, whole),
  onRange("letters-fail", "Fails at letters for numbers.", /^bytes=a-b$/, whole),
  onRange(
    "long-number-wraps",
    "Cuts a last position to what fits.",
    /^bytes=0-9{20,}$/,
    (answer) =>
      answer.status === 206
        ? { ...answer, lines: ["Content-Range: bytes 0-10/12"], body: answer.body.subarray(0, 11) }
        : answer
  ),
  onRange(
    "first-position-wraps",
    "Takes a first position of 2^64 for 0.",
    /^bytes=18446744073709551616-$/,
    (answer) => ({
      ...partial(["Content-Range: bytes 0-11/12"], "hello world\n"),
      lines: [...answer.lines, "Content-Range: bytes 0-11/12"]
    })
  ),
  mannered("empty-part", "Sends the first octet of an empty file.", {
    answered: (answer, request) =>
      request?.target === "/empty.txt" && asked(request) === "bytes=0-0"
        ? partial(["Content-Range: bytes 0--1/0"], "")
        : answer
  }),
  mannered("empty-suffix", "Sends the last octet of an empty file.", {
    answered: (answer, request) =>
      request?.target === "/empty.txt" && asked(request) === "bytes=-1"
        ? partial(["Content-Range: bytes 0--1/0"], "")
        : answer
  })
]

const severalAnimals = [
  onRange("parts-unlabelled", "Sends several parts, and calls them a text.", /,/, (answer) => ({
    ...answer,
    lines: answer.lines.filter((line) => !line.startsWith("Content-Type: multipart"))
  })),
  onRange(
    "parts-labelled-twice",
    "Sends several parts with a Content-Range before them.",
    /0-0,2-2/,
    (answer) => ({
      ...answer,
      lines: [...answer.lines, "Content-Range: bytes 0-0/12"]
    })
  ),
  severally("parts-malformed", "Sends several parts without what separates them.", () => "hl"),
  severally(
    "parts-off-by-one",
    "Each of several parts is the octet behind the right one.",
    (body) => body.replace("\r\n\r\nh", "\r\n\r\ne")
  ),
  severally("parts-without-end", "Leaves out the end of the last part.", (body) =>
    body.replace(/--\r\n$/, "\r\n")
  ),
  onRange(
    "one-part-off-by-one",
    "Sends the one range that can be met in the form of several, with the octet behind it.",
    /100-200/,
    () =>
      partial(
        ["Content-Type: multipart/byteranges; boundary=one"],
        "--one\r\nContent-Range: bytes 0-0/12\r\n\r\ne\r\n--one--\r\n"
      )
  ),
  onRange(
    "one-of-two-fails",
    "Says 416 if one of two ranges can't be met.",
    /100-200/,
    (answer) => ({
      ...answer,
      status: 416
    })
  ),
  onRange(
    "ranges-unbounded",
    "Sends as many copies as it is asked for.",
    /^bytes=(0-,){9}/,
    (answer) => ({
      ...answer,
      body: Buffer.concat([answer.body, answer.body, answer.body])
    })
  )
]

const ifRange = /^if-range:/i

const ifRangeAnimals = [
  deafTo("if-range-ignored", "Sends the part whatever If-Range says.", ifRange),
  deafTo("if-range-other-tag", "Takes another tag for its own.", /^if-range: "zz"/i),
  taking("if-range-weak", "Compares the tag of If-Range weakly.", /^If-Range: W\//, "If-Range: "),
  deafTo("if-range-later", "Takes a later date for a match.", /^if-range: Wed, 03/i),
  hearing("if-range-date-fails", "Fails at a date in If-Range.", (line, lines) =>
    /^range:/i.test(line) && lines.some((each) => /^if-range: Tue/i.test(each)) ? "what" : line
  ),
  hearing("if-range-tag-fails", "Fails at a tag in If-Range.", (line, lines) =>
    /^range:/i.test(line) && lines.some((each) => /^if-range: "\w{3,}/i.test(each)) ? "what" : line
  ),
  hearing("range-before-condition", "Looks at Range before If-None-Match.", (line, lines) =>
    /^if-none-match:/i.test(line) && lines.some((each) => /^range:/i.test(each)) ? undefined : line
  )
]

export const rangeAnimals = ofKind("range", [
  ...singleAnimals,
  ...limitAnimals,
  ...severalAnimals,
  ...ifRangeAnimals
])
