import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSceneFacts } from '../src/run/context.js';
import { fitScene } from '../src/run/fit-step.js';
import { renderScenePreview } from '../src/run/preview.js';
import { writeSampleScene } from '../src/sample/index.js';
import { processScene } from '../src/scene.js';
import { prepareRecipe } from '../src/segment/prepare.js';
import { openScene, type Scene } from '../src/tiling/open-scene.js';
import { decodeImage, encodePng } from '../src/tiling/sharp.js';
import { writeCog } from '../src/tiling/write-cog.js';
import { readSnippets, type Snippet, shownLayer, toRecipe } from './segmentation-snippets.js';

// Makes docs/images/segmentation/<name>.png for every recipe shown in docs/segmentation.md, and scene.png.
// Usage: npx tsx scripts/make-segmentation-pictures.ts [name…]

const PICTURES = 'docs/images/segmentation';
/** The part of the sample scene that is shown: a lake, a river, fields and woods. */
const WINDOW = { col: 250, row: 640, width: 300, height: 220 };
/** Steps of a colour: fewer make a smaller file, and no eye sees them. */
const COLOR_STEP = 8;

const whole = ({ width, height }: Scene) => ({ col: 0, row: 0, width, height });

const only = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'landquilt-pictures-'));
try {
  await mkdir(PICTURES, { recursive: true });
  const { scenePath } = await writeSampleScene(folder);
  const path = await cropScene(scenePath);
  await save('scene', await drawScene(path));
  for (const snippet of readSnippets()) {
    if (only.length > 0 && !only.includes(snippet.name)) continue;
    process.stdout.write(`${snippet.name}\n`);
    await save(snippet.name, shownLayer(snippet) ? await drawLayer(path, snippet) : await drawMask(path, snippet));
  }
} finally {
  rmSync(folder, { recursive: true });
}

interface Picture {
  width: number;
  height: number;
  channels: 3 | 4;
  data: Uint8Array;
}

async function save(name: string, { width, height, channels, data }: Picture): Promise<void> {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const isEmpty = channels === 4 && data[i * 4 + 3] === 0;
    for (let c = 0; c < 3; c++) {
      const value = isEmpty ? 255 : data[i * channels + c];
      rgb[i * 3 + c] = Math.min(255, Math.round(value / COLOR_STEP) * COLOR_STEP);
    }
  }
  await writeFile(join(PICTURES, `${name}.png`), await encodePng({ width, height, channels: 3, data: rgb }));
}

async function cropScene(scenePath: string): Promise<string> {
  const scene = await openScene(scenePath);
  const { bands } = await scene.read(WINDOW);
  const [a, b, c, d, e, f] = scene.affine;
  const path = join(folder, 'cropped-scene.tif');
  const { width, height } = WINDOW;
  const place = [a, b, c + a * WINDOW.col + b * WINDOW.row, d, e, f + d * WINDOW.col + e * WINDOW.row] as const;
  const { dataType, bandCount, bandNames, metadata, crs, nodata } = scene;
  const options = { width, height, dataType, bandCount, bandNames, metadata, crs, nodata, affine: place };
  const file = await open(path, 'w');
  const readRows = (row: number, count: number) =>
    bands.map((band) => band.subarray(row * width, (row + count) * width));
  for await (const chunk of writeCog({ ...options, overviews: 'nearest' }, readRows)) await file.write(chunk);
  await file.close();
  await scene.close();
  return path;
}

async function withScene<T>(path: string, work: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await openScene(path);
  return work(scene).finally(() => scene.close());
}

async function drawScene(path: string): Promise<Picture> {
  const { bands, valid } = await withScene(path, (scene) => scene.read(whole(scene), { bands: [3, 2, 1] }));
  return renderScenePreview({ ...WINDOW, bands, valid });
}

/** Its values in grey, from the 2nd percentile to the 98th. */
async function drawLayer(path: string, snippet: Snippet): Promise<Picture> {
  return withScene(path, async (scene) => {
    const prepared = prepareRecipe(toRecipe(snippet), toSceneFacts(scene));
    const params = await fitScene(scene, prepared);
    const raster = await scene.read(whole(scene), { bands: prepared.bandNumbers });
    const { layers } = await prepared.segment(raster, params);
    return renderScenePreview({ ...WINDOW, bands: [layers[0]], valid: null });
  });
}

/** The class map as the run's preview shows it, with the edges of objects. */
async function drawMask(path: string, snippet: Snippet): Promise<Picture> {
  const { folder: results } = await withScene(path, (scene) =>
    processScene({ scene, recipe: toRecipe(snippet), out: folder, formats: ['csv'], workers: 1, force: true }),
  );
  const preview = await readFile(join(results, 'preview.png'));
  return (await decodeImage(preview, { maxPixels: 1e7 })) as Picture;
}
