/** HTML in which every text is escaped unless it was made here: octets of a hostile server stand in this page. */

/** Markup that is safe to stand in a page. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Part = Markup | string | number | undefined | ReadonlyArray<Part>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Controls that HTML does not allow, and those that turn the direction of a line, are written out. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const unseen = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu

const spelt = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

export const escapeText = (text: string): string =>
  text.replaceAll(unseen, spelt).replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? "")

const rendered = (part: Part): string => {
  if (part === undefined) return ""
  if (part instanceof Markup) return part.text
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part))
  return part.map(rendered).join("")
}

/** The indentation of the sources is not sent: of a page of thousands of cells it would be a third. */
export const html = (literal: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Markup =>
  new Markup(
    literal.map((text, index) => text.replaceAll(/\n\s*/g, "\n") + rendered(parts[index])).join("")
  )

export const nothing = new Markup("")
