/** The style of all pages: light and dark, wide and narrow. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f5; --card: #fff; --ink: #1c2420; --soft: #56625c; --line: #dde2de; --accent: #20705a; }
@media (prefers-color-scheme: dark) { :root { --ground: #121614; --card: #1b211e; --ink: #e8edea; --soft: #a3b0a9; --line: #303a35; --accent: #62c3a4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: clamp(1rem, 3vw, 2.5rem) clamp(1rem, 3vw, 2rem) 3rem; }
nav { color: var(--soft); font-size: 0.9rem; }
nav a + a::before { content: "/"; display: inline-block; margin: 0 0.4rem; color: var(--soft); }
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 0.4rem 0 0; letter-spacing: -0.02em; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 0 0 0.75rem; }
p { margin: 0.5rem 0 0; max-width: 48rem; }
.soft { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: clamp(1rem, 2.5vw, 1.5rem); margin-top: 1.25rem; }
ul { margin: 0; padding-left: 1.2rem; }
dl { display: grid; grid-template-columns: minmax(6.5rem, auto) 1fr; gap: 0.35rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
th, td { padding: 0.4rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; overflow-wrap: normal; }
td.number, th.number { text-align: right; }
thead th { color: var(--soft); font-weight: 600; }
a { color: var(--accent); }
a:focus-visible, input:focus-visible, button:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-bottom: 1rem; }
label { flex: 1 1 18rem; color: var(--soft); font-size: 0.85rem; }
input { display: block; width: 100%; font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: 0.4rem 0.6rem; }
button { align-self: end; font: inherit; color: var(--card); background: var(--accent); border: 0; border-radius: 6px; padding: 0.45rem 1.1rem; cursor: pointer; }
.pager { display: flex; gap: 1.5rem; margin-top: 1rem; }
.map { display: block; width: 100%; max-height: 60vh; background: var(--ground); border-radius: 6px; }
.map path { fill: var(--accent); fill-opacity: 0.3; stroke: var(--accent); stroke-width: 1; vector-effect: non-scaling-stroke; }
.map a:hover path, .map a:focus-visible path { fill-opacity: 0.75; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
`;
