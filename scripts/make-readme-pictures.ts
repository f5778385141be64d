import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { RunStatistics } from '../src/run/statistics.js';
import { openScene } from '../src/tiling/open-scene.js';
import { decodeImage, encodePng } from '../src/tiling/sharp.js';

// Makes docs/images/crop-health.png from what `npm run demo` left in out/demo: scene, class map, legend.
// Usage: npm run demo && npx tsx scripts/make-readme-pictures.ts

const DEMO = 'out/demo';
const RUN = `${DEMO}/sample-scene/crop-health`;
const PICTURE = 'docs/images/crop-health.png';

/** The part of the scene that is shown, pixel for pixel. */
const WINDOW = { col: 10, row: 300, width: 340, height: 340 };
const GAP = 16;
const LEGEND_WIDTH = 264;
const HEAD = 34;

/** Digital numbers of the sample scene shown as black and as white, by band. */
const STRETCH = { black: 1050, white: 2900 };
/** Steps of a colour: fewer make a smaller file, and no eye sees them. */
const COLOR_STEP = 12;

async function main(): Promise<void> {
  const statistics = JSON.parse(await readFile(`${RUN}/statistics.json`, 'utf8')) as RunStatistics;
  const scene = await dataUri(await readScene());
  const map = await dataUri(await readMap(statistics));
  const svg = draw({ scene, map, statistics });
  const { channels, data, width, height } = await decodeImage(Buffer.from(svg), { maxPixels: 1e7 });
  const opaque = dropAlpha(data, channels);
  await mkdir('docs/images', { recursive: true });
  await writeFile(PICTURE, await encodePng({ width, height, channels: 3, data: opaque }));
}

async function readScene(): Promise<Uint8Array> {
  const scene = await openScene(`${DEMO}/sample-scene.tif`);
  const [blue, green, red] = (await scene.read(WINDOW, { bands: [1, 2, 3] })).bands;
  await scene.close();
  return interleave((at) => [red, green, blue].map((band) => stretch(band?.[at] ?? 0)));
}

async function readMap({ classes }: RunStatistics): Promise<Uint8Array> {
  const mask = await openScene(`${RUN}/mask.tif`);
  const [ids] = (await mask.read(WINDOW)).bands;
  await mask.close();
  const colors = new Map(classes.map(({ id, color }) => [id, parseColor(color)]));
  return interleave((at) => colors.get(ids?.[at] ?? 0) ?? [255, 255, 255]);
}

function stretch(value: number): number {
  const share = Math.min(1, Math.max(0, (value - STRETCH.black) / (STRETCH.white - STRETCH.black)));
  return Math.min(255, Math.round((255 * share ** 0.8) / COLOR_STEP) * COLOR_STEP);
}

const parseColor = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function interleave(colorAt: (at: number) => number[]): Uint8Array {
  const pixels = new Uint8Array(WINDOW.width * WINDOW.height * 3);
  for (let at = 0; at < pixels.length / 3; at++) pixels.set(colorAt(at), at * 3);
  return pixels;
}

async function dataUri(data: Uint8Array): Promise<string> {
  const { width, height } = WINDOW;
  const png = await encodePng({ width, height, channels: 3, data });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

function draw({ scene, map, statistics }: { scene: string; map: string; statistics: RunStatistics }): string {
  const { width, height } = WINDOW;
  const mapX = GAP + width + GAP;
  const legendX = mapX + width + GAP + 8;
  const entries = statistics.classes.map(({ name, color, areaM2, share }, i) => {
    const y = HEAD + 4 + i * 44;
    const area = `${Math.round(areaM2 / 1e4).toLocaleString('en-US')} ha · ${(100 * share).toFixed(1)} %`;
    return `<rect x="${legendX}" y="${y}" width="22" height="22" rx="3" fill="${color}"/>
      <text x="${legendX + 32}" y="${y + 9}">${name}</text><text class="soft" x="${legendX + 32}" y="${y + 26}">${area}</text>`;
  });
  const below = HEAD + 4 + statistics.classes.length * 44 + 18;
  const polygons = `${statistics.regions.count.toLocaleString('en-US')} polygons`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${legendX + LEGEND_WIDTH}" height="${HEAD + height + GAP}">
    <style>text { font: 14px 'DejaVu Sans', Arial, sans-serif; fill: #1c2733 } .soft { font-size: 12px; fill: #5a6672 }
      .head { font-weight: bold }</style>
    <rect width="100%" height="100%" fill="#ffffff"/>
    <text class="head" x="${GAP}" y="22">scene</text><text class="head" x="${mapX}" y="22">class map</text>
    <text class="head" x="${legendX}" y="22">areas of the whole scene</text>
    <image x="${GAP}" y="${HEAD}" width="${width}" height="${height}" href="${scene}"/>
    <image x="${mapX}" y="${HEAD}" width="${width}" height="${height}" href="${map}"/>
    ${entries.join('\n')}
    <text class="soft" x="${legendX}" y="${below}">${polygons}</text>
  </svg>`;
}

function dropAlpha(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const opaque = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3)
    opaque.set(data.subarray(from, from + 3), to);
  return opaque;
}

await main();
