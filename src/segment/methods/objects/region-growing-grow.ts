import type { FoundObjects } from './object-means.js';
import { createLevelQueue, LEVEL_COUNT } from './region-growing-queue.js';
import type { Size } from './region-growing-seeds.js';

export interface GrowOptions extends Size {
  /** How much a pixel may differ from the region that takes it; infinite: regions grow until they meet. */
  tolerance: number;
  /** What a pixel is compared with: the mean of the region so far, or that of its seed. */
  compareWith: 'mean' | 'seed';
}

/**
 * Seeded region growing (Adams & Bischof 1994, IEEE PAMI 16:641). Of all pixels beside regions, the one that is most like a region
 * beside it is taken next, and goes to the region it is most like then; among equals the one that came first. How like a pixel is
 * (the Euclidean distance of values) is written down when it is first seen, in 32768 steps, as in the paper. Between regions no line is left.
 */
export function growRegions(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  seeds: FoundObjects,
  { width, height, tolerance, compareWith }: GrowOptions,
): FoundObjects {
  const objects = seeds.objects.slice();
  const { length } = objects;
  const regions = createRegions(columns, seeds, compareWith === 'mean');
  const queue = createLevelQueue(width * height);
  const isQueued = new Uint8Array(width * height);
  const largest = Math.min(tolerance, regions.largestDistance);
  const gain = largest > 0 ? (LEVEL_COUNT - 1) / largest : 0;
  let nearest = 0;
  let least = 0;

  function compare(pixel: number, object: number): void {
    if (object === 0 || object === nearest) return;
    const distance = regions.distance(pixel, object);
    if (distance > least || (distance === least && object > nearest)) return;
    least = distance;
    nearest = object;
  }

  /** Distance to the nearest region beside the pixel; `nearest` is that region, the lowest number among equals. */
  function findNearest(pixel: number): number {
    nearest = 0;
    least = Number.POSITIVE_INFINITY;
    const col = pixel % width;
    if (pixel >= width) compare(pixel, objects[pixel - width]);
    if (col > 0) compare(pixel, objects[pixel - 1]);
    if (col + 1 < width) compare(pixel, objects[pixel + 1]);
    if (pixel + width < length) compare(pixel, objects[pixel + width]);
    return least;
  }

  function queueNeighbours(pixel: number): void {
    const col = pixel % width;
    if (pixel >= width) queuePixel(pixel - width);
    if (col > 0) queuePixel(pixel - 1);
    if (col + 1 < width) queuePixel(pixel + 1);
    if (pixel + width < length) queuePixel(pixel + width);
  }

  function queuePixel(pixel: number): void {
    if (objects[pixel] > 0 || isQueued[pixel] === 1 || (defined && defined[pixel] === 0)) return;
    const distance = findNearest(pixel);
    if (distance > tolerance) return;
    isQueued[pixel] = 1;
    queue.push(pixel, Math.min(LEVEL_COUNT - 1, Math.floor(distance * gain)));
  }

  for (let i = 0; i < length; i++) if (seeds.objects[i] > 0) queueNeighbours(i);
  for (let pixel = queue.pop(); pixel >= 0; pixel = queue.pop()) {
    isQueued[pixel] = 0;
    if (findNearest(pixel) > tolerance) continue;
    objects[pixel] = nearest;
    regions.add(pixel, nearest);
    queueNeighbours(pixel);
  }
  return { objects, count: seeds.count };
}

function createRegions(columns: readonly Float64Array[], { objects, count }: FoundObjects, isRunning: boolean) {
  const width = columns.length;
  const sums = new Float64Array((count + 1) * width);
  const means = new Float64Array((count + 1) * width);
  const sizes = new Float64Array(count + 1);

  function add(pixel: number, object: number): void {
    const size = ++sizes[object];
    for (let k = 0, at = object * width; k < width; k++, at++) {
      sums[at] += columns[k][pixel];
      means[at] = sums[at] / size;
    }
  }

  let largest = 0;
  for (const column of columns) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < column.length; i++) {
      low = Math.min(low, column[i]);
      high = Math.max(high, column[i]);
    }
    largest += (high - low) ** 2;
  }
  for (let i = 0; i < objects.length; i++) if (objects[i] > 0) add(i, objects[i]);

  return {
    /** No pixel is further than this from any mean. */
    largestDistance: Math.sqrt(largest),
    add: isRunning ? add : () => {},
    distance(pixel: number, object: number): number {
      let sum = 0;
      for (let k = 0, at = object * width; k < width; k++, at++) {
        const difference = columns[k][pixel] - means[at];
        sum += difference * difference;
      }
      return Math.sqrt(sum);
    },
  };
}
