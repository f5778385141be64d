import type { Window } from '../raster/window.js';
import type { Cells, Parts } from './label.js';

/** The four sides of a tile's core; rows from left to right, columns from top to bottom. */
export const SIDES = ['top', 'bottom', 'left', 'right'] as const;
export type Side = (typeof SIDES)[number];

/** Something for each side. */
export function forSides<T>(make: (side: Side) => T): Record<Side, T> {
  return { top: make('top'), bottom: make('bottom'), left: make('left'), right: make('right') };
}

/** What neighbours need to know of a tile: the classes and parts of the pixels along its border. */
export interface TileBorders {
  width: number;
  height: number;
  classes: Record<Side, Cells>;
  /** Number of the open part (0 … open - 1) of each border pixel; meaningless where the class is 0. */
  parts: Record<Side, Uint32Array>;
}

/**
 * Parts whose region touches the tile's border, where other tiles may continue it. `labels` are the tile's own part
 * labels in ascending order; `region` groups open parts of this tile that are one region (0 … within the tile).
 */
export interface OpenParts {
  labels: Uint32Array;
  region: Uint32Array;
}

/** Finds the open parts of a tile and describes its border in their numbers. */
export function describeBorders(
  mask: { classes: Cells; width: number; height: number },
  parts: Parts,
  regionOfPart: Uint32Array,
): { borders: TileBorders; open: OpenParts } {
  const { classes, width, height } = mask;
  const sides: Record<Side, SidePixels> = {
    top: { from: 0, step: 1, length: width },
    bottom: { from: (height - 1) * width, step: 1, length: width },
    left: { from: 0, step: width, length: height },
    right: { from: width - 1, step: width, length: height },
  };
  const onSides = forSides((side) => partsOnSide(parts, sides[side]));
  const isOpenRegion = new Uint8Array(parts.count + 1);
  for (const name of SIDES) for (const label of onSides[name]) isOpenRegion[regionOfPart[label]] = 1;
  isOpenRegion[0] = 0;
  const { openNumber, open } = numberOpen(regionOfPart, isOpenRegion);
  return {
    borders: {
      width,
      height,
      classes: forSides((side) => takeSide(classes, sides[side], createCells(classes, sides[side].length))),
      parts: forSides((side) => renumber(onSides[side], openNumber)),
    },
    open,
  };
}

/** The first pixel of a side, and how far it is from each to the next. */
interface SidePixels {
  from: number;
  step: number;
  length: number;
}

function takeSide<T extends Cells>(values: T, { from, step, length }: SidePixels, target: T): T {
  for (let i = 0; i < length; i++) target[i] = values[from + i * step];
  return target;
}

function partsOnSide(parts: Parts, { from, step, length }: SidePixels): Uint32Array {
  const labels = new Uint32Array(length);
  for (let i = 0; i < length; i++) labels[i] = parts.partAt(from + i * step);
  return labels;
}

function renumber(labels: Uint32Array, numbers: Uint32Array): Uint32Array {
  for (let i = 0; i < labels.length; i++) labels[i] = numbers[labels[i]];
  return labels;
}

/** Numbers the parts of open regions 0, 1, 2, … in order of label. */
function numberOpen(regionOfPart: Uint32Array, isOpenRegion: Uint8Array) {
  const openNumber = new Uint32Array(regionOfPart.length);
  const labels: number[] = [];
  const regions: number[] = [];
  for (let label = 1; label < regionOfPart.length; label++) {
    if (isOpenRegion[regionOfPart[label]] === 0) continue;
    openNumber[label] = labels.length;
    labels.push(label);
    regions.push(regionOfPart[label]);
  }
  return { openNumber, open: { labels: Uint32Array.from(labels), region: Uint32Array.from(regions) } };
}

/**
 * The ring of pixels around a tile, class ids of its eight neighbours (0 outside the scene): the row above with both
 * corners, the row below with both corners, the column to the left, the column to the right.
 */
export function collectApron(
  { width, height }: Pick<Window, 'width' | 'height'>,
  around: (columnStep: -1 | 0 | 1, rowStep: -1 | 0 | 1) => TileBorders | null,
): Cells {
  const stride = width + 2;
  const apron = createCells(around(0, 0)?.classes.top, 2 * stride + 2 * height);
  const put = (side: Cells | undefined, at: number): void => {
    if (side) apron.set(side, at);
  };
  put(around(-1, -1)?.classes.bottom.subarray(-1), 0);
  put(around(0, -1)?.classes.bottom, 1);
  put(around(1, -1)?.classes.bottom.subarray(0, 1), stride - 1);
  put(around(-1, 1)?.classes.top.subarray(-1), stride);
  put(around(0, 1)?.classes.top, stride + 1);
  put(around(1, 1)?.classes.top.subarray(0, 1), 2 * stride - 1);
  put(around(-1, 0)?.classes.right, 2 * stride);
  put(around(1, 0)?.classes.left, 2 * stride + height);
  return apron;
}

/** A tile's class mask with its apron around it: (width + 2) × (height + 2) class ids. */
export function padWithApron(classes: Cells, { width, height }: Pick<Window, 'width' | 'height'>, apron: Cells): Cells {
  const stride = width + 2;
  const padded = createCells(classes, stride * (height + 2));
  padded.set(apron.subarray(0, stride), 0);
  padded.set(apron.subarray(stride, 2 * stride), (height + 1) * stride);
  for (let row = 0; row < height; row++) {
    const start = (row + 1) * stride;
    padded[start] = apron[2 * stride + row];
    padded.set(classes.subarray(row * width, (row + 1) * width), start + 1);
    padded[start + stride - 1] = apron[2 * stride + height + row];
  }
  return padded;
}

/** Zeros, of the type of the cells given. */
function createCells(like: Cells | undefined, length: number): Cells {
  return like instanceof Uint32Array ? new Uint32Array(length) : new Uint8Array(length);
}
