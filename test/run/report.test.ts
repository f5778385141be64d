import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/run/report.js';
import type { ClassStatistics, RunStatistics } from '../../src/run/statistics.js';

/** Only the start of a PNG is ever looked at: signature, then IHDR with width 640 and height 320. */
const png = Uint8Array.from(Buffer.from('89504e470d0a1a0a0000000d494844520000028000000140', 'hex'));

const water: ClassStatistics = {
  ...{ id: 1, name: 'Water', color: '#2b7bba', pixels: 7500, areaM2: 750_000, share: 0.75, regions: 3 },
  indexMeans: { ndvi: -0.25 },
};
const snow: ClassStatistics = {
  ...{ id: 2, name: 'Snow', color: '#fafdff', pixels: 0, areaM2: 0, share: 0, regions: 0 },
  indexMeans: { ndvi: null },
};
const trees: ClassStatistics = {
  ...{ id: 3, name: 'Trees', color: '#1f6f3a', pixels: 2500, areaM2: 250_000, share: 0.25, regions: 1200 },
  indexMeans: { ndvi: 0.8126 },
};

const statistics: RunStatistics = {
  runId: '3f9c2ab17e04d5c8',
  version: '0.1.0',
  startedAt: '2026-11-20T11:46:42.120Z',
  finishedAt: '2026-11-20T11:48:45.900Z',
  scene: {
    ...{ id: 'river', location: 'scenes/river.tif', width: 200, height: 100, bandCount: 4, dataType: 'uint16' },
    ...{ crs: { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84' }, affine: [10, 0, 5e5, 0, -10, 5e6], nodata: 0 },
    ...{ datetime: null, bboxLonLat: [-70.5, -33.25, -70.25, -33] },
  },
  recipe: {
    ...{ name: 'vegetation', title: 'Vegetation from NDVI', version: '1.2.0', segmenter: 'index', sensor: null },
    ...{ bands: { red: 3, nir: 4 }, scaling: 'none' },
  },
  fit: null,
  pixels: { total: 20_000, valid: 10_000, nodata: 10_000, coveredShare: 0.5 },
  areaM2: { valid: 1_000_000 },
  classes: [water, snow, trees],
  regions: { count: 1203, connectivity: 4 },
  tiles: {
    ...{ count: 6, sizePx: 256, overlapPx: 16 },
    ...{ segmented: 4, segmentReused: 2, vectorized: 6, vectorizeReused: 0 },
  },
  timing: { totalMs: 123_780, stepsMs: { plan: 31, segment: 1210 }, mpxPerSecond: 0.058 },
  memory: { limitMB: 1024, peakRssMB: 312.4 },
  workers: 2,
  files: [{ name: 'regions of #1.geojson', bytes: 1_834_021 }],
  warnings: [],
};

const render = (change: Partial<RunStatistics> = {}): string =>
  renderReport({ statistics: { ...statistics, ...change }, maskPng: png, scenePng: png });

/** The words of the page, as a reader sees them. */
const textOf = (page: string): string =>
  page
    .replaceAll(/<(style|title)>[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll(/[\s\u00a0]+/g, ' ');

/** Every element opened is closed in order; throws where not. */
function expectBalanced(page: string): void {
  const open: string[] = [];
  const voids = new Set(['meta', 'img', '!doctype']);
  for (const [, closing, name, selfClosing] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)[^>]*?(\/?)>/gi)) {
    if (selfClosing || voids.has(name!)) continue;
    if (!closing) open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
}

describe('a report', () => {
  it('says the result in words', () => {
    const text = textOf(render());
    expect(text).toContain('Of 100.0 ha with data: Water 75.0 %, Trees 25.0 %. 50.0 % of the scene holds data.');
    expect(text).toContain('Classes found 2 of 3');
    expect(text).toContain('Snow not found');
    expect(text).toContain('Water 75.0 75.0 % 7,500 3 25.00 −0.250');
    expect(text).toContain('Snow 0.0 0.0 % 0 0 – –');
    expect(text).toContain('All with data 100.0 100 % 10,000 1,203');
    expect(text).toContain('33.2500° S, 70.5000° W');
    expect(text).toContain('4 tiles, 2 already done before');
    expect(text).toContain('2 min 4 s in all');
    expect(text).toContain('1.83 MB');
  });

  it('draws bars from the largest class, as long as their areas', () => {
    const bars = [...render().matchAll(/class="bar" width="([\d.]+)" height="16" fill="(#\w+)"/g)];
    expect(bars.map(([, width, color]) => [Number(width), color])).toEqual([
      [1000, '#2b7bba'],
      [333.3, '#1f6f3a'],
    ]);
  });

  it('is a well-formed page that asks for nothing outside', () => {
    const page = render({ warnings: ['one'], fit: { threshold: 0.4 } });
    expectBalanced(page);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|@import|url\(|https?:/);
    const sources = [...page.matchAll(/\b(?:src|href)="([^"]*)/g)].map(([, target]) => target);
    const data = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    expect(sources).toEqual([data, data, './regions%20of%20%231.geojson']);
  });

  it('gives every picture words, and every id once', () => {
    const page = render();
    expect([...page.matchAll(/<img[^>]* alt="([^"]+)"/g)].map(([, alt]) => alt)).toEqual([
      'The scene river',
      'Class map: Water 75.0 %, Trees 25.0 %',
    ]);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('is the same page for the same run', () => {
    expect(render()).toBe(render());
  });

  it('takes text for text, wherever it comes from', () => {
    const bad = `"><script>alert('x')</script>&`;
    const page = renderReport({ statistics: poison(statistics, bad), maskPng: png, scenePng: png });
    expect(page).not.toContain('<script');
    expectBalanced(page);
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
  });

  it('shows the means of bands and scores beside those of indices', () => {
    const layers = (ndvi: number | null, red: number | null, score: number | null) => ({
      ...{ ndvi: { mean: ndvi, std: 0.1 }, red: { mean: red, std: 900 } },
      ...{ score: { mean: score, min: 0 }, nir: { max: 4000 } },
    });
    const classes = [
      { ...water, layers: layers(-0.25, 1234.5678, 0.91) },
      { ...snow, layers: layers(null, null, null) },
    ];
    const text = textOf(render({ classes }));
    expect(text).toContain('Mean NDVI Mean red Mean score Water 75.0 75.0 % 7,500 3 25.00 −0.250 1,235 0.910 Snow');
    expect(text).not.toContain('Mean nir');
  });

  it('shows warnings, and what was learned, only where there are some', () => {
    expect(textOf(render())).not.toMatch(/Please note|Learned/);
    const text = textOf(render({ warnings: ['The scene has no nodata value'], fit: { threshold: 0.4 } }));
    expect(text).toContain('Please note The scene has no nodata value');
    expect(text).toMatch(/Learned from the whole scene \{ &quot;threshold&quot;: 0.4 \}/);
  });

  it('can be about a scene without data', () => {
    const classes = [{ ...snow }];
    const pixels = { total: 100, valid: 0, nodata: 100, coveredShare: 0 };
    const page = render({ classes, pixels, areaM2: { valid: 0 }, regions: { count: 0, connectivity: 8 } });
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
    expect(textOf(page)).toContain('No pixel of the scene was given a class.');
  });
});

/** Every text of the statistics replaced, keys of records too, but for times and colours. */
function poison<T>(value: T, bad: string, name = ''): T {
  if (typeof value === 'string') return (/At$|^color$/.test(name) ? value : bad) as T;
  if (Array.isArray(value)) return value.map((item) => poison(item, bad, name)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isRecord = ['bands', 'stepsMs', 'indexMeans', 'layers'].includes(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [isRecord ? bad : key, poison(item, bad, key)]),
  ) as T;
}
