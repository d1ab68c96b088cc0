/** The specification with the results in its margin: what tests a rule, and how each server stands to it. */
import { Marked, type Token, type Tokens, type TokensList } from "marked"
import { clausePattern, clausesOfRules, rulePattern } from "./chapters.ts"
import { escapeText, html, Markup, nothing } from "./markup.ts"
import type { CaseRow, PageModel } from "./model.ts"
import { caseLink, chapterId, clauseId, clauseUrl, ruleId } from "./places.ts"
import { smallMark } from "./verdict-marks.ts"

interface Targets {
  readonly rules: ReadonlySet<string>
  readonly clauses: ReadonlySet<string>
  readonly chapters: ReadonlySet<string>
}

const clauseAddress = (clause: string, { clauses }: Targets): string =>
  clauses.has(clause) ? `#${clauseId(clause)}` : (clauseUrl(clause) ?? "")

/** Text whose clauses lead to the index. */
const linked = (text: string, targets: Targets): string =>
  escapeText(text).replaceAll(
    clausePattern,
    (clause) => `<a href="${clauseAddress(clause, targets)}">${clause}</a>`
  )

/** Addresses that the page can follow: its own chapters, and the web. */
const addressOf = (href: string, { chapters }: Targets): string | undefined => {
  if (/^https?:\/\//.test(href)) return href
  const name = /^([\w-]+)\.md$/.exec(href)?.[1]
  return name !== undefined && chapters.has(name) ? `#${chapterId(name)}` : undefined
}

/** Markdown's own HTML is text here, pictures are their words, and headings stand below the chapter's. */
const markdownOf = (targets: Targets): Marked =>
  new Marked({
    gfm: true,
    renderer: {
      html: ({ text }) => escapeText(text),
      image: ({ text }) => escapeText(text),
      heading({ tokens, depth }) {
        const level = Math.min(6, depth + 2)
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens)
        const address = addressOf(href, targets)
        return address === undefined ? words : `<a href="${escapeText(address)}">${words}</a>`
      },
      codespan: ({ text }) =>
        targets.rules.has(text)
          ? `<a href="#${ruleId(text)}"><code>${text}</code></a>`
          : `<code>${linked(text, targets)}</code>`,
      text(token) {
        return "tokens" in token && token.tokens !== undefined
          ? this.parser.parseInline(token.tokens)
          : linked(token.text, targets)
      }
    }
  })

interface Part {
  readonly rule: string | undefined
  readonly tokens: ReadonlyArray<Token>
}

const ruleOf = (token: Token): string | undefined =>
  token.type === "heading" &&
  (token as Tokens.Heading).depth === 3 &&
  rulePattern.test(token["text"])
    ? token["text"]
    : undefined

/** A chapter is cut where a rule begins, and where another heading ends it. */
const partsOf = (tokens: TokensList): ReadonlyArray<Part> => {
  const parts: Array<{ rule: string | undefined; tokens: Array<Token> }> = []
  for (const token of tokens) {
    const rule = ruleOf(token)
    if (parts.length === 0 || token.type === "heading") parts.push({ rule, tokens: [] })
    if (rule === undefined) parts.at(-1)?.tokens.push(token)
  }
  return parts
}

const caseNote = ({ described, results }: CaseRow, labels: ReadonlyArray<string>): Markup =>
  html`<li>
    ${caseLink(described.id)}
    <span class="marks"
      >${results.map((result, index) => smallMark(result, labels[index] ?? ""))}</span
    >
  </li>`

const marginOf = (rule: string, model: PageModel): Markup => {
  const rows = model.rowsOfRule.get(rule) ?? []
  if (rows.length > 0)
    return html`<aside class="margin" aria-label="Cases that test ${rule}">
      <ul>
        ${rows.map((row) => caseNote(row, model.labels))}
      </ul>
    </aside>`
  const words = model.testable.has(rule) ? "untested by this run" : "not testable on the wire"
  return html`<aside class="margin" aria-label="Cases that test ${rule}"><p>${words}</p></aside>`
}

const partMarkup = ({ rule, tokens }: Part, markdown: Marked, model: PageModel): Markup => {
  const body = new Markup(markdown.parser([...tokens]))
  return rule === undefined
    ? html`<div class="prose">${body}</div>`
    : html`<section class="rule" id="${ruleId(rule)}" tabindex="-1">
        <div>
          <h4><a href="#${ruleId(rule)}">${rule}</a></h4>
          ${body}
        </div>
        ${marginOf(rule, model)}
      </section>`
}

const key = ({ labels }: PageModel): Markup =>
  labels.length < 2
    ? nothing
    : html`<p class="key">
        In the margin: cases, and for each the verdicts of ${labels.join(", ")}, in this order.
      </p>`

export const specification = (model: PageModel): Markup => {
  const { chapters } = model
  const targets: Targets = {
    rules: model.specified,
    clauses: new Set([...clausesOfRules(chapters).keys(), ...model.rowsOfClause.keys()]),
    chapters: new Set(chapters.map(({ name }) => name))
  }
  const markdown = markdownOf(targets)
  return html`<nav class="contents" aria-label="Chapters">
      ${chapters.map(({ name }) => html`<a href="#${chapterId(name)}">${name}</a> `)}
    </nav>
    ${key(model)}
    ${chapters.map(
      ({ name, text }) =>
        html`<section class="chapter" id="${chapterId(name)}" tabindex="-1">
          ${partsOf(markdown.lexer(text)).map((part) => partMarkup(part, markdown, model))}
        </section> `
    )}`
}
