import { type Bar, barChart, swatch } from '../../run/report-chart.js';
import { formatNumber } from '../../run/report-format.js';
import { type Html, html } from '../../run/report-html.js';
import type { ClassEvaluation, Evaluation } from '../evaluation.js';
import { formatFigure } from './figures.js';

/** How well each class agrees: a bar for its IoU, and a table of all figures. */
export function classPart({ classes, borders, objects }: Evaluation): Html {
  const bars: Bar[] = classes.map(({ name, color, iou, f1 }) => ({
    label: name,
    color,
    value: iou ?? 0,
    text: `IoU ${formatFigure(iou)} · F1 ${formatFigure(f1)}`,
  }));
  const columns: [string, (one: ClassEvaluation) => string][] = [
    ['Recall', (one) => formatFigure(one.recall)],
    ['Precision', (one) => formatFigure(one.precision)],
    ['F1', (one) => formatFigure(one.f1)],
    ['IoU', (one) => formatFigure(one.iou)],
  ];
  if (borders) columns.push(['Border F1', (one) => formatFigure(one.border?.f1)]);
  if (objects) {
    columns.push(['True objects', (one) => formatNumber(one.objects?.truth ?? 0)]);
    columns.push(['Found', (one) => formatNumber(one.objects?.matched ?? 0)]);
    columns.push(['Mapped objects', (one) => formatNumber(one.objects?.mapped ?? 0)]);
    columns.push(['Panoptic quality', (one) => formatFigure(one.objects?.panopticQuality)]);
  }
  const row = (one: ClassEvaluation): Html => html`<tr><th scope="row">${swatch(one.color)}${one.name}</th>
${columns.map(([, figureOf]) => html`<td>${figureOf(one)}</td>`)}</tr>
`;
  return html`<section aria-labelledby="class-figures"><h2 id="class-figures">Class by class</h2>
${barChart(bars, 1)}
<div class="scroll below" tabindex="0" role="region" aria-labelledby="class-figures"><table>
<caption>Figures of each class</caption>
<thead><tr><th scope="col">Class</th>${columns.map(([head]) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${classes.map(row)}</tbody></table></div></section>`;
}
