import { swatch } from '../../run/report-chart.js';
import { formatNumber } from '../../run/report-format.js';
import { type Html, html } from '../../run/report-html.js';
import { sum } from '../agreement.js';
import type { Evaluation } from '../evaluation.js';

/** From so many classes on the names of the columns stand upright. */
const MANY_CLASSES = 6;

/** The confusion matrix: shares of each true class, the deeper the colour the more; counts below them. */
export function confusionPart({ classes, confusion, unit }: Evaluation): Html {
  const names = classes.map(({ name }) => name);
  const totals = confusion.map(sum);
  const row = (
    counts: readonly number[],
    i: number,
  ): Html => html`<tr><th scope="row">${swatch(classes[i].color)}${names[i]}</th>
${counts.map((count, j) => cell(count, totals[i], i === j))}<td class="total">${formatNumber(totals[i])}</td></tr>
`;
  const columns = classes.map((_, j) => sum(confusion.map((counts) => counts[j])));
  return html`<section aria-labelledby="confusion"><h2 id="confusion">Where the map and the truth differ</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="confusion">
<table class="matrix${classes.length >= MANY_CLASSES ? ' many' : ''}">
<caption>Confusion matrix: a row for each true class, a column for each mapped class</caption>
<thead><tr><th scope="col">truth ↓ &nbsp; map →</th>${names.map((name) => html`<th scope="col"><span>${name}</span></th>`)}<th scope="col">${unit}s</th></tr></thead>
<tbody>${confusion.map(row)}</tbody>
<tfoot><tr><th scope="row">${unit}s mapped</th>${columns.map((count) => html`<td class="total">${formatNumber(count)}</td>`)}<td class="total">${formatNumber(sum(totals))}</td></tr></tfoot>
</table></div>
<p class="after">A row is a true class: the shares say what it is called on the map. Green is right, amber is wrong.</p></section>`;
}

function cell(count: number, total: number, isAgreed: boolean): Html {
  if (count === 0) return html`<td class="none">–</td>`;
  const share = count / total;
  const percent = share < 0.005 ? '< 1 %' : `${Math.round(100 * share)} %`;
  return html`<td${isAgreed ? html` class="agreed"` : null} style="--share: ${share.toFixed(3)}"><b>${percent}</b><small>${formatNumber(count)}</small></td>`;
}
