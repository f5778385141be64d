import { deflateSync, inflateSync } from 'node:zlib';
import { scoresOf } from '../segment/prepare.js';
import type { RunContext } from './context.js';
import { openPack, type PackArray } from './pack.js';

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

/** In the order of `scoresOf`. */
export async function loadScores({ store, keys, plan }: RunContext, tile: number): Promise<Float32Array[]> {
  const pack = await openPack(store, keys.segment(tile));
  const load = async (k: number): Promise<Float32Array> => {
    const { buffer, byteOffset, byteLength } = inflateSync(await pack.array(`scores.${k}`, 'Uint8Array'));
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  };
  return Promise.all(scoresOf(plan.recipe).map((_, k) => load(k)));
}
