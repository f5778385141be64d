import { intersectWindows, type Window } from '../../../../raster/window.js';
import type { Tensor } from '../../session.js';
import { float16Table } from '../float16.js';

/** An object as a network's outputs tell of it. */
export interface FoundObject {
  /** What the network calls its class. */
  label: number;
  score: number;
  /** In pixels of the patch. */
  window: Window;
  /** 1 where it is, row by row of `window`. */
  mask: Uint8Array;
}

/** What outputs are read with. */
export interface ReadOptions {
  /** Side of the patch. */
  sizePx: number;
  /** Objects with a lower score are left out. */
  minScore: number;
  /** What an error names. */
  source: string;
}

/** No more objects of a patch than that are looked at, the best ones. */
export const MOST_OBJECTS = 300;

/** A tensor's values as numbers, whatever their type. */
export function readNumbers({ data, type }: Tensor): ArrayLike<number> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (type !== 'float16') return data;
  const table = float16Table();
  return Float32Array.from(data, (bits) => table[bits]);
}

/** The indices of those that reach `minScore`, best first; of equals the earlier one. */
export function rankScores(scores: ArrayLike<number>, minScore: number): number[] {
  const ranked: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] >= minScore) ranked.push(i);
  return ranked.sort((a, b) => scores[b] - scores[a] || a - b);
}

/** An object cut to a window and to the pixels that it has there; null where it has none. */
export function cropObject<Kind extends Pick<FoundObject, 'window' | 'mask'>>(object: Kind, to: Window): Kind | null {
  const { window, mask } = object;
  const inside = intersectWindows(window, to);
  if (!inside) return null;
  let [left, right, top, bottom] = [inside.width, -1, inside.height, -1];
  for (let y = 0; y < inside.height; y++) {
    const from = (inside.row + y - window.row) * window.width + inside.col - window.col;
    for (let x = 0; x < inside.width; x++) {
      if (mask[from + x] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  const tight = { col: inside.col + left, row: inside.row + top, width: right + 1 - left, height: bottom + 1 - top };
  const cut = new Uint8Array(tight.width * tight.height);
  for (let y = 0; y < tight.height; y++) {
    const from = (tight.row + y - window.row) * window.width + tight.col - window.col;
    cut.set(mask.subarray(from, from + tight.width), y * tight.width);
  }
  return { ...object, window: tight, mask: cut };
}
