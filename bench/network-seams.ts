import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSampleScene } from '../src/sample/index.js';
import { processScene } from '../src/scene.js';
import { loadRecipe } from '../src/segment/recipe.js';
import { openScene } from '../src/tiling/open-scene.js';

/**
 * What the seams of patches do to a map: the share of pixels that have the class they get when the network sees the whole
 * scene at once, beside the seams and away from them, for each way to put patches together.
 *
 *   npx tsx bench/network-seams.ts
 */
const SIZE_PX = 512;
const PATCH_PX = 128;
/** How far from a seam pixels count as beside it. */
const BESIDE_PX = 4;
const MODELS = ['unet', 'segnet'];
const RUNS = [
  { seams: 'crop', overlapPx: 0 },
  { seams: 'crop', overlapPx: 8 },
  { seams: 'crop', overlapPx: 16 },
  { seams: 'crop', overlapPx: 32 },
  { seams: 'uniform', overlapPx: 32 },
  { seams: 'cosine', overlapPx: 32 },
  { seams: 'gaussian', overlapPx: 32 },
];

interface Asked {
  seams: string;
  overlapPx: number;
  patchPx: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));
try {
  const { scenePath } = await writeSampleScene(folder, { size: SIZE_PX, seed: 9 });
  console.log('| network | seams | overlap | beside a seam | away from seams |\n|---|---|---|---|---|');
  for (const model of MODELS) {
    const whole = await mapWith(scenePath, model, { seams: 'crop', overlapPx: 0, patchPx: SIZE_PX });
    for (const { seams, overlapPx } of RUNS) {
      const mask = await mapWith(scenePath, model, { seams, overlapPx, patchPx: PATCH_PX });
      const [beside, away] = compare(mask, whole, PATCH_PX - 2 * overlapPx);
      console.log(`| ${model} | ${seams} | ${overlapPx} | ${percent(beside)} | ${percent(away)} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function mapWith(scenePath: string, model: string, asked: Asked): Promise<Uint8Array> {
  const name = `${model}-${asked.seams}-${asked.overlapPx}-${asked.patchPx}`;
  const path = join(folder, `${name}.json`);
  const segmenter = { method: 'network', model: resolve(`test/fixtures/models/${model}/model.onnx`), ...asked };
  writeFileSync(path, JSON.stringify({ name, segmenter }));
  const scene = await openScene(scenePath);
  const { folder: out } = await processScene({ scene, recipe: await loadRecipe(path), out: folder });
  await scene.close();
  const mask = await openScene(join(out, 'mask.tif'));
  const { bands } = await mask.read({ col: 0, row: 0, width: SIZE_PX, height: SIZE_PX });
  await mask.close();
  return bands[0] as Uint8Array;
}

/** Shares of equal pixels beside the borders of cells and away from them, where both masks have data. */
function compare(mask: Uint8Array, whole: Uint8Array, cellPx: number): [beside: number, away: number] {
  const counts = [0, 0];
  const same = [0, 0];
  const isBeside = (at: number): boolean => {
    const seam = Math.round(at / cellPx) * cellPx;
    return seam > 0 && seam < SIZE_PX && Math.abs(at + 0.5 - seam) < BESIDE_PX;
  };
  for (let i = 0; i < mask.length; i++) {
    if (whole[i] === 0) continue;
    const where = isBeside(i % SIZE_PX) || isBeside(Math.floor(i / SIZE_PX)) ? 0 : 1;
    counts[where]++;
    if (mask[i] === whole[i]) same[where]++;
  }
  return [same[0] / counts[0], same[1] / counts[1]];
}
