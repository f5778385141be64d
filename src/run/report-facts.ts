import type { Json } from '../raster/json.js';
import { barChart } from './report-chart.js';
import * as show from './report-format.js';
import { type Html, type HtmlValue, html } from './report-html.js';
import type { RunStatistics } from './statistics.js';

/** A titled box of names and values; a null value leaves its row out. */
function factsPart(
  title: string,
  id: string,
  facts: readonly [name: string, value: HtmlValue][],
  more?: HtmlValue,
): Html {
  const rows = facts.filter(([, value]) => value !== null);
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${more ?? null}</section>`;
}

export function scenePart({ scene, pixels }: RunStatistics): Html {
  const [west, south, east, north] = scene.bboxLonLat;
  const [a, b, , d, e] = scene.affine;
  const pixel = [Math.hypot(a, d), Math.hypot(b, e)].map((side) => show.formatMeasure(side, 5));
  return factsPart('Scene', 'scene', [
    ['Name', scene.id],
    ['Read from', scene.location],
    ['Taken', scene.datetime === null ? null : show.formatTime(scene.datetime)],
    ['Size', `${show.formatNumber(scene.width)} × ${show.formatNumber(scene.height)} pixels`],
    ['Pixel', `${pixel.join(' × ')} ${mapUnit(scene.crs.proj)}`],
    ['Bands', `${scene.bandCount} of ${scene.dataType}`],
    ['Nodata', scene.nodata === null ? 'none declared' : String(scene.nodata)],
    ['Covered', `${show.formatNumber(pixels.valid)} of ${show.formatNumber(pixels.total)} pixels`],
    ['CRS', scene.crs.epsg === null ? scene.crs.proj : `EPSG:${scene.crs.epsg}`],
    ['South-west', show.formatLonLat(west, south)],
    ['North-east', show.formatLonLat(east, north)],
  ]);
}

/** What one unit of the CRS is, in words, from its proj string. */
function mapUnit(proj: string): string {
  if (/\+proj=(longlat|latlong)/.test(proj)) return 'degrees';
  if (/\+to_meter=(?!1(\.0*)?(\s|$))/.test(proj)) return 'map units';
  const unit = /\+units=(\S+)/.exec(proj)?.[1] ?? 'm';
  return { ft: 'feet', 'us-ft': 'US survey feet' }[unit] ?? unit;
}

export function recipePart({ recipe, beside = {}, fit, sieve, split, simplify }: RunStatistics): Html {
  const bands = Object.entries(recipe.bands).map(([name, number]) => `${name}\u00a0=\u00a0${number}`);
  const learned = isEmpty(fit)
    ? null
    : html`<details><summary>Learned from the whole scene</summary><pre>${JSON.stringify(fit, null, 2)}</pre></details>`;
  return factsPart(
    'Recipe',
    'recipe',
    [
      ['Name', `${recipe.name} ${recipe.version}`],
      ['Method', recipe.device === 'cuda' ? `${recipe.segmenter}, by CUDA` : recipe.segmenter],
      ['Sensor', recipe.sensor],
      ['Bands', bands.join(', ')],
      ['Scaling', recipe.scaling],
      ...Object.entries(beside).map(([name, file]): [string, HtmlValue] => [`Scene ${name}`, file]),
      ...preparedFacts(recipe),
      ...sieveFacts(sieve),
      ...splitFacts(split),
      ...simplifyFacts(simplify),
    ],
    learned,
  );
}

/** What a recipe does beside its method; nothing where it does nothing. */
function preparedFacts({ layers = {}, exclude = [], refine = [] }: RunStatistics['recipe']): [string, HtmlValue][] {
  const facts: [string, string[]][] = [
    ['Layers', Object.entries(layers).map(([name, { type }]) => (name === type ? name : `${name} (${type})`))],
    ['Left out', exclude.map(({ of }) => `by ${of}`)],
    ['Refined', refine.map(({ step }) => step)],
  ];
  return facts.filter(([, values]) => values.length > 0).map(([name, values]) => [name, values.join(', ')]);
}

function sieveFacts(sieve: RunStatistics['sieve']): [name: string, value: HtmlValue][] {
  if (!sieve) return [];
  const { minPixels, minAreaM2, rule, joinedRegions, regionsBefore, joinedPixels, keptSmall } = sieve;
  const bounds = [
    minPixels > 1 ? show.countOf(minPixels, 'pixel', 'pixels') : '',
    minAreaM2 > 0 ? `${show.formatMeasure(minAreaM2, 5)} m²` : '',
  ].filter(Boolean);
  const neighbour = rule === 'largest' ? 'their largest neighbour' : 'the neighbour of the longest common border';
  const joined = `${show.formatNumber(joinedRegions)} of ${show.countOf(regionsBefore, 'region', 'regions')}`;
  const kept = keptSmall > 0 ? `; ${show.formatNumber(keptSmall)} small ones had none to join` : '';
  return [
    ['Sieve', `regions of less than ${bounds.join(' or ')} join ${neighbour}`],
    ['Joined', `${joined}, ${show.countOf(joinedPixels, 'pixel', 'pixels')}${kept}`],
  ];
}

function splitFacts(split: RunStatistics['split']): [name: string, value: HtmlValue][] {
  if (!split) return [];
  const classes = split.splitClasses ? ` (classes ${split.splitClasses.join(', ')})` : '';
  return [['Split', `objects that touch${classes}, where both are by ${split.splitM} m deeper than the neck`]];
}

function simplifyFacts(simplify: RunStatistics['simplify']): [name: string, value: HtmlValue][] {
  if (!simplify) return [];
  const { toleranceM, method, smooth, corners, drawnCorners, islandsDropped, classes } = simplify;
  const by = method === 'visvalingam' ? 'area (Visvalingam)' : 'distance (Douglas-Peucker)';
  const ways = [
    toleranceM > 0 ? `simplified to ${show.formatMeasure(toleranceM, 5)} m by ${by}` : '',
    smooth ? 'round corners' : '',
  ].filter(Boolean);
  const islands =
    islandsDropped > 0 ? `; ${show.countOf(islandsDropped, 'small island', 'small islands')} left out` : '';
  const drift = Math.max(0, ...classes.map(({ driftShare }) => Math.abs(driftShare)));
  return [
    ['Borders', ways.join(', ')],
    ['Corners', `${show.formatNumber(drawnCorners)} of ${show.formatNumber(corners)} drawn${islands}`],
    ['Drawn area', `within ${show.formatMeasure(100 * drift, 2)} % of the pixels' of each class`],
  ];
}

