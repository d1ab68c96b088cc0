/** The frame of the page, the panel of a case beside it, and narrow screens. */
import { css } from "./css.ts"

export const frameStyle = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.5rem;
    align-items: baseline;
    padding: 0.6rem 1.2rem;
    border-bottom: 1px solid var(--line);
  }
  .top h1 {
    font-size: 1.05rem;
    margin: 0;
  }
  .top nav {
    display: flex;
    gap: 1.2rem;
  }
  .top nav a {
    text-decoration: none;
    padding: 0.1rem 0;
    border-bottom: 2px solid transparent;
  }
  .top nav a[aria-current] {
    border-color: currentColor;
    font-weight: 600;
    color: var(--ink);
  }
  .top p {
    margin: 0 0 0 auto;
    color: var(--soft);
    font-size: 0.85em;
  }
  .split {
    display: block;
  }
  main {
    padding: 1rem 1.2rem 4rem;
    min-width: 0;
  }
  .view:focus {
    outline: none;
  }
  .view > h2 {
    font-size: 1.35rem;
    margin: 2.5rem 0 0.8rem;
  }
  .scripted .view:focus {
    outline: none;
  }
  .view > h2 {
    margin-top: 0.3rem;
  }
  .scripted .view:not(.current) {
    display: none;
  }
  .cases {
    padding: 0 1.2rem 4rem;
    max-width: 60rem;
  }
  .scripted .cases {
    display: none;
  }
  .scripted.open .cases {
    display: block;
  }
  .scripted .case:not(.current),
  .scripted .cases > h2 {
    display: none;
  }
  .panel-bar {
    gap: 0.4rem;
    position: sticky;
    top: 0;
    background: var(--paper);
    padding: 0.6rem 0;
    z-index: 2;
  }
  .panel-bar button {
    font: inherit;
    font-size: 0.85em;
    color: var(--ink);
    background: var(--shade);
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: 0.15rem 0.7rem;
    cursor: pointer;
  }
  .panel-bar button:last-child {
    margin-left: auto;
  }
  @media (min-width: 70rem) {
    .scripted.open .split {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(30rem, 42%);
    }
    .scripted.open .cases {
      position: sticky;
      top: 0;
      height: 100vh;
      overflow-y: auto;
      border-left: 1px solid var(--line);
    }
  }
  @media (max-width: 69.99rem) {
    .scripted.open .cases {
      position: fixed;
      inset: 0;
      overflow-y: auto;
      background: var(--paper);
      z-index: 5;
      max-width: none;
    }
  }
`
