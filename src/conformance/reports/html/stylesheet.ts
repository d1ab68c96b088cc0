/** How the page looks: calm, dense, in the reader's own fonts, light or dark, and on paper. */

const colours = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1d2125; --soft: #5b636b; --line: #dfe2e5; --shade: #f3f4f5; --link: #0b57a4;
  --good: #1d6b3a; --good-back: #e9f4ec; --note: #7a5200; --note-back: #fbf2dd;
  --bad: #a3151c; --bad-back: #fce8e8; --faint: #666e76; --faint-back: #f1f2f3;
  --sent: #0b57a4; --received: #7a3e9d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191c; --ink: #dfe3e6; --soft: #9aa4ad; --line: #30363c; --shade: #1e2226; --link: #7db7f0;
    --good: #7fcf98; --good-back: #17291d; --note: #e6bf6b; --note-back: #2c2514;
    --bad: #ff9a94; --bad-back: #3a1b1c; --faint: #929ba3; --faint-back: #1f2327;
    --sent: #7db7f0; --received: #cfa2ec;
  }
}
`

const base = `
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
code, kbd, time, .wire { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono",
  monospace; font-size: .88em; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:not(:hover) code, th a:not(:hover), h3 a:not(:hover), h4 a:not(:hover) { text-decoration: none; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
small { display: block; color: var(--soft); font-size: .82em; font-weight: normal; }
p { margin: .5em 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; }
thead th { color: var(--soft); font-weight: 600; font-size: .85em; white-space: nowrap; }
caption { text-align: left; color: var(--soft); padding: 0 .6rem .4rem 0; }
summary { cursor: pointer; color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; z-index: 9;
  background: var(--paper); padding: .3rem .6rem; }
.wide { overflow-x: auto; }
.scripted-only { display: none; } .scripted .scripted-only { display: flex; }
.v { white-space: nowrap; } .v i { font-style: normal; display: inline-block; width: 1.1em; text-align: center; }
.good { color: var(--good); } .note { color: var(--note); } .bad { color: var(--bad); }
.faint { color: var(--faint); }
span.v { padding: 0 .35em; border-radius: 3px; }
.v.note { background: var(--note-back); } .v.bad { background: var(--bad-back); font-weight: 600; }
span.v.good { background: var(--good-back); } span.v.faint { background: var(--faint-back); }
`

const frame = `
.top { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; align-items: baseline; padding: .6rem 1.2rem;
  border-bottom: 1px solid var(--line); }
.top h1 { font-size: 1.05rem; margin: 0; } .top nav { display: flex; gap: 1.2rem; }
.top nav a { text-decoration: none; padding: .1rem 0; border-bottom: 2px solid transparent; }
.top nav a[aria-current] { border-color: currentColor; font-weight: 600; color: var(--ink); }
.top p { margin: 0 0 0 auto; color: var(--soft); font-size: .85em; }
.split { display: block; }
main { padding: 1rem 1.2rem 4rem; min-width: 0; }
.view > h2 { font-size: 1.35rem; margin: 2.5rem 0 .8rem; } .scripted .view > h2 { margin-top: .3rem; }
.scripted .view:not(.current) { display: none; }
.cases { padding: 0 1.2rem 4rem; max-width: 60rem; }
.scripted .cases { display: none; }
.scripted.open .cases { display: block; }
.scripted .case:not(.current), .scripted .cases > h2 { display: none; }
.panel-bar { gap: .4rem; position: sticky; top: 0; background: var(--paper); padding: .6rem 0; z-index: 2; }
.panel-bar button { font: inherit; font-size: .85em; color: var(--ink); background: var(--shade);
  border: 1px solid var(--line); border-radius: 4px; padding: .15rem .7rem; cursor: pointer; }
.panel-bar button:last-child { margin-left: auto; }
@media (min-width: 70rem) {
  .scripted.open .split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(30rem, 42%); }
  .scripted.open .cases { position: sticky; top: 0; height: 100vh; overflow-y: auto;
    border-left: 1px solid var(--line); }
}
@media (max-width: 69.99rem) {
  .scripted.open .cases { position: fixed; inset: 0; overflow-y: auto; background: var(--paper); z-index: 5;
    max-width: none; }
}
`

const results = `
.servers { margin-bottom: .6rem; } .servers tbody tr { border-top: 1px solid var(--line); }
.servers tbody th small { max-width: 26rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.servers b { font-size: 1.15rem; } .servers .ratio { white-space: nowrap; color: var(--soft); }
.servers .ratio b { color: var(--ink); } .servers .facts { color: var(--soft); font-size: .82em; }
.trouble { color: var(--bad); margin: .3rem 0 0; padding-left: 1.1rem; font-weight: normal; font-size: .9em; }
progress { display: block; appearance: none; width: 7.5rem; height: 4px; border: 0; margin-top: .2rem;
  background: var(--line); border-radius: 2px; overflow: hidden; }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--good); }
