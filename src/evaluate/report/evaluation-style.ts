/** What the report of an evaluation needs beside the style of all reports. */
export const EVALUATION_STYLE = `
.matrix td { text-align: center; min-width: 4.2rem; padding: 0.45rem 0.5rem; border-left: 1px solid var(--line);
  background: color-mix(in srgb, var(--tint) calc(var(--share) * 60%), transparent); }
.matrix td:last-child { padding-right: 0.5rem; }
.matrix td { --tint: #c98a12; }
.matrix td.agreed { --tint: var(--accent); }
.matrix td.none { color: var(--soft); }
.matrix td b { display: block; font-weight: 600; line-height: 1.2; }
.matrix td small, .matrix .total { font-size: 0.8rem; }
.matrix td.total { background: none; text-align: right; color: var(--soft); }
.matrix thead th, .matrix tfoot td.total { text-align: center; }
.matrix thead th:first-child { text-align: left; }
.matrix.many thead th:not(:first-child) { height: 9rem; }
.matrix.many thead th span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg);
  max-height: 8.5rem; line-height: 1.1; text-align: left; }
.matrix.many td { min-width: 3.4rem; }
.pairs li { grid-template-columns: minmax(7rem, 15rem) 1fr minmax(13rem, max-content); }
.interval { stroke: var(--ink); stroke-width: 2px; vector-effect: non-scaling-stroke; }
.interval.edge { stroke: var(--card); stroke-width: 5px; }
.below { margin-top: 1.25rem; }
@media (max-width: 640px) { .pairs li { grid-template-columns: 1fr; } .pairs li > svg { grid-row: auto; }
  .pairs .bar-value { text-align: left; white-space: normal; } }
@media print { .matrix td { min-width: 2.5rem; } }
`;
