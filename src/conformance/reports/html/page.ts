/** The report as one page: it asks nothing of the network, and can be read where scripts do not run. */
import { createHash } from "node:crypto"
import { caseArticle } from "./case-article.ts"
import { clauseIndex } from "./clauses.ts"
import { early, script } from "./client/script.ts"
import { html, Markup } from "./markup.ts"
import { matrix } from "./matrix.ts"
import { modelOf, type PageInput, type PageModel } from "./model.ts"
import { overview } from "./overview.ts"
import { specification } from "./specification.ts"
import { stylesheet } from "./stylesheet.ts"

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** Nothing is loaded and nothing runs but what stands here. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(stylesheet)}`,
  `script-src ${hashOf(early)} ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

const views = [
  ["results", "Results"],
  ["specification", "Specification"],
  ["clauses", "Clauses"]
] as const

const titleOf = ({ labels }: PageModel): string => `HTTP conformance: ${labels.join(", ")}`

/** To the octet what the policy names: not even a blank may stand beside it. */
const exactly = (name: "style" | "script", text: string): Markup =>
  new Markup(`<${name}>${text}</${name}>`)

const headOf = (model: PageModel): Markup =>
  html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <title>${titleOf(model)}</title>
    ${exactly("style", stylesheet)}${exactly("script", early)}
  </head>`

const topOf = (model: PageModel): Markup =>
  html`<a class="skip" href="#results">To the results</a>
    <header class="top">
      <h1>HTTP conformance</h1>
      <nav aria-label="Views">
        ${views.map(([id, name]) => html`<a href="#${id}" data-view="${id}">${name}</a>`)}
      </nav>
      <p>
        ${model.rows.length} cases, ${model.labels.length}
        ${model.labels.length === 1 ? "server" : "servers"}
      </p>
    </header>`

const panelBar: Markup = html`<div class="panel-bar scripted-only">
  <button type="button" class="previous">← previous</button
  ><button type="button" class="next">next →</button
  ><button type="button" class="close">close</button>
</div>`

const viewOf = ([id, name]: (typeof views)[number], content: Markup): Markup =>
  html`<section class="view${id === "results" ? " current" : ""}" id="${id}" tabindex="-1">
    <h2>${name}</h2>
    ${content}
  </section>`

const casesOf = (model: PageModel): Markup =>
  html`<section class="cases" aria-label="Cases">
    <h2>Cases</h2>
    ${panelBar} ${model.rows.map((row) => caseArticle(row, model))}
  </section>`

export const renderPage = (input: PageInput): string => {
  const model = modelOf(input)
  const [results, text, clauses] = views
  return html`<!doctype html>
    <html lang="en">
      ${headOf(model)}
      <body>
        ${topOf(model)}
        <div class="split">
          <main>
            ${viewOf(results, html`${overview(model)} ${matrix(model)}`)}
            ${viewOf(text, specification(model))} ${viewOf(clauses, clauseIndex(model))}
          </main>
          ${casesOf(model)}
        </div>
        ${exactly("script", script)}
      </body>
    </html> `.text
}
