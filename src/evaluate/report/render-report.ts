import { formatNumber, formatShare } from '../../run/report-format.js';
import { type Html, html, trusted } from '../../run/report-html.js';
import { REPORT_STYLE } from '../../run/report-style.js';
import type { Evaluation } from '../evaluation.js';
import { areaPart } from './area-part.js';
import { classPart } from './class-part.js';
import { confusionPart } from './confusion-matrix.js';
import { EVALUATION_STYLE } from './evaluation-style.js';
import { formatFigure } from './figures.js';

/** A self-contained page about an evaluation: it asks the network for nothing and has no script. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { mask, truth, version } = evaluation;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Evaluation of ${nameOf(mask.location)}</title>
<style>${trusted(REPORT_STYLE)}${trusted(EVALUATION_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>Evaluation of ${nameOf(mask.location)}</h1>
<p>against ${nameOf(truth.location)}</p>
<p class="summary">${summary(evaluation)}</p>
</header>
${sections(evaluation)}
<footer><p>Landquilt ${version}</p></footer>
</main>
</body>
</html>
`.html;
}

const STYLE_END = '</style>';
const FOOTER = '<footer><p>Landquilt ';

/** True for a page that `addToReport` can add to. */
export const isRunReport = (page: string): boolean => page.includes(STYLE_END) && page.includes(FOOTER);

/** The report of a run with the evaluation before its end. */
export function addToReport(page: string, evaluation: Evaluation): string {
  const { truth } = evaluation;
  const title = html`<section aria-labelledby="evaluation"><h2 id="evaluation">Evaluation against ${nameOf(truth.location)}</h2>
<p>${summary(evaluation)}</p></section>
`;
  // Functions, for a text to put in may hold what `replace` takes for a pattern.
  return page
    .replace(STYLE_END, () => `${EVALUATION_STYLE}${STYLE_END}`)
    .replace(FOOTER, () => `${title.html}${sections(evaluation).html}\n${FOOTER}`);
}

function sections(evaluation: Evaluation): Html {
  return html`${warningsPart(evaluation.warnings)}${keyFigures(evaluation)}
${confusionPart(evaluation)}
${classPart(evaluation)}
${areaPart(evaluation)}
${howPart(evaluation)}`;
}

const nameOf = (location: string): string => location.split('/').at(-1) ?? location;

function summary({ overallAccuracy, counts, unit, classes }: Evaluation): string {
  const ranked = classes.filter(({ iou }) => iou !== null).sort((a, b) => (b.iou ?? 0) - (a.iou ?? 0));
  const [best] = ranked;
  const worst = ranked.at(-1);
  const agreed = `Map and truth agree in ${formatShare(overallAccuracy)} of ${formatNumber(counts.compared)} ${unit}s.`;
  if (!best || !worst || best === worst) return agreed;
  return `${agreed} Best is ${best.name} (IoU ${formatFigure(best.iou, 2)}), worst is ${worst.name} (${formatFigure(worst.iou, 2)}).`;
}

function warningsPart(warnings: readonly string[]): Html | null {
  if (warnings.length === 0) return null;
  return html`<section class="note" aria-labelledby="evaluation-warnings"><h2 id="evaluation-warnings">Please note</h2>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></section>
`;
}

function keyFigures({ overallAccuracy, kappa, meanIou, meanF1, borders, objects }: Evaluation): Html {
  const figures: [string, string][] = [
    ['Overall accuracy', formatShare(overallAccuracy)],
    ['Kappa', formatFigure(kappa)],
    ['Mean IoU', formatFigure(meanIou)],
    ['Mean F1', formatFigure(meanF1)],
  ];
  if (borders) figures.push(['Border F1', formatFigure(borders.meanF1)]);
  if (objects) {
    figures.push(['Object F1', formatFigure(objects.f1)]);
    figures.push(['Panoptic quality', formatFigure(objects.panopticQuality)]);
  }
  return html`<section aria-label="Key figures of the evaluation" class="key-box"><dl class="key">${figures.map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl></section>`;
}

function howPart({ truth, counts, unit, borders, objects }: Evaluation): Html {
  const facts: [string, string][] = [
    ['Truth', `${nameOf(truth.location)} (${truth.kind})`],
    ['True class', truth.sampling],
    ['Compared', `${formatNumber(counts.compared)} ${unit}s`],
    ['Truth without a class in the map', `${formatNumber(counts.unmapped)} (${formatShare(counts.unmappedShare)})`],
  ];
  if (counts.withoutTruth !== null) {
    const share = formatShare(counts.withoutTruthShare ?? 0);
    facts.push(['Map without truth', `${formatNumber(counts.withoutTruth)} (${share})`]);
  }
  if (counts.pointsOutside !== null) facts.push(['Points outside of the map', formatNumber(counts.pointsOutside)]);
  if (borders) facts.push(['Borders agree', `within ${borders.tolerancePx} px`]);
  if (objects) {
    facts.push([
      'Objects',
      `${objects.truthBy} in the truth, ${objects.mappedBy} in the map; they match above an IoU of 0.5`,
    ]);
  }
  return html`<section aria-labelledby="how"><h2 id="how">How it was compared</h2>
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p class="after">Nodata on either side is not counted.</p></section>`;
}
