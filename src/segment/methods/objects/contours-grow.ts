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
  const chosen = new Uint32Array(objects.length);
  const last = objects.length - width;
  let size = 0;
  const enqueue = (i: number): void => {
    if (objects[i] > 0 || allowed[i] === 0 || isQueued[i] === 1) return;
    isQueued[i] = 1;
    queue[size++] = i;
  };
  const enqueueAround = (i: number): void => {
    const x = i % width;
    if (x > 0) enqueue(i - 1);
    if (x < width - 1) enqueue(i + 1);
    if (i >= width) enqueue(i - width);
    if (i < last) enqueue(i + width);
  };
  const nearer = (value: number, one: number, other: number): number => {
    if (other === 0 || one === other) return one;
    if (one === 0) return other;
    const difference = Math.abs(means[other] - value) - Math.abs(means[one] - value);
    return difference < 0 || (difference === 0 && other < one) ? other : one;
  };
  const chooseAt = (i: number): number => {
    const x = i % width;
    const value = values[i];
    let nearest = x > 0 ? objects[i - 1] : 0;
    if (x < width - 1) nearest = nearer(value, nearest, objects[i + 1]);
    if (i >= width) nearest = nearer(value, nearest, objects[i - width]);
    return i < last ? nearer(value, nearest, objects[i + width]) : nearest;
  };

  for (let i = 0; i < objects.length; i++) if (objects[i] === 0 && allowed[i] === 1 && chooseAt(i) > 0) enqueue(i);
  for (let from = 0; from < size; ) {
    const to = size;
    // All of one round choose before any of them lends its object to others.
    for (let k = from; k < to; k++) chosen[k] = chooseAt(queue[k]);
    for (let k = from; k < to; k++) objects[queue[k]] = chosen[k];
    for (let k = from; k < to; k++) enqueueAround(queue[k]);
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
