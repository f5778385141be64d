import { deflateSync, inflateSync } from 'node:zlib';
import { scoresOf } from '../segment/prepare.js';
import type { RunContext } from './context.js';
import { SCORES_TIF } from './outputs.js';
import { openPack, type PackArray } from './pack.js';
import type { Plan } from './plan.js';
import { quantizeScores } from './score-map.js';

/*
 * What a method that works in squares of the scene said of each pixel of a tile beside its class: kept in the tile's pack,
 * as a network is too slow to be asked again.
 */

export function packScores(scores: readonly Float32Array[]): Record<string, PackArray> {
  return Object.fromEntries(
    scores.map(({ buffer, byteOffset, byteLength }, k) => [
      `scores.${k}`,
      deflateSync(new Uint8Array(buffer, byteOffset, byteLength), { level: 1 }),
    ]),
  );
}

/** What `scores.tif` holds of a tile, where a run writes it. */
export function packScoreMap(
  { outputs, recipe }: Pick<Plan, 'outputs' | 'recipe'>,
  classes: Uint8Array,
  values: readonly Float32Array[],
): Record<string, PackArray> {
  if (!outputs.includes(SCORES_TIF)) return {};
  const names = scoresOf(recipe);
  const scores = values[values.length - names.length + names.indexOf('score')];
  return { 'score map': deflateSync(quantizeScores(classes, scores), { level: 1 }) };
}

/** Scores of a tile's core in whole steps; see `score-map.ts`. */
export async function loadScoreMap({ store, keys }: RunContext, tile: number): Promise<Uint8Array> {
  const pack = await openPack(store, keys.segment(tile));
  return inflateSync(await pack.array('score map', 'Uint8Array'));
}

/** In the order of `scoresOf`. */
export async function loadScores({ store, keys, plan }: RunContext, tile: number): Promise<Float32Array[]> {
  const pack = await openPack(store, keys.segment(tile));
  const load = async (k: number): Promise<Float32Array> => {
    const { buffer, byteOffset, byteLength } = inflateSync(await pack.array(`scores.${k}`, 'Uint8Array'));
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  };
  return Promise.all(scoresOf(plan.recipe).map((_, k) => load(k)));
}
