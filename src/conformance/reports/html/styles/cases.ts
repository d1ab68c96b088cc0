/** A case with its bytes. */
import { css } from "./css.ts"

export const casesStyle = css`
  .case {
    content-visibility: auto;
    contain-intrinsic-size: auto 40rem;
    padding-bottom: 1.5rem;
  }
  .scripted .case {
    content-visibility: visible;
  }
  .case:focus {
    outline: none;
  }
  .scripted .case {
    scroll-margin-top: 4rem;
  }
  .case .kind {
    color: var(--soft);
    font-size: 0.85em;
    margin: 0;
  }
  .case h3 {
    font-size: 1.15rem;
    margin: 0 0 0.6rem;
    line-height: 1.3;
  }
  .case dl {
    display: grid;
    grid-template-columns: 8rem 1fr;
    gap: 0.25rem 0.8rem;
    margin: 0 0 1rem;
  }
  .case dt {
    color: var(--soft);
  }
  .case dd {
    margin: 0;
  }
  .case dd p {
    margin: 0;
  }
  .case dd small {
    display: inline;
    margin-left: 0.6em;
  }
  .fix {
    border-left: 3px solid var(--note);
    padding-left: 0.6rem;
  }
  .finding {
    border-top: 1px solid var(--line);
    padding: 0.5rem 0;
  }
  .finding h4 {
    font-size: 1em;
    margin: 0;
  }
  .finding p {
    margin: 0.2rem 0;
    overflow-wrap: anywhere;
  }
  .bytes summary {
    font-size: 0.88em;
  }
  .wire {
    margin: 0.5rem 0 0.8rem;
    background: var(--shade);
    border-radius: 4px;
    padding: 0.4rem 0.6rem;
    font-size: 0.84em;
  }
  .wire code {
    font-size: 1em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .wire figcaption {
    font-family: system-ui, sans-serif;
    font-weight: 600;
  }
  .wire figcaption span {
    font-weight: normal;
    color: var(--soft);
    margin-left: 0.5em;
  }
  .wire ol {
    list-style: none;
    margin: 0.3rem 0 0;
    padding: 0;
  }
  .wire li {
    display: grid;
    grid-template-columns: 5rem 1.6rem 1fr;
  }
  .wire time {
    text-align: right;
    color: var(--soft);
    font-size: 1em;
  }
  .wire i {
    font-style: normal;
    text-align: center;
    font-weight: 700;
    border-left: 1px solid var(--line);
    border-right: 1px solid var(--line);
    margin: 0 0.3rem;
  }
  .wire .sent,
  .wire .fin-sent {
    color: var(--sent);
  }
  .wire .received,
  .wire .fin-received,
  .wire .reset {
    color: var(--received);
  }
  .wire .received div,
  .wire .fin-received div,
  .wire .reset div {
    padding-left: 2.2rem;
  }
  .wire .opened,
  .wire .quiet {
    color: var(--soft);
  }
  .wire .overflow {
    color: var(--bad);
  }
  .mark {
    font-weight: 600;
    font-size: 0.92em;
    border: 1px solid currentColor;
    border-radius: 3px;
    padding: 0 0.35em;
  }
`
