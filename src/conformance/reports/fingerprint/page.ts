/** Fingerprints as one page: the picture of all, then each server. It asks nothing of the network and runs nothing. */
import { createHash } from "node:crypto"
import type { Fingerprint } from "../../fingerprint/result.ts"
import { html, Markup } from "../html/markup.ts"
import { baseStyle } from "../html/styles/base.ts"
import { frameStyle } from "../html/styles/frame.ts"
import { chartMarkup, type ChartOptions, namesOf } from "./chart.ts"
import { fingerprintStyle } from "./section-style.ts"
import { detailsOf } from "./section.ts"

const stylesheet = [baseStyle, frameStyle, fingerprintStyle].join("")

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(stylesheet).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

/** To the octet what the policy names: not even a blank may stand beside it. */
const style = new Markup(`<style>${stylesheet}</style>`)

export const renderFingerprintPage = (
  fingerprints: ReadonlyArray<Fingerprint>,
  options: ChartOptions = {}
): string => {
  const names = namesOf(fingerprints, options.names)
  const sections = fingerprints.map((fingerprint, index) => {
    const name = names[index] ?? ""
    return html`<section class="fingerprint" aria-label="${name}">
      ${detailsOf(fingerprint, name)}
    </section>`
  })
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Who waits for the disk: ${names.join(", ")}</title>
        ${style}
      </head>
      <body>
        <header class="top">
          <h1>${names.length === 1 ? "Fingerprint of a server" : "Fingerprints of servers"}</h1>
        </header>
        <main>
          <h2 class="unseen">All servers</h2>
          <div class="wide">${chartMarkup(fingerprints, options)}</div>
          <h2 class="unseen">Each server</h2>
          ${sections}
        </main>
      </body>
    </html> `.text
}
