import type { Window } from '../../../raster/window.js';
import { findFlatZones } from './flood-fill-zones.js';
import type { FoundObjects } from './object-means.js';

/** Rows of pixels. */
export interface Size {
  width: number;
  height: number;
}

/**
 * How much values change at each pixel: the length of the vector of all columns' central differences. At the window's edge and beside
 * pixels that are not defined, the pixel's own value takes the place of the missing one.
 */
export function gradientOf(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  { width, height }: Size,
): Float64Array {
  const gradient = new Float64Array(width * height);
  const pick = (pixel: number, other: number, isInside: boolean): number =>
    isInside && (!defined || defined[other] === 1) ? other : pixel;
  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      if (defined && defined[i] === 0) continue;
      const left = pick(i, i - 1, col > 0);
      const right = pick(i, i + 1, col + 1 < width);
      const above = pick(i, i - width, row > 0);
      const below = pick(i, i + width, row + 1 < height);
      let sum = 0;
      for (let k = 0; k < columns.length; k++) {
        const across = columns[k][right] - columns[k][left];
        const down = columns[k][below] - columns[k][above];
        sum += across * across + down * down;
      }
      gradient[i] = Math.sqrt(sum) / 2;
    }
  }
  return gradient;
}

/**
 * Pixels with the least value of the square of 2 · radius + 1 pixels around them; among equals the first in the order of rows. What
 * a pixel is depends on that square alone.
 */
export function localMinima(
  values: Float64Array,
  defined: Uint8Array | null,
  { width, height, radiusPx }: Size & { radiusPx: number },
): Int32Array {
  const isLeast = new Uint8Array(values.length);
  let count = 0;
  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      if (defined && defined[i] === 0) continue;
      if (beatsAll(i, { col, row })) {
        isLeast[i] = 1;
        count++;
      }
    }
  }
  return pixelsWhere(isLeast, count);

  function beatsAll(pixel: number, { col, row }: Pick<Window, 'col' | 'row'>): boolean {
    const value = values[pixel];
    const fromCol = Math.max(0, col - radiusPx);
    const toCol = Math.min(width - 1, col + radiusPx);
    const toRow = Math.min(height - 1, row + radiusPx);
    for (let r = Math.max(0, row - radiusPx); r <= toRow; r++) {
      for (let i = r * width + fromCol; i <= r * width + toCol; i++) {
        if (i === pixel || (defined && defined[i] === 0)) continue;
        if (values[i] < value || (values[i] === value && i < pixel)) return false;
      }
    }
    return true;
  }
}

/** Connected pixels within the range, each such part an object. */
export function partsInRange(
  values: Float64Array,
  defined: Uint8Array | null,
  { width, min, max }: { width: number; min: number; max: number },
): FoundObjects {
  const inside = new Uint8Array(values.length).map((_, i) =>
    values[i] >= min && values[i] <= max && (!defined || defined[i] === 1) ? 1 : 0,
  );
  return findFlatZones([values], inside, { width, connectivity: 4, tolerance: Number.POSITIVE_INFINITY });
}

/** Pixels of the scene that lie in the window, as places in it, each once, in the order given. */
export function pixelsInWindow(
  pixels: readonly (readonly [col: number, row: number])[],
  { col, row, width, height }: Window,
): Int32Array {
  const places = new Set<number>();
  for (const [sceneCol, sceneRow] of pixels) {
    const inside = sceneCol >= col && sceneCol < col + width && sceneRow >= row && sceneRow < row + height;
    if (inside) places.add((sceneRow - row) * width + sceneCol - col);
  }
  return Int32Array.from(places);
}

function pixelsWhere(mask: Uint8Array, count: number): Int32Array {
  const pixels = new Int32Array(count);
  for (let i = 0, at = 0; i < mask.length; i++) if (mask[i] === 1) pixels[at++] = i;
  return pixels;
}
