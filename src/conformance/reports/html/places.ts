/** Where things stand: ids within the page, and the paragraphs of the RFCs. */
import { html, type Markup } from "./markup.ts"

export const caseId = (id: string): string => `case/${id}`
export const ruleId = (rule: string): string => `rule/${rule}`
export const chapterId = (name: string): string => `chapter/${name}`
/** Without the "#" of a clause, which would have to be escaped in every address. */
export const clauseId = (clause: string): string => `clause/${clause.replace("#", "/")}`

const clausePattern = /^(?<document>rfc\d+)(?:#(?<section>[\w.-]+))?$/

/** The paragraph at rfc-editor.org; undefined for a clause that is in no RFC. */
export const clauseUrl = (clause: string): string | undefined =>
  clausePattern.test(clause) ? `https://www.rfc-editor.org/rfc/${clause}` : undefined

/** "RFC 9112, section 3.2, paragraph 6". */
export const clauseName = (clause: string): string => {
  const { document, section } = clausePattern.exec(clause)?.groups ?? {}
  if (document === undefined) return clause
  const parts = /^(?:section|appendix)-([\w.]+?)(?:-([\d.]+))?$/.exec(section ?? "")
  return [
    `RFC ${document.slice(3)}`,
    ...(parts?.[1] === undefined ? [] : [`§ ${parts[1]}`]),
    ...(parts?.[2] === undefined ? [] : [`¶ ${parts[2]}`])
  ].join(" ")
}

export const caseLink = (id: string): Markup => html`<a href="#${caseId(id)}">${id}</a>`

/** A rule of a chapter that is not in the page is only named. */
export const ruleLink = (rule: string, specified: ReadonlySet<string>): Markup =>
  specified.has(rule)
    ? html`<a href="#${ruleId(rule)}"><code>${rule}</code></a>`
    : html`<code>${rule}</code>`

export const clauseLink = (clause: string): Markup =>
  html`<a href="#${clauseId(clause)}">${clauseName(clause)}</a>`

/** Out of the page, and told so. */
export const sourceLink = (clause: string): Markup => {
  const url = clauseUrl(clause)
  return url === undefined
    ? html`${clause}`
    : html`<a class="out" href="${url}" rel="noreferrer" title="at rfc-editor.org">${clause}</a>`
}
