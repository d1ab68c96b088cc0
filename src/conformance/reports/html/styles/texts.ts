/** The specification, the clauses, and how all of it narrows. */
import { css } from "./css.ts"

const texts = css`
  .contents {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1.1rem;
    margin-bottom: 0.6rem;
  }
  .key {
    color: var(--soft);
    font-size: 0.88em;
  }
  .chapter {
    max-width: 64rem;
    border-top: 1px solid var(--line);
    padding-top: 0.4rem;
  }
  .chapter h3 {
    font-size: 1.3rem;
    margin: 1rem 0 0.4rem;
  }
  .chapter h4 {
    margin: 0 0 0.3rem;
    font-size: 1em;
  }
  .prose {
    padding-right: 19rem;
  }
  .prose table {
    font-size: 0.92em;
    display: block;
    overflow-x: auto;
  }
  .prose td,
  .prose th {
    border-top: 1px solid var(--line);
  }
  .prose pre {
    overflow-x: auto;
    background: var(--shade);
    padding: 0.8rem;
    border-radius: 4px;
    line-height: 1.3;
  }
  .prose blockquote {
    border-left: 3px solid var(--line);
    margin: 0.5rem 0;
    padding-left: 1rem;
    color: var(--soft);
  }
  .rule {
    margin: 1.4rem 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 17rem;
    column-gap: 2rem;
  }
  .rule ul {
    padding-left: 1.2rem;
    margin: 0.4rem 0;
  }
  .margin {
    font-size: 0.85em;
    border-left: 1px solid var(--line);
    padding-left: 0.9rem;
  }
  .margin ul {
    list-style: none;
    padding: 0;
    margin: 0;
  }
  .margin p {
    margin: 0;
    color: var(--soft);
    font-style: italic;
  }
  .margin li,
  .clauses li {
    white-space: nowrap;
  }
  .margin li a,
  .clauses li > a {
    display: inline-block;
    min-width: 3.6rem;
  }
  .marks .v {
    display: inline-block;
    min-width: 1.4em;
    padding: 0 0.1em;
    margin-right: 1px;
    text-align: center;
  }
  .rule:target,
  .rule:focus {
    outline: none;
    box-shadow:
      -0.8rem 0 0 var(--paper),
      -1rem 0 0 var(--link);
  }
  .clauses {
    width: 100%;
  }
  .clauses tbody tr {
    border-top: 1px solid var(--line);
  }
  .clauses tr:target {
    background: var(--shade);
  }
  .clauses tr:focus {
    outline: none;
  }
  .clauses th {
    white-space: nowrap;
  }
  .clauses td:nth-child(2) {
    width: 65%;
  }
  .clauses ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .clauses li {
    white-space: normal;
  }
  @media (max-width: 60rem) {
    .prose {
      padding-right: 0;
    }
    .rule {
      display: block;
    }
    .margin {
      border-left-width: 3px;
      margin: 0.3rem 0;
    }
    .margin ul {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1rem;
    }
    .case dl {
      grid-template-columns: 1fr;
    }
    .case dt {
      margin-top: 0.4rem;
    }
    .servers tbody th small {
      max-width: 12rem;
    }
    .scripted .keys {
      display: none;
    }
    main {
      padding: 0.8rem 0.8rem 3rem;
    }
    .cases {
      padding: 0 0.8rem 3rem;
    }
  }
`

const narrowed = css`
  @media (min-width: 70rem) and (max-width: 110rem) {
    .open .prose {
      padding-right: 0;
    }
    .open .rule {
      display: block;
    }
    .open .margin ul {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1rem;
    }
  }
`

export const textsStyle = [texts, narrowed].join("")
