import type { Band } from '../../../raster/raster.js';
import { framedIndex, framedWidth, neighborSteps, putInFrame, takeFromFrame } from './flood-frame.js';
import type { FloodLevels } from './flood-levels.js';
import type { Markers } from './markers.js';
import { type Basins, descend, findPasses, type Passes, type Relief, WALL } from './markers-descent.js';
import { findRoot } from './number-objects.js';

export interface Surface {
  values: Band;
  /** The levels of the values. */
  levels: FloodLevels;
  width: number;
  height: number;
  /** 1 where the surface is; null where it is everywhere. */
  mask: Uint8Array | null;
  connectivity: 4 | 8;
}

/**
 * The minima from which one has to climb at least `depth` to come to a lower one (their dynamics, Grimaud 1992), each with all
 * pixels of its floor. Of equal ones less than `depth` apart that with the first pixel stays; the lowest of each connected
 * part of the surface always does. With depth 0: all regional minima. Basins are found by going downhill, so that only
 * where they touch has to be put in order.
 */
export function findMinima(surface: Surface, depth: number): Markers {
  const { width, height, connectivity } = surface;
  const relief = { levels: framedLevels(surface), steps: neighborSteps(connectivity, framedWidth(width)) };
  const basins = descend(relief);
  const passes = findPasses(relief, basins.numbers, surface.levels.count);
  const deep = joinBasins(basins, passes, heightsOf(surface), depth);
  const { markers, count } = numberFloors(deep, relief);
  return { markers: takeFromFrame(markers, width, height), count };
}

function framedLevels({ levels: { levels }, width, height, mask }: Surface): Uint32Array {
  const framed = new Uint32Array(framedWidth(width) * (height + 2)).fill(WALL);
  putInFrame(framed, levels, width);
  if (!mask) return framed;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = framedIndex(i, width); x < width; x++, i++, at++) if (mask[i] === 0) framed[at] = WALL;
  }
  return framed;
}

/** The height of each level. */
function heightsOf({ values, levels: { levels, count } }: Surface): Float64Array {
  const heights = new Float64Array(count);
  for (let i = 0; i < levels.length; i++) heights[levels[i]] = values[i];
  return heights;
}

/** The lowest pixels of basins that are deep, first ones first. Basins join in the order of their passes, the lower one stays. */
function joinBasins({ lowest, floors }: Basins, passes: Passes, heights: Float64Array, depth: number): Uint32Array {
  const { starts, ones, others } = passes;
  const sets = new Int32Array(lowest.length);
  for (let i = 0; i < sets.length; i++) sets[i] = i;
  const isDeep = new Uint8Array(lowest.length);
  for (let level = 0; level < heights.length; level++) {
    for (let pass = starts[level]; pass < starts[level + 1]; pass++) {
      const one = findRoot(sets, ones[pass]);
      const other = findRoot(sets, others[pass]);
      if (one === other) continue;
      const isLower = floors[one] < floors[other] || (floors[one] === floors[other] && lowest[one] < lowest[other]);
      const shallower = isLower ? other : one;
      const climb = heights[level] - heights[floors[shallower]];
      if (climb > 0 && climb >= depth) isDeep[shallower] = 1;
      sets[shallower] = isLower ? one : other;
    }
  }
  for (let i = 0; i < sets.length; i++) if (sets[i] === i) isDeep[i] = 1;
  return lowest.filter((_, i) => i > 0 && isDeep[i] === 1).sort();
}

/** Each pixel with those of its level that hang together with it. */
function numberFloors(deep: Uint32Array, { levels, steps }: Relief): Markers {
  const markers = new Uint32Array(levels.length);
  const waiting: number[] = [];
  for (let number = 1; number <= deep.length; number++) {
    const first = deep[number - 1];
    markers[first] = number;
    waiting.push(first);
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      for (let k = 0; k < steps.length; k++) {
        const near = pixel + steps[k];
        if (levels[near] !== levels[first] || markers[near] !== 0) continue;
        markers[near] = number;
        waiting.push(near);
      }
    }
  }
  return { markers, count: deep.length };
}
