/** The numbers and the matrix. */
import { css } from "./css.ts"

export const resultsStyle = css`
  .servers {
    margin-bottom: 0.6rem;
  }
  .servers tbody tr {
    border-top: 1px solid var(--line);
  }
  .servers tbody th small {
    max-width: 26rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .servers b {
    font-size: 1.15rem;
  }
  .servers .ratio {
    white-space: nowrap;
    color: var(--soft);
  }
  .servers .ratio b {
    color: var(--ink);
  }
  .servers .facts {
    white-space: nowrap;
    color: var(--soft);
    font-size: 0.82em;
  }
  .trouble {
    color: var(--bad);
    margin: 0.3rem 0 0;
    padding-left: 1.1rem;
    font-weight: normal;
    font-size: 0.9em;
  }
  progress {
    display: block;
    appearance: none;
    width: 7.5rem;
    height: 4px;
    border: 0;
    margin-top: 0.2rem;
    background: var(--line);
    border-radius: 2px;
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--good);
  }
  progress::-moz-progress-bar {
    background: var(--good);
  }
  .legend {
    margin: 0.4rem 0 1.2rem;
  }
  .legend dl {
    display: grid;
    gap: 0.2rem 2rem;
    margin: 0.5rem 0;
    grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr));
  }
  .legend dl div {
    display: grid;
    grid-template-columns: 7rem 1fr;
  }
  .legend dd {
    margin: 0;
    color: var(--soft);
  }
  .filters {
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    padding: 0.5rem 0;
    border-top: 1px solid var(--line);
  }
  .filters label {
    color: var(--soft);
    font-size: 0.85em;
  }
  .filters input,
  .filters select {
    font: inherit;
    color: var(--ink);
    background: var(--shade);
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: 0.2rem 0.4rem;
  }
  .filters input {
    width: 19rem;
    max-width: 60vw;
  }
  .filters output {
    font-weight: 600;
  }
  .keys {
    margin-left: auto;
    color: var(--soft);
    font-size: 0.8em;
  }
  kbd {
    border: 1px solid var(--line);
    border-radius: 3px;
    padding: 0 0.3em;
    background: var(--shade);
  }
  .matrix {
    width: 100%;
    font-size: 0.93em;
  }
  .matrix tr {
    border-bottom: 1px solid var(--line);
  }
  .matrix thead th {
    vertical-align: bottom;
    white-space: normal;
    min-width: 5.6rem;
  }
  .matrix thead th:first-child {
    min-width: 4.5rem;
  }
  .matrix thead th {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--paper);
    box-shadow: 0 1px 0 var(--line);
  }
  .matrix td,
  .matrix th {
    padding: 0.18rem 0.6rem;
    vertical-align: baseline;
  }
  .matrix tr[data-case] {
    scroll-margin: 11rem 0 3rem;
  }
  .matrix th[scope="row"] {
    white-space: nowrap;
  }
  .matrix .title {
    width: 99%;
    min-width: 15rem;
  }
  .matrix .level {
    color: var(--soft);
    font-size: 0.85em;
  }
  .matrix .group th {
    padding-top: 1.1rem;
  }
  .matrix .group small {
    display: inline;
  }
  .scripted .matrix tbody tr[data-case] {
    cursor: pointer;
  }
  .matrix tr[data-case]:hover .title,
  .matrix tr.current .title {
    color: var(--link);
  }
  .matrix tr.current,
  .matrix tr[data-case]:hover {
    background: var(--shade);
  }
  @media (max-width: 60rem) {
    .matrix .level,
    .matrix thead th:nth-child(3) {
      display: none;
    }
    .matrix .title,
    .matrix thead th {
      min-width: 0;
    }
    .matrix .title {
      overflow-wrap: anywhere;
    }
    .matrix thead th span {
      writing-mode: vertical-rl;
      transform: rotate(180deg);
      max-height: 9rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .matrix td.v {
      text-align: center;
      padding: 0.18rem 0.2rem;
    }
    .matrix td.v span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @media (min-width: 70rem) {
    .matrix-box {
      overflow: visible;
    }
    .open .matrix .title {
      min-width: 9rem;
    }
    .open .matrix .level {
      display: none;
    }
    .open .matrix thead th:nth-child(3) {
      display: none;
    }
    .open .many thead th {
      min-width: 0;
    }
    .open .many thead th span {
      writing-mode: vertical-rl;
      transform: rotate(180deg);
      max-height: 9rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .open .many td.v span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .open .many td.v {
      text-align: center;
    }
    .open .keys {
      display: none;
    }
  }
  .none {
    color: var(--soft);
    padding: 1rem 0;
  }
`
