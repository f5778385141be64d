import type { FoundObjects } from './object-means.js';

export interface FloodOptions {
  width: number;
  connectivity: 4 | 8;
  /** How much a pixel may differ from the seed: the Euclidean distance of their values. */
  tolerance: number;
}

/**
 * From each seed, the pixels that hang together with it and are as the seed is. Seeds are pixels, in the order of their turn: a pixel
 * belongs to the first that reaches it, and a seed that was reached before has no object of its own.
 */
export function floodFromSeeds(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  seeds: ArrayLike<number>,
  { width, connectivity, tolerance }: FloodOptions,
): FoundObjects {
  const { length } = columns[0];
  const objects = new Uint32Array(length);
  const stack = new Int32Array(length);
  const seedValues = new Float64Array(columns.length);
  const most = tolerance * tolerance;
  let count = 0;
  let height = 0;

  function visit(pixel: number): void {
    if (objects[pixel] > 0 || (defined && defined[pixel] === 0)) return;
    let sum = 0;
    for (let k = 0; k < columns.length; k++) {
      const difference = columns[k][pixel] - seedValues[k];
      sum += difference * difference;
    }
    if (sum > most) return;
    objects[pixel] = count;
    stack[height++] = pixel;
  }

  for (let s = 0; s < seeds.length; s++) {
    const seed = seeds[s];
    if (objects[seed] > 0 || (defined && defined[seed] === 0)) continue;
    for (let k = 0; k < columns.length; k++) seedValues[k] = columns[k][seed];
    count++;
    visit(seed);
    while (height > 0) {
      const pixel = stack[--height];
      const col = pixel % width;
      const first = col > 0 ? -1 : 0;
      const last = col + 1 < width ? 1 : 0;
      for (let step = -1; step <= 1; step++) {
        const row = pixel + step * width;
        if (row < 0 || row - col >= length) continue;
        for (let side = first; side <= last; side++) {
          if (connectivity === 8 || step === 0 || side === 0) visit(row + side);
        }
      }
    }
  }
  return { objects, count };
}
