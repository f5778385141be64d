import { readFileSync } from 'node:fs';
import type { Json } from '../src/raster/json.js';
import type { Raster } from '../src/raster/raster.js';
import { generateLegend } from '../src/segment/legend-colors.js';
import { type PreparedRecipe, prepareRecipe } from '../src/segment/prepare.js';
import { parseRecipe, type Recipe } from '../src/segment/recipe.js';
import { prepareFlood } from './flood.js';
import { SEGMENT_CASES, type SegmentCase } from './segment-cases.js';

/** Ours, in this thread: `segment-ours.ts picture.raw side rounds [case]`. A line of JSON a case: its seconds. */
const [file, side, rounds, only] = process.argv.slice(2);
const picture = readFileSync(file!);
const fullPx = Number(side);
/** A case that took so long in all is not run again. */
const BUDGET_S = 3;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

for (const one of SEGMENT_CASES) {
  if (only && one.name !== only) continue;
  const sizePx = Math.min(fullPx, one.sizePx ?? fullPx);
  const work = one.isFloodAlone ? prepareFlood(cutBand(1, sizePx), sizePx) : await prepareSegment(one, sizePx);
  const seconds: number[] = [];
  for (let round = -1; round < Number(rounds) && sum(seconds) < BUDGET_S; round++) {
    const began = performance.now();
    await work();
    // The first is for the compiler.
    const took = (performance.now() - began) / 1000;
    if (round >= 0 || took > BUDGET_S) seconds.push(took);
  }
  console.log(JSON.stringify({ name: one.name, sizePx, seconds }));
}

/** The work of one round. */
async function prepareSegment(one: SegmentCase, sizePx: number): Promise<() => Promise<void>> {
  const prepared = prepareRecipe(toRecipe(one), facts());
  const raster = cut(prepared, sizePx);
  const learnt = await learn(prepared, raster);
  return async () => segment(prepared, raster, one.learns ? await learn(prepared, raster) : learnt);
}

async function learn(prepared: PreparedRecipe, raster: Raster): Promise<Json> {
  return prepared.needsFit ? prepared.fit(() => [{ raster, core: raster.window }]) : null;
}

async function segment(prepared: PreparedRecipe, raster: Raster, params: Json): Promise<void> {
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
  const bands = bandNumbers.map((number) => cutBand(number, sizePx));
  return { window: { col: 0, row: 0, width: sizePx, height: sizePx }, bands, valid: null };
}

function cutBand(number: number, sizePx: number): Uint8Array {
  const band = new Uint8Array(sizePx * sizePx);
  for (let row = 0; row < sizePx; row++) {
    const from = (number - 1) * fullPx * fullPx + row * fullPx;
    band.set(picture.subarray(from, from + sizePx), row * sizePx);
  }
  return band;
}
