/** Colours and letters: calm, in the reader's own fonts, light or dark. */
import { css } from "./css.ts"

const colours = css`
  :root {
    color-scheme: light dark;
    --paper: #fdfdfc;
    --ink: #1d2125;
    --soft: #5b636b;
    --line: #dfe2e5;
    --shade: #f3f4f5;
    --link: #0b57a4;
    --good: #1d6b3a;
    --good-back: #e9f4ec;
    --note: #7a5200;
    --note-back: #fbf2dd;
    --bad: #a3151c;
    --bad-back: #fce8e8;
    --faint: #666e76;
    --faint-back: #f1f2f3;
    --sent: #0b57a4;
    --received: #7a3e9d;
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --paper: #16191c;
      --ink: #dfe3e6;
      --soft: #9aa4ad;
      --line: #30363c;
      --shade: #1e2226;
      --link: #7db7f0;
      --good: #7fcf98;
      --good-back: #17291d;
      --note: #e6bf6b;
      --note-back: #2c2514;
      --bad: #ff9a94;
      --bad-back: #3a1b1c;
      --faint: #929ba3;
      --faint-back: #1f2327;
      --sent: #7db7f0;
      --received: #cfa2ec;
    }
  }
`

const base = css`
  * {
    box-sizing: border-box;
  }
  html {
    scroll-padding-top: 3.5rem;
  }
  body {
    margin: 0;
    background: var(--paper);
    color: var(--ink);
    font:
      15px/1.5 system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      "Noto Sans",
      sans-serif;
  }
  code,
  kbd,
  time,
  .wire {
    font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
    font-size: 0.88em;
  }
  a {
    color: var(--link);
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  a:not(:hover) code,
  th a:not(:hover),
  h3 a:not(:hover),
  h4 a:not(:hover) {
    text-decoration: none;
  }
  :focus-visible {
    outline: 2px solid var(--link);
    outline-offset: 2px;
    border-radius: 2px;
  }
  small {
    display: block;
    color: var(--soft);
    font-size: 0.82em;
    font-weight: normal;
  }
  p {
    margin: 0.5em 0;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    padding: 0.3rem 0.6rem;
  }
  thead th {
    color: var(--soft);
    font-weight: 600;
    font-size: 0.85em;
    white-space: nowrap;
  }
  caption,
  .lead {
    text-align: left;
    color: var(--soft);
    padding: 0 0.6rem 0.4rem 0;
  }
  summary {
    cursor: pointer;
    color: var(--soft);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .skip {
    position: absolute;
    left: -99rem;
  }
  .skip:focus {
    left: 1rem;
    top: 0.5rem;
    z-index: 9;
    background: var(--paper);
    padding: 0.3rem 0.6rem;
  }
  .wide {
    overflow-x: auto;
  }
  .scripted-only {
    display: none;
  }
  .scripted .scripted-only {
    display: flex;
  }
  .v {
    white-space: nowrap;
  }
  .v i {
    font-style: normal;
    display: inline-block;
    width: 1.1em;
    text-align: center;
  }
  .good {
    color: var(--good);
  }
  .note {
    color: var(--note);
  }
  .bad {
    color: var(--bad);
  }
  .faint {
    color: var(--faint);
  }
  span.v {
    padding: 0 0.35em;
    border-radius: 3px;
  }
  .v.note {
    background: var(--note-back);
  }
  .v.bad {
    background: var(--bad-back);
    font-weight: 600;
  }
  span.v.good {
    background: var(--good-back);
  }
  span.v.faint {
    background: var(--faint-back);
  }
`

export const baseStyle = [colours, base].join("")
