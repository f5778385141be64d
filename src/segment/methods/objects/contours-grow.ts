import type { FoundObjects } from './object-means.js';

/** Values by which pixels are compared with objects. */
export interface ValuePlane {
  values: Float64Array;
  width: number;
}

/**
 * Lets objects grow, pixel by pixel and all at the same pace, over the pixels of `allowed` that belong to none. A pixel that
 * several reach at once joins the one whose mean, of the pixels it began with, is nearest to the pixel's value; of two as
 * near, the one with the lower number.
 */
export function growInto({ objects, count }: FoundObjects, allowed: Uint8Array, { values, width }: ValuePlane): void {
  const means = meansOf(objects, count, values);
  const isQueued = new Uint8Array(objects.length);
  const queue = new Int32Array(objects.length);
  let size = 0;
  const neighbours = (i: number, visit: (j: number) => void): void => {
    if (i % width > 0) visit(i - 1);
    if (i % width < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i + width < objects.length) visit(i + width);
  };
  const enqueue = (i: number): void => {
    if (objects[i] > 0 || allowed[i] === 0 || isQueued[i] === 1) return;
    isQueued[i] = 1;
    queue[size++] = i;
  };
  let nearest = 0;
  let value = 0;
  const compare = (j: number): void => {
    const object = objects[j];
    if (object === 0 || object === nearest) return;
    const difference = Math.abs(means[object] - value) - Math.abs(means[nearest] - value);
    if (nearest === 0 || difference < 0 || (difference === 0 && object < nearest)) nearest = object;
  };
  const chosen = new Uint32Array(objects.length);

  for (let i = 0; i < objects.length; i++) if (objects[i] > 0) neighbours(i, enqueue);
  for (let from = 0; from < size; ) {
    const to = size;
    // All of one round choose before any of them lends its object to others.
    for (let k = from; k < to; k++) {
      nearest = 0;
      value = values[queue[k]];
      neighbours(queue[k], compare);
      chosen[k] = nearest;
    }
    for (let k = from; k < to; k++) objects[queue[k]] = chosen[k];
    for (let k = from; k < to; k++) neighbours(queue[k], enqueue);
    from = to;
  }
}

function meansOf(objects: Uint32Array, count: number, values: Float64Array): Float64Array {
  const sums = new Float64Array(count + 1);
  const sizes = new Uint32Array(count + 1);
  for (let i = 0; i < objects.length; i++) {
    sums[objects[i]] += values[i];
    sizes[objects[i]]++;
  }
  return sums.map((sum, object) => sum / sizes[object]);
}
