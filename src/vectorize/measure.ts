import type { Window } from '../raster/window.js';
import { addExact, createExactSums, type ExactSums, mergeExact } from './exact-sum.js';
import type { Ground } from './ground.js';
import type { Parts } from './label.js';

/** Index values are summed as whole multiples of this, so that the order of the tiles cannot show in a mean. */
const INDEX_UNIT = 2 ** -16;
/** Index values beyond this (a ratio over almost nothing) count as this. */
const INDEX_LIMIT = 1000;

/** What is known of each part or region. Row 0 is unused where rows are labels. */
export interface MeasureTable {
  classId: Uint8Array;
  /** Row-major number of the first pixel in the scene. */
  first: Float64Array;
  pixels: Float64Array;
  /** In units of `ground.areaUnitM2`. */
  area: ExactSums;
  /** Per index: whole multiples of the index unit, and over how many pixels. */
  indexSums: Float64Array[];
  indexPixels: Float64Array[];
}

export function createMeasureTable(length: number, indexCount: number): MeasureTable {
  return {
    classId: new Uint8Array(length),
    first: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
    pixels: new Float64Array(length),
    area: createExactSums(length),
    indexSums: Array.from({ length: indexCount }, () => new Float64Array(length)),
    indexPixels: Array.from({ length: indexCount }, () => new Float64Array(length)),
  };
}

/** What the parts of one tile measure. `indices` are per pixel of the tile's core. */
export function measureParts(
  parts: Parts,
  tile: { classes: Uint8Array; core: Window; sceneWidth: number; ground: Ground; indices: readonly Float32Array[] },
): MeasureTable {
  const { classes, core, sceneWidth, ground, indices } = tile;
  const { labels } = parts;
  const table = createMeasureTable(parts.count + 1, indices.length);
  const areaSums = new Float64Array(core.width + 1);
  for (let row = 0; row < core.height; row++) {
    const start = row * core.width;
    ground.cellAreaSums(core.row + row, core.col, core.width, areaSums);
    let col = 0;
    while (col < core.width) {
      const label = labels[start + col];
      const from = col++;
      while (col < core.width && labels[start + col] === label) col++;
      if (label === 0) continue;
      if (table.pixels[label] === 0) {
        table.classId[label] = classes[start + from];
        table.first[label] = (core.row + row) * sceneWidth + core.col + from;
      }
      table.pixels[label] += col - from;
      addExact(table.area, label, areaSums[col] - areaSums[from]);
    }
  }
  indices.forEach((values, i) => {
    sumIndex(values, labels, table.indexSums[i], table.indexPixels[i]);
  });
  return table;
}

function sumIndex(values: Float32Array, labels: Uint32Array, sums: Float64Array, pixels: Float64Array): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const value = values[i];
    if (label === 0 || Number.isNaN(value)) continue;
    const limited = Math.min(Math.max(value, -INDEX_LIMIT), INDEX_LIMIT);
    sums[label] += Math.round(limited / INDEX_UNIT);
    pixels[label]++;
  }
}

/** Adds row `from` of one table to row `to` of another: the pieces of one region. */
export function mergeMeasures(target: MeasureTable, to: number, source: MeasureTable, from: number): void {
  target.classId[to] = source.classId[from];
  target.first[to] = Math.min(target.first[to], source.first[from]);
  target.pixels[to] += source.pixels[from];
  mergeExact(target.area, to, source.area, from);
  source.indexSums.forEach((sums, i) => {
    target.indexSums[i][to] += sums[from];
    target.indexPixels[i][to] += source.indexPixels[i][from];
  });
}

/** The rows named, in that order, as a table of their own. */
export function selectMeasures(table: MeasureTable, rows: Uint32Array): MeasureTable {
  const selected = createMeasureTable(rows.length, table.indexSums.length);
  rows.forEach((row, i) => {
    mergeMeasures(selected, i, table, row);
  });
  return selected;
}

/** Mean of index `i` over row `row`; NaN where no pixel had one. */
export function indexMean(table: MeasureTable, i: number, row: number): number {
  return (table.indexSums[i][row] * INDEX_UNIT) / table.indexPixels[i][row];
}
