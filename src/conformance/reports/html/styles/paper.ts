/** On paper: the current view, and the cases that somebody has to act on. */
import { css } from "./css.ts"

export const paperStyle = css`
  @media print {
    body {
      font-size: 9.5pt;
    }
    .top nav,
    .filters,
    .panel-bar,
    .skip,
    .legend summary {
      display: none !important;
    }
    .scripted.open .split {
      display: block;
    }
    .scripted .view:not(.current) {
      display: none;
    }
    .scripted .cases,
    .scripted.open .cases {
      display: block;
      position: static;
      height: auto;
      overflow: visible;
      border: 0;
      max-width: none;
    }
    .scripted .case,
    .case {
      display: none !important;
      content-visibility: visible;
    }
    .scripted .cases > h2 {
      display: block;
    }
    .case.urgent {
      display: block !important;
    }
    .bytes:not([open]) {
      display: none;
    }
    .finding h4,
    .finding h4 + p {
      display: inline;
    }
    .servers .facts {
      white-space: normal;
    }
    .servers tbody th small {
      max-width: 14rem;
    }
    .matrix .title,
    .matrix thead th {
      min-width: 0;
    }
    progress {
      width: 5rem;
    }
    .wide,
    .prose table {
      overflow: visible;
    }
    thead {
      display: table-header-group;
    }
    tr,
    .finding,
    .wire li {
      break-inside: avoid;
    }
    h3,
    h4 {
      break-after: avoid;
    }
    a {
      color: inherit;
      text-decoration: none;
    }
  }
`
