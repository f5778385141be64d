import type { Band } from '../../../raster/raster.js';
import type { Markers } from './markers.js';

export interface Peaks {
  values: Band;
  width: number;
  height: number;
  /** Number of the part that a pixel belongs to; 0 where it belongs to none. */
  parts: Uint32Array;
  /** Peaks of one part are at least so far from each other, along rows and columns. */
  minDistancePx: number;
}

/**
 * Single pixels that are as high as any of their part no more than `minDistancePx` rows and columns away, without those
 * nearer than that to a higher one, or to an equal one that comes first: scikit-image's `peak_local_max` of each part.
 */
export function findPeaks(ground: Peaks): Markers {
  const { values, parts, minDistancePx } = ground;
  const candidates: number[] = [];
  for (let i = 0; i < parts.length; i++) {
    // Most pixels have a higher one beside them: only what is left is worth the whole square.
    if (parts[i] !== 0 && isHighest(ground, i, 1) && isHighest(ground, i, minDistancePx)) candidates.push(i);
  }
  const markers = new Uint32Array(parts.length);
  const kept: number[] = [];
  for (const pixel of candidates.sort((a, b) => values[b] - values[a] || a - b)) {
    if (minDistancePx > 1 && isNearMarked(ground, markers, pixel)) continue;
    markers[pixel] = 1;
    kept.push(pixel);
  }
  kept.sort((a, b) => a - b);
  for (let i = 0; i < kept.length; i++) markers[kept[i]] = i + 1;
  return { markers, count: kept.length };
}

/** Whether no pixel of the same part in the square around is higher. */
function isHighest({ values, width, height, parts }: Peaks, pixel: number, radius: number): boolean {
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const [left, right] = [Math.max(0, x - radius), Math.min(width - 1, x + radius)];
  for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
    for (let at = row * width + left; at <= row * width + right; at++) {
      if (values[at] > values[pixel] && parts[at] === parts[pixel]) return false;
    }
  }
  return true;
}

/** Whether a pixel of the same part less than the distance away is marked. */
function isNearMarked({ width, height, parts, minDistancePx }: Peaks, markers: Uint32Array, pixel: number): boolean {
  const radius = minDistancePx - 1;
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const [left, right] = [Math.max(0, x - radius), Math.min(width - 1, x + radius)];
  for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
    for (let at = row * width + left; at <= row * width + right; at++) {
      if (markers[at] !== 0 && parts[at] === parts[pixel]) return true;
    }
  }
  return false;
}
