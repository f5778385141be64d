import type { Band } from '../../../raster/raster.js';
import { framedIndex, framedWidth, neighborSteps, takeFromFrame } from './flood-frame.js';
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

/**
 * A pixel of the flood: the label of its basin, or one of these where no water goes, outside the mask or in the frame, and
 * on a line between basins. Below 0: no water has come yet, and its bits turned round are its level. So one look at a
 * neighbour tells all.
 */
const OUTSIDE = 0x7fffffff;
const ON_LINE = 0x7ffffffe;

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
  const queue = createLevelQueue(found);
  const cells = frameOfCells(found, springs, queue);
  const steps = neighborSteps(connectivity, framedWidth(width));
  const flooded = lines ? floodUpToLines(cells, queue, steps) : flood(cells, queue, steps);
  for (let i = 0; i < flooded.length; i++) if (flooded[i] < 0 || flooded[i] >= ON_LINE) flooded[i] = 0;
  return takeFromFrame(flooded, width, height);
}

/** Here a pixel gets its label when it is first touched: nothing that comes later can change it. */
function flood(cells: Int32Array, queue: LevelQueue, steps: Int32Array): Int32Array {
  const { pixels, starts, ends, late } = queue;
  const stride = steps[3];
  const hasCorners = steps.length === 8;
  for (let level = 0; level < late; level++) {
    ends[late] = starts[late];
    for (let turn = 0; turn < 2; turn++) {
      const line = turn === 0 ? level : late;
      for (let at = starts[line]; at < ends[line]; at++) {
        const pixel = pixels[at];
        const label = cells[pixel];
        // In the order of `steps`; a loop over them takes half as long again.
        touch(cells, queue, pixel - stride, label, level);
        touch(cells, queue, pixel - 1, label, level);
        touch(cells, queue, pixel + 1, label, level);
        touch(cells, queue, pixel + stride, label, level);
        if (!hasCorners) continue;
        touch(cells, queue, pixel - stride - 1, label, level);
        touch(cells, queue, pixel - stride + 1, label, level);
        touch(cells, queue, pixel + stride - 1, label, level);
        touch(cells, queue, pixel + stride + 1, label, level);
      }
    }
  }
  return cells;
}

/** Gives a pixel that has no label yet this one, and puts it in its line while the level `served` has its turn. */
function touch(
  cells: Int32Array,
  { pixels, ends, late }: LevelQueue,
  pixel: number,
  label: number,
  served: number,
): void {
  const cell = cells[pixel];
  if (cell >= 0) return;
  cells[pixel] = label;
  const level = ~cell;
  pixels[ends[level > served ? level : late]++] = pixel;
}

/**
 * Here a pixel gets its label when its turn comes, and becomes part of a line where a neighbour has another by then. A line
 * lets the water of who touched it first pass.
 */
function floodUpToLines(touchedBy: Int32Array, queue: LevelQueue, steps: Int32Array): Int32Array {
  const { pixels, starts, ends, late } = queue;
  const springs = touchedBy.slice();
  const labels = touchedBy.slice();
  for (let level = 0; level < late; level++) {
    ends[late] = starts[late];
    for (let turn = 0; turn < 2; turn++) {
      const line = turn === 0 ? level : late;
      for (let at = starts[line]; at < ends[line]; at++) {
        const pixel = pixels[at];
        const label = touchedBy[pixel];
        labels[pixel] = hasOtherNeighbor(labels, steps, pixel, label) ? ON_LINE : label;
        for (let k = 0; k < steps.length; k++) {
          touch(touchedBy, queue, pixel + steps[k], label, level);
        }
      }
    }
  }
  // Springs that touch those of another basin stay what they are.
  for (let i = 0; i < labels.length; i++) if (springs[i] > 0) labels[i] = springs[i];
  return labels;
}

function hasOtherNeighbor(labels: Int32Array, steps: Int32Array, pixel: number, label: number): boolean {
  for (let k = 0; k < steps.length; k++) {
    const other = labels[pixel + steps[k]];
    if (other > 0 && other !== label && other < ON_LINE) return true;
  }
  return false;
}

/** Cells in their frame; springs wait in the lines of their levels. */
function frameOfCells({ levels }: FloodLevels, springs: Springs, { pixels, ends }: LevelQueue): Int32Array {
  const { markers, mask, width, height } = springs;
  const cells = new Int32Array(framedWidth(width) * (height + 2)).fill(OUTSIDE);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = framedIndex(i, width); x < width; x++, i++, at++) {
      if (mask && mask[i] === 0) continue;
      cells[at] = markers[i] === 0 ? ~levels[i] : markers[i];
      if (markers[i] !== 0) pixels[ends[levels[i]]++] = at;
    }
  }
  return cells;
}
