import { type Bar, barChart, swatch } from './report-chart.js';
import { filesPart, recipePart, runPart, scenePart, timePart } from './report-facts.js';
import * as show from './report-format.js';
import { type Html, html, trusted } from './report-html.js';
import { REPORT_STYLE } from './report-style.js';
import { type ClassStatistics, type RunStatistics, shareOf } from './statistics.js';

export interface ReportContent {
  statistics: RunStatistics;
  /** PNG of the class mask in its colours. */
  maskPng: Uint8Array;
  /** PNG of the scene, stretched for the eye. */
  scenePng: Uint8Array;
}

/** Pictures narrower than this are enlarged with sharp pixels. */
const SMALL_PICTURE_PX = 480;

/**
 * One self-contained HTML page about a run: it asks the network for nothing (its own policy forbids it), has no script,
 * and links to the files beside it. The same content gives the same page.
 */
export function renderReport(content: ReportContent): string {
  const { statistics } = content;
  const { recipe, scene } = statistics;
  const unit = show.chooseAreaUnit(statistics.areaM2.valid);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${recipe.title}: ${scene.id}</title>
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${recipe.title}</h1>
<p>${scene.id}${scene.datetime === null ? null : html` · ${show.formatTime(scene.datetime)}`}</p>
<p class="summary">${summary(statistics, unit)}</p>
</header>
${warningsPart(statistics.warnings)}${keyFigures(statistics, unit)}
${picturesPart(content)}
${areasPart(statistics, unit)}
${tablePart(statistics, unit)}
<div class="columns">
${scenePart(statistics)}
${recipePart(statistics)}
</div>
<div class="columns">
${runPart(statistics)}
${timePart(statistics)}
</div>
${filesPart(statistics)}
<footer><p>Landquilt ${statistics.version} · run <code>${statistics.runId}</code></p></footer>
</main>
</body>
</html>
`.html;
}

const byArea = (classes: readonly ClassStatistics[]): ClassStatistics[] =>
  [...classes].sort((a, b) => b.areaM2 - a.areaM2 || a.id - b.id);

/** The result in a sentence or two, for those who read nothing else. */
function summary({ classes, areaM2, pixels }: RunStatistics, unit: show.AreaUnit): string {
  const found = byArea(classes).filter(({ pixels }) => pixels > 0);
  if (found.length === 0) return 'No pixel of the scene was given a class.';
  const parts = found.slice(0, 3).map(({ name, share }) => `${name} ${show.formatShare(share)}`);
  const rest = found.length > 3 ? `, and ${show.countOf(found.length - 3, 'smaller class', 'smaller classes')}` : '';
  const area = `${show.formatArea(areaM2.valid, unit)} ${unit.name}`;
  const covered = pixels.nodata > 0 ? ` ${show.formatShare(pixels.coveredShare)} of the scene holds data.` : '';
  return `Of ${area} with data: ${parts.join(', ')}${rest}.${covered}`;
}

function warningsPart(warnings: readonly string[]): Html | null {
  if (warnings.length === 0) return null;
  return html`<section class="note" aria-labelledby="warnings"><h2 id="warnings">Please note</h2>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></section>
`;
}

function keyFigures({ areaM2, classes, regions, pixels, timing }: RunStatistics, unit: show.AreaUnit): Html {
  const found = classes.filter(({ pixels }) => pixels > 0).length;
  return html`<section aria-label="Key figures" class="key-box"><dl class="key">${[
    figure('Area with data', `${show.formatArea(areaM2.valid, unit)} ${unit.name}`),
    figure('Classes found', `${found} of ${classes.length}`),
    figure('Regions', show.formatNumber(regions.count)),
    figure('Scene covered', show.formatShare(pixels.coveredShare)),
    figure('Time taken', show.formatDuration(timing.totalMs)),
  ]}</dl></section>`;
}

const figure = (label: string, value: string): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function picturesPart({ statistics, maskPng, scenePng }: ReportContent): Html {
  const { classes, scene, pixels } = statistics;
  const found = byArea(classes).filter(({ pixels }) => pixels > 0);
  const maskAlt = `Class map: ${found.map(({ name, share }) => `${name} ${show.formatShare(share)}`).join(', ')}`;
  const nodata = pixels.nodata > 0 ? html`<li><span class="swatch empty"></span>no data</li>` : null;
  return html`<section aria-labelledby="pictures"><h2 id="pictures">Scene and class map</h2>
<div class="pictures">
${picture(scenePng, `The scene ${scene.id}`, 'The scene, its contrast stretched')}
${picture(maskPng, maskAlt, `The class map, from ${show.formatNumber(scene.width)} × ${show.formatNumber(scene.height)} pixels`)}
</div>
<ul class="legend" aria-label="Legend">${classes.map(({ name, color }) => html`<li>${swatch(color)}${name}</li>`)}${nodata}</ul></section>`;
}

function picture(png: Uint8Array, alt: string, caption: string): Html {
  const size = pngSize(png);
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64');
  const small = size.width < SMALL_PICTURE_PX ? html` class="small"` : null;
  return html`<figure><img${small} alt="${alt}" width="${size.width}" height="${size.height}" src="data:image/png;base64,${trusted(data)}"><figcaption>${caption}</figcaption></figure>`;
}

/** Width and height stand first in a PNG's first chunk (PNG third edition, section 11.2.1). */
function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function areasPart({ classes }: RunStatistics, unit: show.AreaUnit): Html {
  const bars: Bar[] = byArea(classes).map(({ name, color, areaM2, share, pixels }) => ({
    ...{ label: name, color, value: areaM2 },
    text: pixels === 0 ? 'not found' : `${show.formatArea(areaM2, unit)} ${unit.name} · ${show.formatShare(share)}`,
  }));
  return html`<section aria-labelledby="areas"><h2 id="areas">Area by class</h2>
${barChart(bars)}</section>`;
}

/** Regions are small beside the scene: their means have a unit of their own. */
function chooseMeanUnit(classes: readonly ClassStatistics[]): show.AreaUnit {
  const means = classes.map(({ areaM2, regions }) => (regions > 0 ? areaM2 / regions : 0));
  const unit = show.chooseAreaUnit(Math.max(0, ...means));
  return unit.name === 'm²' ? unit : { ...unit, decimals: Math.max(2, unit.decimals) };
}

function tablePart({ classes, areaM2, pixels, regions }: RunStatistics, unit: show.AreaUnit): Html {
  const means = meanColumns(classes);
  const meanUnit = chooseMeanUnit(classes);
  const row = (one: ClassStatistics): Html => html`<tr><th scope="row">${swatch(one.color)}${one.name}</th>
${cells([
  show.formatArea(one.areaM2, unit),
  show.formatShare(one.share),
  show.formatNumber(one.pixels),
  show.formatNumber(one.regions),
  one.regions > 0 ? show.formatArea(one.areaM2 / one.regions, meanUnit) : '–',
  ...means.map(({ meanOf }) => formatMean(meanOf(one))),
])}</tr>
`;
  const heads = [`Area (${unit.name})`, 'Share', 'Pixels', 'Regions', `Mean region (${meanUnit.name})`];
  const whole = shareOf(areaM2.valid, areaM2.valid);
  const total = [show.formatArea(areaM2.valid, unit), show.formatShare(whole), show.formatNumber(pixels.valid)];
  const rest = [show.formatNumber(regions.count), ...new Array<string>(1 + means.length).fill('')];
  return html`<section aria-labelledby="classes"><h2 id="classes">Classes</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="classes"><table>
<caption>Area, share, regions and index means of each class</caption>
<thead><tr><th scope="col">Class</th>${[...heads, ...means.map(({ head }) => head)].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${classes.map(row)}</tbody>
<tfoot><tr><th scope="row">All with data</th>${cells([...total, ...rest])}</tr></tfoot>
</table></div>
<p class="after">Areas are true areas on the WGS84 ellipsoid. A region is a patch of one class whose pixels touch
${regions.connectivity === 4 ? 'along an edge' : 'along an edge or at a corner'}.</p></section>`;
}

const cells = (values: readonly string[]): Html[] => values.map((value) => html`<td>${value}</td>`);

interface MeanColumn {
  head: string;
  meanOf(one: ClassStatistics): number | null | undefined;
}

/** Of all figures of layers, only means: the statistics hold the rest. */
function meanColumns(classes: readonly ClassStatistics[]): MeanColumn[] {
  const namesOf = (records: (object | undefined)[]) => [...new Set(records.flatMap((of) => Object.keys(of ?? {})))];
  const indices = namesOf(classes.map(({ indexMeans }) => indexMeans));
  const others = namesOf(classes.map(({ layers }) => layers)).filter(
    (name) => !indices.includes(name) && classes.some(({ layers }) => layers?.[name]?.mean !== undefined),
  );
  return [
    ...indices.map((name) => ({
      head: `Mean ${name.toUpperCase()}`,
      meanOf: (one: ClassStatistics) => one.indexMeans[name],
    })),
    ...others.map((name) => ({ head: `Mean ${name}`, meanOf: (one: ClassStatistics) => one.layers?.[name]?.mean })),
  ];
}

/** Indices, scores and reflectance are small; stored values need no decimals. */
const formatMean = (mean: number | null | undefined): string =>
  mean == null ? '–' : show.formatNumber(mean, Math.abs(mean) < 100 ? 3 : 0).replace('-', '−');
