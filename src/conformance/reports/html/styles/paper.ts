/** On paper: the current view, and the cases that somebody has to act on. */
import { css } from "./css.ts"

export const paperStyle = css`
  @media print {
    :root {
      --paper: #fff;
      --ink: #000;
      --shade: #f6f6f6;
    }
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
