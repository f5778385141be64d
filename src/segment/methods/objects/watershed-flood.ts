import type { Band } from '../../../raster/raster.js';
import { framedIndex, framedWidth, neighborSteps, putInFrame, takeFromFrame } from './flood-frame.js';
import { type FloodLevels, toFloodLevels } from './flood-levels.js';
import { createLevelQueue, type LevelQueue } from './flood-queue.js';

/** Where water comes from, and where it may go. */
export interface Springs {
  width: number;
  height: number;
  /** Number of the basin that a pixel is a spring of, row by row; 0 where it is none. */
  markers: Uint32Array;
  /** 1 where water may go; null where it may everywhere. */
  mask: Uint8Array | null;
  connectivity: 4 | 8;
  /** Pixels where basins meet belong to none. */
  lines?: boolean;
}

/** Labels of pixels that are not flooded: outside the mask or in the frame, and on a line between basins. */
const OUTSIDE = 0xffffffff;
const ON_LINE = 0xfffffffe;

/**
 * The watershed from markers (Beucher & Lantuéjoul 1979), flooded as Meyer (1994) does, by a queue of levels: of the pixels
 * that touch a basin the lowest goes first, of equal ones who was touched first, and none before the one that the water
 * came over to reach it. Springs of one level begin in the order of pixels. Gives the number of each pixel's basin, 0 where
 * no water comes: the labels of scikit-image's `watershed`, where springs of one level begin in the order of its heap.
 */
export function floodWatershed({ values, ...springs }: Springs & { values: Band }): Uint32Array {
  return floodLevels(toFloodLevels(values), springs);
}

/** The same where the levels of the values are known. */
export function floodLevels(found: FloodLevels, springs: Springs): Uint32Array {
  const { width, height, connectivity, lines = false } = springs;
  const labels = frameOfLabels(springs);
  const levels = new Uint32Array(labels.length);
  putInFrame(levels, found.levels, width);
  const queue = createLevelQueue(found);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== OUTSIDE) queue.pixels[queue.ends[levels[i]]++] = i;
  }
  const steps = neighborSteps(connectivity, framedWidth(width));
  if (lines) floodUpToLines(labels, levels, queue, steps);
  else flood(labels, levels, queue, steps);
  const basins = takeFromFrame(labels, width, height);
  for (let i = 0; i < basins.length; i++) if (basins[i] >= ON_LINE) basins[i] = 0;
  return basins;
}

/** Here a pixel gets its label when it is first touched: nothing that comes later can change it. */
function flood(labels: Uint32Array, levels: Uint32Array, queue: LevelQueue, steps: Int32Array): void {
  const { pixels, starts, ends, late } = queue;
  const stride = steps[3];
  const hasCorners = steps.length === 8;
  for (let level = 0; level < late; level++) {
    ends[late] = starts[late];
    for (let turn = 0; turn < 2; turn++) {
      const line = turn === 0 ? level : late;
      for (let at = starts[line]; at < ends[line]; at++) {
        const pixel = pixels[at];
        const label = labels[pixel];
        // In the order of `steps`; a loop over them takes half as long again.
        touch(labels, levels, queue, pixel - stride, label, level);
        touch(labels, levels, queue, pixel - 1, label, level);
        touch(labels, levels, queue, pixel + 1, label, level);
        touch(labels, levels, queue, pixel + stride, label, level);
        if (!hasCorners) continue;
        touch(labels, levels, queue, pixel - stride - 1, label, level);
        touch(labels, levels, queue, pixel - stride + 1, label, level);
        touch(labels, levels, queue, pixel + stride - 1, label, level);
        touch(labels, levels, queue, pixel + stride + 1, label, level);
      }
    }
  }
}

/** Gives a pixel that has no label yet this one, and puts it in its line while the level `served` has its turn. */
function touch(
  labels: Uint32Array,
  levels: Uint32Array,
  { pixels, ends, late }: LevelQueue,
  pixel: number,
  label: number,
  served: number,
): void {
  if (labels[pixel] !== 0) return;
  labels[pixel] = label;
  const level = levels[pixel];
  pixels[ends[level > served ? level : late]++] = pixel;
}

/**
 * Here a pixel gets its label when its turn comes, and becomes part of a line where a neighbour has another by then. A line
 * lets the water of who touched it first pass.
 */
function floodUpToLines(labels: Uint32Array, levels: Uint32Array, queue: LevelQueue, steps: Int32Array): void {
  const { pixels, starts, ends, late } = queue;
  const springs = labels.slice();
  const touchedBy = labels.slice();
  for (let level = 0; level < late; level++) {
    ends[late] = starts[late];
    for (let turn = 0; turn < 2; turn++) {
      const line = turn === 0 ? level : late;
      for (let at = starts[line]; at < ends[line]; at++) {
        const pixel = pixels[at];
        const label = touchedBy[pixel];
        labels[pixel] = hasOtherNeighbor(labels, steps, pixel, label) ? ON_LINE : label;
        for (let k = 0; k < steps.length; k++) {
          touch(touchedBy, levels, queue, pixel + steps[k], label, level);
        }
      }
    }
  }
  // Springs that touch those of another basin stay what they are.
  for (let i = 0; i < labels.length; i++) if (springs[i] !== 0) labels[i] = springs[i];
}

function hasOtherNeighbor(labels: Uint32Array, steps: Int32Array, pixel: number, label: number): boolean {
  for (let k = 0; k < steps.length; k++) {
    const other = labels[pixel + steps[k]];
    if (other !== 0 && other !== label && other < ON_LINE) return true;
  }
  return false;
}

/** Labels in their frame: springs, and what water can't reach. */
function frameOfLabels({ markers, mask, width, height }: Springs): Uint32Array {
  const labels = new Uint32Array(framedWidth(width) * (height + 2)).fill(OUTSIDE);
  putInFrame(labels, markers, width);
  if (!mask) return labels;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = framedIndex(i, width); x < width; x++, i++, at++) if (mask[i] === 0) labels[at] = OUTSIDE;
  }
  return labels;
}
