import { swatch } from '../../run/report-chart.js';
import { type AreaUnit, chooseAreaUnit, formatArea } from '../../run/report-format.js';
import { type Html, html } from '../../run/report-html.js';
import type { ClassEvaluation, Evaluation } from '../evaluation.js';
import { marginOf } from '../stratified-estimate.js';
import { formatFigure, formatMargin } from './figures.js';

/** Mapped areas as bars, and over each the area that the truth makes likely with its 95 % interval. */
export function areaPart({ classes, area, unit: counted }: Evaluation): Html | null {
  if (area.mappedM2 === null) return null;
  const unit = chooseAreaUnit(area.mappedM2);
  const most = Math.max(...classes.map(mostArea), Number.MIN_VALUE);
  const row = (one: ClassEvaluation): Html => html`<li><span class="bar-label">${swatch(one.color)}${one.name}</span>
<svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="1000" height="16"/>${bar(one, most)}</svg>
<span class="bar-value">${describe(one, unit)}</span></li>
`;
  const accuracy = (one: ClassEvaluation): Html => html`<tr><th scope="row">${swatch(one.color)}${one.name}</th>
<td>${formatFigure(one.area.usersAccuracy?.value)}</td><td>${formatMargin(one.area.usersAccuracy)}</td>
<td>${formatFigure(one.area.producersAccuracy?.value)}</td><td>${formatMargin(one.area.producersAccuracy)}</td>
<td>${one.area.biasM2 === null ? '–' : formatSigned(one.area.biasM2, unit)}</td></tr>
`;
  return html`<section aria-labelledby="area-bias"><h2 id="area-bias">Areas: mapped, and estimated</h2>
<ul class="bars pairs">${classes.map(row)}</ul>
<div class="scroll below" tabindex="0" role="region" aria-labelledby="area-bias"><table>
<caption>Estimated accuracies and bias of the area of each class</caption>
<thead><tr><th scope="col">Class</th><th scope="col">User's accuracy</th><th scope="col">± 95 %</th><th scope="col">Producer's accuracy</th><th scope="col">± 95 %</th><th scope="col">Mapped less estimated (${unit.name})</th></tr></thead>
<tbody>${classes.map(accuracy)}</tbody></table></div>
<p class="after">The bar is the mapped area; the line over it is the 95 % interval of the true area, estimated from the ${counted}s that were
compared as a random sample within each mapped class (Olofsson et al. 2014).${counted === 'pixel' ? ' Pixels side by side are alike, so for a raster or polygons the true interval is wider.' : ''}</p></section>`;
}

const mostArea = ({ area }: ClassEvaluation): number =>
  Math.max(area.mappedM2 ?? 0, area.estimatedM2?.high ?? area.estimatedM2?.value ?? 0);

function bar({ area: { mappedM2, estimatedM2 }, color }: ClassEvaluation, most: number): Html {
  const at = (value: number): string => ((value / most) * 1000).toFixed(1);
  const mapped = mappedM2
    ? html`<rect class="bar" width="${at(mappedM2)}" height="16"${color ? html` fill="${color}"` : null}/>`
    : null;
  if (!estimatedM2) return html`${mapped}`;
  const { value, low, high } = estimatedM2;
  const tick = (x: number, y: number): Html => html`M${at(x)} ${8 - y}V${8 + y}`;
  const ends = low === null || high === null ? null : html`${tick(low, 5)}M${at(low)} 8H${at(high)}${tick(high, 5)}`;
  const path = html`${ends}${tick(value, 8)}`;
  return html`${mapped}<path class="interval edge" d="${path}"/><path class="interval" d="${path}"/>`;
}

function describe({ area: { mappedM2, estimatedM2 } }: ClassEvaluation, unit: AreaUnit): string {
  const mapped = `${formatArea(mappedM2 ?? 0, unit)}`;
  if (!estimatedM2) return `${mapped} ${unit.name}`;
  const margin = marginOf(estimatedM2);
  const spread = margin === null ? '' : ` ± ${formatArea(margin, unit)}`;
  return `${mapped} → ${formatArea(estimatedM2.value, unit)}${spread} ${unit.name}`;
}

function formatSigned(areaM2: number, unit: AreaUnit): string {
  const text = formatArea(Math.abs(areaM2), unit);
  return areaM2 === 0 || text.startsWith('<') ? text : `${areaM2 < 0 ? '−' : '+'}${text}`;
}
