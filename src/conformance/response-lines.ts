/** The lines of a message: where each ends, which fields they hold, and what is wrong with them. */

export interface Field {
  /** As sent; compare with `fieldValues`, which ignores case. */
  readonly name: string
  readonly value: string
  readonly offset: number
}

export interface HasFields {
  readonly fields: ReadonlyArray<Field>
}

/** How the end of a body is known (RFC 9112, section 6.3). */
export type Framing = "none" | "content-length" | "chunked" | "close"

export type ProblemCode =
  | "bare-lf"
  | "bare-cr"
  | "status-line"
  | "field-line"
  | "field-name"
  | "field-value"
  | "obs-fold"
  | "head-cut"
  | "body-cut"
  | "chunk"
  | "content-length"
  | "not-a-response"

/** A place where the output is not what RFC 9112 lets a server send. */
export interface Problem {
  readonly code: ProblemCode
  readonly offset: number
  readonly detail: string
}

export const fieldValues = (message: HasFields, name: string): Array<string> =>
  message.fields.filter((f) => f.name.toLowerCase() === name).map((f) => f.value)

export const fieldValue = (message: HasFields, name: string): string | undefined =>
  fieldValues(message, name)[0]

/** The members of a list field such as Connection, in lower case. */
export const listMembers = (message: HasFields, name: string): Array<string> =>
  fieldValues(message, name)
    .flatMap((value) => value.split(","))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== "")

/** A line without its end. */
export interface Line {
  readonly text: string
  readonly offset: number
}

interface LineRead {
  readonly line: Line
  readonly endOffset: number
  readonly problems: ReadonlyArray<Problem>
}

export const readLine = (octets: Buffer, offset: number): LineRead | undefined => {
  const lineFeed = octets.indexOf(0x0a, offset)
  if (lineFeed === -1) return undefined
  const problems: Array<Problem> = []
  const hasReturn = lineFeed > offset && octets[lineFeed - 1] === 0x0d
  const text = octets.toString("latin1", offset, hasReturn ? lineFeed - 1 : lineFeed)
  if (!hasReturn) {
    problems.push({ code: "bare-lf", offset: lineFeed, detail: "line ended by LF alone" })
  }
  const bareReturn = text.indexOf("\r")
  if (bareReturn !== -1) {
    problems.push({ code: "bare-cr", offset: offset + bareReturn, detail: "CR without LF" })
  }
  return { line: { text, offset }, endOffset: lineFeed + 1, problems }
}

const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

export const readFields = (
  lines: ReadonlyArray<Line>,
  problems: Array<Problem>
): ReadonlyArray<Field> => {
  const fields: Array<Field> = []
  for (const { text, offset } of lines) {
    const complain = (code: ProblemCode): void => {
      problems.push({ code, offset, detail: JSON.stringify(text) })
    }
    const colon = text.indexOf(":")
    if (/^[ \t]/.test(text)) complain("obs-fold")
    else if (colon === -1) complain("field-line")
    else {
      const name = text.slice(0, colon)
      const value = text.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")
      if (!tokenPattern.test(name)) complain("field-name")
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) complain("field-value")
      fields.push({ name: name.trim(), value, offset })
    }
  }
  return fields
}