progress::-moz-progress-bar { background: var(--good); }
.legend { margin: .4rem 0 1.2rem; } .legend dl { display: grid; gap: .2rem 2rem; margin: .5rem 0;
  grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); }
.legend dl div { display: grid; grid-template-columns: 7rem 1fr; } .legend dd { margin: 0; color: var(--soft); }
.filters { flex-wrap: wrap; gap: .5rem 1rem; align-items: center; position: sticky; top: 0; z-index: 3;
  background: var(--paper); padding: .5rem 0; border-bottom: 1px solid var(--line); }
.filters label { color: var(--soft); font-size: .85em; }
.filters input, .filters select { font: inherit; color: var(--ink); background: var(--shade);
  border: 1px solid var(--line); border-radius: 4px; padding: .2rem .4rem; }
.filters input { width: 19rem; max-width: 60vw; } .filters output { font-weight: 600; }
.keys { margin-left: auto; color: var(--soft); font-size: .8em; }
kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 .3em; background: var(--shade); }
.matrix { width: 100%; font-size: .93em; } .matrix tr { border-bottom: 1px solid var(--line); }
.matrix thead th { vertical-align: bottom; white-space: normal; min-width: 5.6rem; }
.matrix thead th:first-child { min-width: 4.5rem; }
.matrix td, .matrix th { padding: .18rem .6rem; } .matrix th[scope=row] { white-space: nowrap; }
.matrix .title { width: 99%; min-width: 15rem; } .matrix .level { color: var(--soft); font-size: .85em; }
.matrix .group th { padding-top: 1.1rem; } .matrix .group small { display: inline; }
.scripted .matrix tbody tr[data-case] { cursor: pointer; }
.matrix tr[data-case]:hover .title, .matrix tr.current .title { color: var(--link); }
.matrix tr.current, .matrix tr[data-case]:hover { background: var(--shade); }
.none { color: var(--soft); padding: 1rem 0; }
`

const cases = `
.case { content-visibility: auto; contain-intrinsic-size: auto 40rem; padding-bottom: 1.5rem; }
.scripted .case { content-visibility: visible; } .case:focus { outline: none; }
.case .kind { color: var(--soft); font-size: .85em; margin: 0; }
.case h3 { font-size: 1.15rem; margin: 0 0 .6rem; line-height: 1.3; }
.case dl { display: grid; grid-template-columns: 8rem 1fr; gap: .25rem .8rem; margin: 0 0 1rem; }
.case dt { color: var(--soft); } .case dd { margin: 0; } .case dd p { margin: 0; }
.case dd small { display: inline; margin-left: .6em; } .fix { border-left: 3px solid var(--note); padding-left: .6rem; }
.finding { border-top: 1px solid var(--line); padding: .5rem 0; }
.finding h4 { font-size: 1em; margin: 0; } .finding p { margin: .2rem 0; overflow-wrap: anywhere; }
.bytes summary { font-size: .88em; }
.wire { margin: .5rem 0 .8rem; background: var(--shade); border-radius: 4px; padding: .4rem .6rem; font-size: .84em; }
.wire code { font-size: 1em; white-space: pre-wrap; overflow-wrap: anywhere; }
.wire figcaption { font-family: system-ui, sans-serif; font-weight: 600; }
.wire figcaption span { font-weight: normal; color: var(--soft); margin-left: .5em; }
.wire ol { list-style: none; margin: .3rem 0 0; padding: 0; }
.wire li { display: grid; grid-template-columns: 5rem 1.6rem 1fr; }
.wire time { text-align: right; color: var(--soft); font-size: 1em; }
.wire i { font-style: normal; text-align: center; font-weight: 700; border-left: 1px solid var(--line);
  border-right: 1px solid var(--line); margin: 0 .3rem; }
