import { growPixels } from '../../exclude.js';
import { growInto, type ValuePlane } from './contours-grow.js';
import { findRoot, numberLabels, numberSets } from './number-objects.js';
import type { FoundObjects } from './object-means.js';

/** Edges, and what their pixels are compared by. */
export interface EdgePicture extends ValuePlane {
  /** 1 on edges. */
  edges: Uint8Array;
  /** 1 where there is a value; null where there is one everywhere. */
  present: Uint8Array | null;
}

/**
 * The regions that edges enclose; every pixel with a value belongs to one. Edges are made `closePx` wider on all sides, so
 * that gaps close; what is left is a region where it hangs together by its sides, and so is what the wider edges swallow
 * whole. Regions then grow back up to the edges, and at last over them, so that no pixel is left between.
 *
 *     . . | . .       a a # b b       a a a b b
 *     . .   . .   →   a # # # b   →   a a b b b
 *     . . | . .       a a # b b       a a a b b
 */
export function findEnclosed(picture: EdgePicture, closePx: number): FoundObjects {
  const { edges, present, width } = picture;
  const all = present ?? new Uint8Array(edges.length).fill(1);
  const open = without(all, edges);
  const cores = labelParts(without(open, growPixels(edges, width, closePx)), width);
  let regions = addUntouched(cores, open, width);
  growInto(regions, open, picture);
  growInto(regions, all, picture);
  regions = addUntouched(regions, all, width);
  return numberLabels(regions.objects, regions.count + 1);
}

/** 1 where the first is set and the other is not. */
function without(isSet: Uint8Array, other: ArrayLike<number>): Uint8Array {
  const left = new Uint8Array(isSet.length);
  for (let i = 0; i < left.length; i++) left[i] = isSet[i] === 1 && other[i] === 0 ? 1 : 0;
  return left;
}

/** Pixels that are set, by the parts that hang together by their sides. */
function labelParts(isSet: Uint8Array, width: number): FoundObjects {
  const parents = new Int32Array(isSet.length);
  for (let i = 0; i < isSet.length; i++) {
    parents[i] = i;
    if (isSet[i] === 0) continue;
    const isLeft = i % width > 0 && isSet[i - 1] === 1;
    const isAbove = i >= width && isSet[i - width] === 1;
    if (isLeft) parents[i] = findRoot(parents, i - 1);
    // Pixels above and to the left are joined already where the one between them is set.
    if (isAbove && !(isLeft && isSet[i - width - 1] === 1))
      parents[findRoot(parents, i)] = findRoot(parents, i - width);
  }
  return numberSets(parents, isSet);
}

/** The objects, and one more for every part of the set pixels in none that touches none. */
function addUntouched({ objects, count }: FoundObjects, isSet: Uint8Array, width: number): FoundObjects {
  const parts = labelParts(without(isSet, objects), width);
  if (parts.count === 0) return { objects, count };
  const touches = new Uint8Array(parts.count + 1);
  const meet = (i: number, j: number): void => {
    if (objects[j] > 0 && isSet[j] === 1) touches[parts.objects[i]] = 1;
    if (objects[i] > 0 && isSet[i] === 1) touches[parts.objects[j]] = 1;
  };
  for (let i = 0; i < objects.length; i++) {
    if (i % width > 0) meet(i, i - 1);
    if (i >= width) meet(i, i - width);
  }
  const numbers = new Uint32Array(parts.count + 1);
  let next = count;
  for (let part = 1; part <= parts.count; part++) if (touches[part] === 0) numbers[part] = ++next;
  const added = objects.slice();
  for (let i = 0; i < added.length; i++) if (added[i] === 0) added[i] = numbers[parts.objects[i]];
  return { objects: added, count: next };
}
