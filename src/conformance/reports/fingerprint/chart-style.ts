/** How the chart looks, on its own or in a page: the colours of Okabe and Ito, and a hatching where requests wait. */
import { css } from "../html/styles/css.ts"

export const chartStyle = css`
  .fingerprint-chart {
    --chart-paper: #fdfdfc;
    --chart-ink: #1d2125;
    --chart-soft: #5b636b;
    --chart-line: #c9ced3;
    --chart-empty: #eef0f1;
    --chart-answered: #009e73;
    --chart-waits: #d55e00;
    --chart-never: #7f7f7f;
    --chart-good: #1d6b3a;
    --chart-bad: #a33a00;
    font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  }
  @media screen and (prefers-color-scheme: dark) {
    .fingerprint-chart {
      --chart-paper: #16191c;
      --chart-ink: #dfe3e6;
      --chart-soft: #9aa4ad;
      --chart-line: #454d55;
      --chart-empty: #23282d;
      --chart-good: #7fcf98;
      --chart-bad: #ff9f5c;
    }
  }
  .fingerprint-chart .paper {
    fill: var(--chart-paper);
  }
  .fingerprint-chart rect {
    shape-rendering: crispEdges;
  }
  .fingerprint-chart text {
    fill: var(--chart-ink);
  }
  .fingerprint-chart .soft {
    fill: var(--chart-soft);
  }
  .fingerprint-chart .strong {
    font-weight: 600;
  }
  .fingerprint-chart .good {
    fill: var(--chart-good);
  }
  .fingerprint-chart .bad {
    fill: var(--chart-bad);
  }
  .fingerprint-chart .empty {
    fill: var(--chart-empty);
  }
  .fingerprint-chart .answered {
    fill: var(--chart-answered);
  }
  .fingerprint-chart .waits {
    fill: var(--chart-waits);
  }
  .fingerprint-chart .never {
    fill: var(--chart-never);
  }
  .fingerprint-chart .hatching {
    fill: none;
    stroke: var(--chart-paper);
    stroke-width: 1.6;
    opacity: 0.75;
  }
  .fingerprint-chart .queued {
    opacity: 0.5;
  }
  .fingerprint-chart .untried {
    opacity: 0.28;
  }
  .fingerprint-chart .doubtful {
    opacity: 0.45;
  }
  .fingerprint-chart .rule {
    stroke: var(--chart-line);
    stroke-width: 1;
  }
  .fingerprint-chart .stop {
    stroke: var(--chart-ink);
    stroke-width: 1.6;
  }
`
