import type { Band } from '../../../raster/raster.js';
import { framedIndex, framedWidth, neighborSteps, takeFromFrame } from './flood-frame.js';
import { type FloodLevels, orderOf } from './flood-levels.js';
import type { Markers } from './markers.js';
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
 * part of the surface always does. With depth 0: all regional minima.
 */
export function findMinima(surface: Surface, depth: number): Markers {
  const { values, mask, width, height, connectivity } = surface;
  const stride = framedWidth(width);
  const steps = neighborSteps(connectivity, stride);
  const size = stride * (height + 2);
  const heights = new Float64Array(size);
  // When a pixel had its turn: a basin is known by the pixel that came first, its lowest.
  const turns = new Uint32Array(size);
  const parents = new Int32Array(size).fill(-1);
  const isDeep = new Uint8Array(size);
  const order = orderOf(surface.levels);
  for (let turn = 0; turn < order.length; turn++) {
    if (mask && mask[order[turn]] === 0) continue;
    const pixel = framedIndex(order[turn], width);
    heights[pixel] = values[order[turn]];
    turns[pixel] = turn;
    parents[pixel] = pixel;
    for (let k = 0; k < steps.length; k++) {
      if (parents[pixel + steps[k]] < 0) continue;
      const one = findRoot(parents, pixel + steps[k]);
      const other = findRoot(parents, pixel);
      if (one === other) continue;
      const [deeper, shallower] = turns[one] < turns[other] ? [one, other] : [other, one];
      const climb = heights[pixel] - heights[shallower];
      if (climb > 0 && climb >= depth) isDeep[shallower] = 1;
      parents[shallower] = deeper;
    }
  }
  for (let i = 0; i < size; i++) if (parents[i] === i) isDeep[i] = 1;
  const { markers, count } = numberFloors(isDeep, { heights, parents, steps });
  return { markers: takeFromFrame(markers, width, height), count };
}

interface Ground {
  heights: Float64Array;
  /** Below 0 where the surface is not. */
  parents: Int32Array;
  steps: Int32Array;
}

/** Every marked pixel with those of its height that hang together with it. */
function numberFloors(isDeep: Uint8Array, { heights, parents, steps }: Ground): Markers {
  const markers = new Uint32Array(isDeep.length);
  const waiting: number[] = [];
  let count = 0;
  for (let i = 0; i < isDeep.length; i++) {
    if (isDeep[i] === 0) continue;
    markers[i] = ++count;
    waiting.push(i);
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      for (let k = 0; k < steps.length; k++) {
        const near = pixel + steps[k];
        if (parents[near] < 0 || markers[near] !== 0 || heights[near] !== heights[i]) continue;
        markers[near] = count;
        waiting.push(near);
      }
    }
  }
  return { markers, count };
}
