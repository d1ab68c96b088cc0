/** How a fingerprint looks in a page, beside the styles that all pages share. */
import { css } from "../html/styles/css.ts"
import { chartStyle } from "./chart-style.ts"

const sectionStyle = css`
  .fingerprint-chart {
    display: block;
    max-width: 100%;
    min-width: 44rem;
    height: auto;
  }
  .fingerprint {
    max-width: 64rem;
    overflow-wrap: anywhere;
    border-top: 1px solid var(--line);
    margin-top: 1.6rem;
  }
  .fingerprint h3 {
    font-size: 1.2rem;
    margin: 0.9rem 0 0.3rem;
  }
  .fingerprint h4 {
    margin: 1.2rem 0 0.2rem;
    font-size: 1em;
  }
  .fingerprint .words {
    font-weight: 600;
  }
  .fingerprint tbody tr {
    border-top: 1px solid var(--line);
  }
  .fingerprint table {
    overflow-wrap: normal;
  }
  .fingerprint td {
    white-space: nowrap;
  }
  .fingerprint td.text {
    white-space: normal;
    min-width: 11rem;
    overflow-wrap: anywhere;
  }
  .fingerprint tbody th {
    font-weight: normal;
    white-space: nowrap;
  }
  .fingerprint details {
    margin-top: 1rem;
  }
  @media print {
    .fingerprint-chart {
      min-width: 0;
    }
    .fingerprint {
      break-before: page;
    }
  }
`

/** What a page adds to its styles to show `fingerprintSection`. */
export const fingerprintStyle = [chartStyle, sectionStyle].join("")
