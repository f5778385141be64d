import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import type { RunStatistics } from '../src/run/statistics.js';
import type { RecipeVectorize } from '../src/segment/vectorize-options.js';
import { openScene } from '../src/tiling/open-scene.js';
import { decodeImage, encodePng } from '../src/tiling/sharp.js';
import { vectorizeMask } from '../src/vectorize-mask.js';

// Makes docs/images/polygons.png: a part of the demo's map as pixels, sieved, simplified, and smoothed.
// Usage: npm run demo && npx tsx scripts/make-polygons-picture.ts

const RUN = 'out/demo/sample-scene/crop-health';
const PICTURE = 'docs/images/polygons.png';

const STEPS: { title: string; vectorize: Partial<RecipeVectorize> }[] = [
  { title: 'as the pixels are', vectorize: {} },
  { title: '--min-area 2500', vectorize: { minAreaM2: 2500 } },
  { title: '… --simplify 15', vectorize: { minAreaM2: 2500, simplifyM: 15 } },
  { title: '… --smooth', vectorize: { minAreaM2: 2500, simplifyM: 15, smooth: true } },
];

/** What is shown, in shares of the scene's box, and how large. */
const VIEW = { left: 0.82, top: 0.157, side: 0.074 };
const PANEL_PX = 320;
const GAP = 12;
const HEAD = 30;

type Features = FeatureCollection<Polygon | MultiPolygon, { class: number }>;

const statistics = JSON.parse(readFileSync(`${RUN}/statistics.json`, 'utf8')) as RunStatistics;
const colors = new Map(statistics.classes.map(({ id, color }) => [id, color]));
const [west, south, east, north] = statistics.scene.bboxLonLat;
const folder = mkdtempSync(join(tmpdir(), 'landquilt-picture-'));
try {
  const panels: string[] = [];
  for (const [i, { title, vectorize }] of STEPS.entries()) {
    const scene = await openScene(`${RUN}/mask.tif`);
    const { folder: results } = await vectorizeMask({
      scene,
      out: join(folder, String(i)),
      vectorize,
      vectorsOnly: true,
    });
    await scene.close();
    const features = JSON.parse(readFileSync(join(results, 'regions.geojson'), 'utf8')) as Features;
    panels.push(
      drawPanel(features, { title: `${title}: ${features.features.length.toLocaleString('en')} polygons`, i }),
    );
  }
  const width = STEPS.length * (PANEL_PX + GAP) - GAP;
  const height = PANEL_PX + HEAD;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="${width}" height="${height}" fill="#ffffff"/>${panels.join('')}</svg>`;
  const { data, ...size } = await decodeImage(Buffer.from(svg), { maxPixels: 1e7 });
  const opaque = data.filter((_, i) => size.channels === 3 || i % 4 < 3);
  await writeFile(PICTURE, await encodePng({ ...size, channels: 3, data: opaque }));
} finally {
  rmSync(folder, { recursive: true });
}

function drawPanel({ features }: Features, { title, i }: { title: string; i: number }): string {
  const paths = features.flatMap(({ geometry, properties }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const path = polygons.flat().map(drawRing).join('');
    return isInView(polygons) ? [`<path d="${path}" fill="${colors.get(properties.class)}"/>`] : [];
  });
  const x = i * (PANEL_PX + GAP);
  return `<text x="${x}" y="19" font-family="sans-serif" font-size="14" fill="#333333">${title}</text>
    <svg x="${x}" y="${HEAD}" width="${PANEL_PX}" height="${PANEL_PX}">
    <g fill-rule="evenodd" stroke="#222222" stroke-width="0.7" stroke-linejoin="round">${paths.join('')}</g></svg>`;
}

function drawRing(ring: Position[]): string {
  return `M${ring.map((point) => toPanel(point).join(' ')).join('L')}Z`;
}

function isInView(polygons: Position[][][]): boolean {
  const points = polygons.flat(2).map(toPanel);
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const isInside = (values: number[]) => Math.max(...values) > 0 && Math.min(...values) < PANEL_PX;
  return isInside(xs) && isInside(ys);
}

/** Longitude and latitude to pixels of a panel. */
function toPanel([lon, lat]: Position): number[] {
  const x = ((lon - west) / (east - west) - VIEW.left) / VIEW.side;
  const y = ((north - lat) / (north - south) - VIEW.top) / VIEW.side;
  return [x, y].map((share) => Math.round(share * PANEL_PX * 100) / 100);
}
