/** The page's only style sheet: light and dark, wide and narrow, screen and paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f5; --card: #ffffff; --ink: #1c2420; --soft: #56625c; --line: #dde2de;
  --track: #e9eeea; --accent: #20705a; --warn: #fff4dd; --warn-line: #c98a12; --check: #e9ecea; --shade: rgb(0 0 0 / 0.2); }
@media (prefers-color-scheme: dark) { :root { --ground: #121614; --card: #1b211e; --ink: #e8edea; --soft: #a3b0a9;
  --line: #303a35; --track: #29322d; --accent: #62c3a4; --warn: #33290f; --warn-line: #d9a23a; --check: #232b27; --shade: rgb(0 0 0 / 0.6); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: clamp(1rem, 3vw, 2.5rem) clamp(1rem, 3vw, 2rem) 3rem; }
h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.15; margin: 0; letter-spacing: -0.02em; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 0 0 1rem; letter-spacing: -0.01em; }
h3 { font-size: 0.95rem; margin: 0 0 0.5rem; }
p { margin: 0; }
header p { color: var(--soft); margin-top: 0.4rem; }
header .summary { color: var(--ink); font-size: 1.1rem; margin-top: 1rem; max-width: 48rem; text-wrap: pretty; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: clamp(1rem, 2.5vw, 1.5rem);
  margin-top: 1.25rem; }
.key-box { padding: 0; overflow: hidden; }
.key { display: flex; flex-wrap: wrap; gap: 1px; margin: 0; background: var(--line); }
.key div { flex: 1 1 9.5rem; background: var(--card); padding: 1rem clamp(1rem, 2.5vw, 1.5rem); }
.key dt { color: var(--soft); font-size: 0.85rem; }
.key dd { margin: 0; font-size: 1.45rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.25; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; }
.pictures img { display: block; width: 100%; height: auto; max-height: 80vh; object-fit: contain; border-radius: 6px;
  border: 1px solid var(--line);
  background: repeating-conic-gradient(var(--check) 0 25%, transparent 0 50%) 0 0 / 16px 16px; }
.pictures img.small { image-rendering: pixelated; }
figcaption { color: var(--soft); font-size: 0.9rem; margin-top: 0.5rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.4rem 1.25rem; list-style: none; margin: 1.25rem 0 0; padding: 0; }
.legend li { display: flex; align-items: baseline; }
.swatch { width: 0.9em; height: 0.9em; margin-right: 0.5em; vertical-align: -0.08em; flex: none; }
.swatch rect, .bar { stroke: var(--ink); stroke-opacity: 0.45; stroke-width: 1px; vector-effect: non-scaling-stroke; }
.swatch.empty { display: inline-block; border: 1px solid var(--soft); border-radius: 3px;
  background: repeating-conic-gradient(var(--check) 0 25%, transparent 0 50%) 0 0 / 8px 8px; }
.bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.6rem; }
.bars li { display: grid; grid-template-columns: minmax(7rem, 15rem) 1fr minmax(9.5rem, max-content); gap: 0.9rem;
  align-items: center; }
.bars li > svg { width: 100%; height: 1.05rem; display: block; border-radius: 3px; }
.bar-label { display: flex; align-items: center; line-height: 1.25; }
.bar-value { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.track { fill: var(--track); }
.bar:not([fill]) { fill: var(--accent); }
.scroll { overflow-x: auto; background:
  linear-gradient(to right, var(--card) 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--card) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) left / 0.7rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) right / 0.7rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap;
  overflow-wrap: normal; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: 0.85rem; white-space: normal; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal; min-width: 9rem; }
th:last-child, td:last-child { padding-right: 0; }
tbody th:first-child { padding-left: 1.4em; text-indent: -1.4em; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1.25rem; }
.columns section { margin-top: 0; }
.columns { margin-top: 1.25rem; }
.columns .bars li { grid-template-columns: 5.5rem 1fr 5.5rem; }
.facts { display: grid; grid-template-columns: minmax(6.5rem, auto) 1fr; gap: 0.35rem 1rem; margin: 0; font-size: 0.95rem; }
.after { color: var(--soft); font-size: 0.95rem; margin-top: 1rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
code, pre { font: 0.88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; margin: 0.75rem 0 0; padding: 0.75rem; background: var(--track); border-radius: 6px; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--soft); }
.note { background: var(--warn); border-color: var(--warn-line); border-left-width: 5px; }
.note ul { margin: 0; padding-left: 1.2rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
footer { color: var(--soft); font-size: 0.85rem; margin-top: 1.5rem; }
@media (max-width: 640px) {
  .bars li, .columns .bars li { grid-template-columns: 1fr auto; gap: 0.15rem 0.75rem; }
  .bars li > svg { grid-row: 2; grid-column: 1 / -1; height: 0.75rem; }
  .key dd { font-size: 1.2rem; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --track: #eee;
    --accent: #20705a; --warn: #fff; --check: #eee; --shade: transparent; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 9.5pt; }
  section { padding: 0.8rem 1rem; margin-top: 0.8rem; }
  .columns { margin-top: 0.8rem; gap: 0.8rem; }
  .key div { flex-basis: 0; padding: 0.6rem 0.8rem; }
  main { max-width: none; padding: 0; }
  figure, tr, .bars, .columns section, .key-box { break-inside: avoid; }
  h2 { break-after: avoid; }
  .files { display: none; }
  .pictures { grid-template-columns: 1fr 1fr; }
  .pictures img { max-height: 10cm; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding: 0.3rem 0.4rem; }
  .key dd { font-size: 13pt; }
  a { color: inherit; text-decoration: none; }
}
`;