.wire .sent, .wire .fin-sent { color: var(--sent); }
.wire .received, .wire .fin-received, .wire .reset { color: var(--received); }
.wire .received div, .wire .fin-received div, .wire .reset div { padding-left: 2.2rem; }
.wire .opened, .wire .quiet { color: var(--soft); } .wire .overflow { color: var(--bad); }
.mark { font-weight: 600; font-size: .92em; border: 1px solid currentColor; border-radius: 3px; padding: 0 .35em; }
`

const texts = `
.contents { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin-bottom: .6rem; }
.key { color: var(--soft); font-size: .88em; }
.chapter { max-width: 64rem; border-top: 1px solid var(--line); padding-top: .4rem; }
.chapter h3 { font-size: 1.3rem; margin: 1rem 0 .4rem; } .chapter h4 { margin: 0 0 .3rem; font-size: 1em; }
.prose, .rule { position: relative; padding-right: 19rem; }
.prose table { font-size: .92em; display: block; overflow-x: auto; } .prose td, .prose th { border-top: 1px solid var(--line); }
.prose pre { overflow-x: auto; background: var(--shade); padding: .8rem; border-radius: 4px; line-height: 1.3; }
.prose blockquote { border-left: 3px solid var(--line); margin: .5rem 0; padding-left: 1rem; color: var(--soft); }
.rule { margin: 1.2rem 0; min-height: 3rem; } .rule ul { padding-left: 1.2rem; margin: .4rem 0; }
.margin { position: absolute; right: 0; top: 0; width: 17rem; font-size: .85em; border-left: 1px solid var(--line);
  padding-left: .9rem; max-height: 100%; overflow-y: auto; }
.margin ul { list-style: none; padding: 0; margin: 0; } .margin p { margin: 0; color: var(--soft); font-style: italic; }
.margin li, .clauses li { white-space: nowrap; } .margin li a { display: inline-block; min-width: 3.6rem; }
.marks .v { padding: 0 .2em; margin-right: 1px; }
.rule:target, .rule:focus { outline: none; box-shadow: -.8rem 0 0 var(--paper), -1rem 0 0 var(--link); }
.clauses { width: 100%; } .clauses tbody tr { border-top: 1px solid var(--line); }
.clauses tr:target { background: var(--shade); } .clauses tr:focus { outline: none; }
.clauses th { white-space: nowrap; } .clauses ul { list-style: none; margin: 0; padding: 0; }
.clauses li { white-space: normal; }
@media (max-width: 60rem) {
  .prose, .rule { padding-right: 0; }
  .margin { position: static; width: auto; max-height: none; border-left: 3px solid var(--line); margin: .3rem 0; }
  .margin ul { display: flex; flex-wrap: wrap; gap: 0 1rem; }
  .case dl { grid-template-columns: 1fr; } .case dt { margin-top: .4rem; }
  .keys { display: none !important; } main { padding: .8rem .8rem 3rem; } .cases { padding: 0 .8rem 3rem; }
}
`

const paper = `
@media print {
  :root { --paper: #fff; --ink: #000; --shade: #f6f6f6; }
  body { font-size: 9.5pt; } .top nav, .filters, .panel-bar, .skip, .legend summary { display: none !important; }
  .scripted.open .split { display: block; }
  .scripted .view:not(.current) { display: none; }
  .scripted .cases, .scripted.open .cases { display: block; position: static; height: auto; overflow: visible;
    border: 0; max-width: none; }
  .scripted .case, .case { display: none !important; content-visibility: visible; }
  .scripted .cases > h2 { display: block; }
  .case.urgent { display: block !important; }
  .wide, .prose table { overflow: visible; } thead { display: table-header-group; }
  tr, .finding, .wire li { break-inside: avoid; } h3, h4 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
`

export const stylesheet = [colours, base, frame, results, cases, texts, paper].join("")
