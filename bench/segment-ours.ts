import { readFileSync } from 'node:fs';
import type { Raster } from '../src/raster/raster.js';
import { generateLegend } from '../src/segment/legend-colors.js';
import { type PreparedRecipe, prepareRecipe } from '../src/segment/prepare.js';
import { parseRecipe, type Recipe } from '../src/segment/recipe.js';
import { SEGMENT_CASES, type SegmentCase } from './segment-cases.js';

/** Ours, in this thread: `segment-ours.ts picture.raw side rounds [case]`. A line of JSON a case: its seconds. */
const [file, side, rounds, only] = process.argv.slice(2);
const picture = readFileSync(file!);
const fullPx = Number(side);

for (const one of SEGMENT_CASES) {
  if (only && one.name !== only) continue;
  const sizePx = Math.min(fullPx, one.sizePx ?? fullPx);
  const prepared = prepareRecipe(toRecipe(one), facts());
  const raster = cut(prepared, sizePx);
  const seconds: number[] = [];
  for (let round = -1; round < Number(rounds); round++) {
    const began = performance.now();
    await segment(prepared, raster);
    // The first is for the compiler.
    if (round >= 0) seconds.push((performance.now() - began) / 1000);
  }
  console.log(JSON.stringify({ name: one.name, sizePx, seconds }));
}

async function segment(prepared: PreparedRecipe, raster: Raster): Promise<void> {
  const params = prepared.needsFit ? await prepared.fit(() => [{ raster, core: raster.window }]) : null;
  if (prepared.blockPx === null) await prepared.segment(raster, params);
  else await prepared.segmentBlock(raster, raster.window, params);
}

function toRecipe({ segmenter, layer }: SegmentCase): Recipe {
  const layers = layer ? { layers: { made: layer } } : {};
  const shown = segmenter ?? { method: 'threshold', layer: 'made', cuts: [0] };
  return parseRecipe(
    { name: 'bench', scaling: 'none', legend: generateLegend(), segmenter: shown, ...layers },
    'bench',
  );
}

function facts() {
  const bandNames = ['red', 'green', 'blue'];
  const rest = { metadata: {}, photometric: 'rgb', alphaBand: null, nodata: null };
  return { location: file!, bandCount: 3, bandNames, dataType: 'uint8' as const, ...rest };
}

function cut({ bandNumbers }: PreparedRecipe, sizePx: number): Raster {
  const bands = bandNumbers.map((number) => {
    const band = new Uint8Array(sizePx * sizePx);
    for (let row = 0; row < sizePx; row++) {
      const from = (number - 1) * fullPx * fullPx + row * fullPx;
      band.set(picture.subarray(from, from + sizePx), row * sizePx);
    }
    return band;
  });
  return { window: { col: 0, row: 0, width: sizePx, height: sizePx }, bands, valid: null };
}