function isEmpty(fit: Json): boolean {
  return fit === null || (typeof fit === 'object' && Object.keys(fit).length === 0);
}

export function runPart({ tiles, workers, memory, startedAt, finishedAt, traffic }: RunStatistics): Html {
  const done = (made: number, reused: number): string =>
    `${show.countOf(made, 'tile', 'tiles')}${reused > 0 ? `, ${show.formatNumber(reused)} already done before` : ''}`;
  return factsPart('Run', 'run', [
    ['Started', show.formatTime(startedAt)],
    ['Finished', show.formatTime(finishedAt)],
    [
      'Tiles',
      `${show.formatNumber(tiles.count)}, of ${tiles.sizePx} × ${tiles.sizePx} pixels and ${tiles.overlapPx} overlap`,
    ],
    ['Segmented', done(tiles.segmented, tiles.segmentReused)],
    ['Vectorized', done(tiles.vectorized, tiles.vectorizeReused)],
    ['Workers', show.formatNumber(workers)],
    ['Memory', `${show.formatNumber(memory.peakRssMB)} MB at most, limit ${show.formatNumber(memory.limitMB)} MB`],
    ['Fetched', traffic ? describeTraffic(traffic) : null],
  ]);
}

function describeTraffic({ requests, fetchedBytes, neededBytes }: NonNullable<RunStatistics['traffic']>): string {
  const bytes = `${show.formatBytes(fetchedBytes)} for ${show.formatBytes(neededBytes)} of pixels`;
  return `${bytes}, ${show.countOf(requests, 'request', 'requests')}`;
}

export function timePart({ timing }: RunStatistics): Html {
  const steps = Object.entries(timing.stepsMs).map(([label, ms]) => ({
    ...{ label, value: ms, color: null },
    text: show.formatDuration(ms),
  }));
  return html`<section aria-labelledby="time"><h2 id="time">Time</h2>
${barChart(steps)}
<p class="after">${show.formatDuration(timing.totalMs)} in all, ${show.formatMeasure(timing.mpxPerSecond, 3)} megapixels a second.</p></section>`;
}

export function filesPart({ files }: RunStatistics): Html | null {
  if (files.length === 0) return null;
  const items = files.map(
    ({ name, bytes }) =>
      html`<dt><a href="${`./${encodeURIComponent(name)}`}">${name}</a></dt><dd>${show.formatBytes(bytes)}</dd>`,
  );
  return html`<section class="files" aria-labelledby="files"><h2 id="files">Files beside this page</h2>
<dl class="facts">${items}</dl></section>`;
}
