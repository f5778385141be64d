import { roundHalfUp } from '../raster/round.js';
import {
  addSquareParts,
  createExactSquares,
  type ExactSquares,
  mergeSquares,
  SQUARE_BASE,
  squaresBigInt,
} from './exact-squares.js';
import { addExact, createExactSums, type ExactSums, exactBigInt, mergeExact, roundExact } from './exact-sum.js';
import type { Layer, Statistic } from './layer.js';

/** What is known of one layer per part or region; null where nobody asks for it. */
export interface LayerSums {
  /** How many pixels have a value. */
  pixels: Float64Array;
  /** In whole multiples of the layer's unit. */
  sum: ExactSums;
  squares: ExactSquares | null;
  /** Infinite where no pixel has a value. */
  min: Float32Array | null;
  max: Float32Array | null;
}

export function createLayerSums(length: number, { statistics }: Layer): LayerSums {
  const has = (statistic: Statistic): boolean => statistics.includes(statistic);
  return {
    pixels: new Float64Array(length),
    sum: createExactSums(length),
    squares: has('std') ? createExactSquares(length) : null,
    min: has('min') ? new Float32Array(length).fill(Number.POSITIVE_INFINITY) : null,
    max: has('max') ? new Float32Array(length).fill(Number.NEGATIVE_INFINITY) : null,
  };
}

/** Adds a layer's values per pixel to the rows that `labels` names; NaN counts for nothing, and so does label 0. */
export function sumLayer(layer: Layer, values: Float32Array, labels: Uint32Array, sums: LayerSums): void {
  addValues(layer, values, labels, sums);
  if (sums.squares) addSquares(layer, values, labels, sums.squares);
  if (sums.min) keepLeast(layer, values, labels, sums.min);
  if (sums.max) keepGreatest(layer, values, labels, sums.max);
}

/** Within the limit, and never -0, which would show in the order of pixels. */
const limitTo = (value: number, limit: number): number => Math.min(Math.max(value, -limit), limit) + 0;

// Pixels in a row mostly share a label: what they add comes together in a register first.

/** So many values of 2^44 units at most add up exactly in one double, and so many products of their parts. */
const VALUES_AT_ONCE = 2 ** 9;
const SQUARES_AT_ONCE = 2 ** 5;

function addValues(
  { unit, limit }: Layer,
  values: Float32Array,
  labels: Uint32Array,
  { sum, pixels }: LayerSums,
): void {
  const unitsPerOne = 1 / unit;
  for (let i = 0; i < labels.length; ) {
    const label = labels[i];
    const end = Math.min(labels.length, i + VALUES_AT_ONCE);
    let total = 0;
    let count = 0;
    for (; i < end && labels[i] === label; i++) {
      const value = values[i];
      if (Number.isNaN(value)) continue;
      total += roundHalfUp(limitTo(value, limit) * unitsPerOne);
      count++;
    }
    if (label === 0 || count === 0) continue;
    addExact(sum, label, total);
    pixels[label] += count;
  }
}

function addSquares({ unit, limit }: Layer, values: Float32Array, labels: Uint32Array, squares: ExactSquares): void {
  const unitsPerOne = 1 / unit;
  for (let i = 0; i < labels.length; ) {
    const label = labels[i];
    const end = Math.min(labels.length, i + SQUARES_AT_ONCE);
    let high = 0;
    let cross = 0;
    let low = 0;
    for (; i < end && labels[i] === label; i++) {
      const value = values[i];
      if (Number.isNaN(value)) continue;
      const units = roundHalfUp(limitTo(value, limit) * unitsPerOne);
      const a = Math.floor(units / SQUARE_BASE);
      const b = units - a * SQUARE_BASE;
      high += a * a;
      cross += a * b;
      low += b * b;
    }
    if (label !== 0) addSquareParts(squares, label, { high, cross, low });
  }
}

// A comparison with NaN is false.

function keepLeast({ limit }: Layer, values: Float32Array, labels: Uint32Array, min: Float32Array): void {
  for (let i = 0; i < labels.length; ) {
    const label = labels[i];
    let least = min[label];
    for (; i < labels.length && labels[i] === label; i++) if (values[i] < least) least = values[i];
    if (least < min[label]) min[label] = limitTo(least, limit);
  }
}

function keepGreatest({ limit }: Layer, values: Float32Array, labels: Uint32Array, max: Float32Array): void {
  for (let i = 0; i < labels.length; ) {
    const label = labels[i];
    let greatest = max[label];
    for (; i < labels.length && labels[i] === label; i++) if (values[i] > greatest) greatest = values[i];
    if (greatest > max[label]) max[label] = limitTo(greatest, limit);
  }
}

/** Adds row `from` of one to row `to` of another. */
export function mergeLayerSums(target: LayerSums, to: number, source: LayerSums, from: number): void {
  target.pixels[to] += source.pixels[from];
  mergeExact(target.sum, to, source.sum, from);
  if (target.squares && source.squares) mergeSquares(target.squares, to, source.squares, from);
  if (target.min && source.min) target.min[to] = Math.min(target.min[to], source.min[from]);
  if (target.max && source.max) target.max[to] = Math.max(target.max[to], source.max[from]);
}

/** A statistic of row `row`; NaN where no pixel has a value. */
export function layerStatistic(layer: Layer, sums: LayerSums, row: number, statistic: Statistic): number {
  const { min, max, pixels } = sums;
  if (pixels[row] === 0) return Number.NaN;
  if (statistic === 'mean') return (roundExact(sums.sum, row) * layer.unit) / pixels[row];
  if (statistic === 'std') return populationStd(sums, row) * layer.unit;
  const extreme = (statistic === 'min' ? min?.[row] : max?.[row]) ?? Number.NaN;
  // Rounded as the values of the sum are: the mean is never outside.
  return Math.round(extreme / layer.unit) * layer.unit + 0;
}

/** √(n · Σq² − (Σq)²) / n: whole numbers until the root, so nothing cancels and a constant has 0. */
function populationStd({ pixels, sum, squares }: LayerSums, row: number): number {
  if (!squares) return Number.NaN;
  const total = exactBigInt(sum, row);
  const spread = BigInt(pixels[row]) * squaresBigInt(squares, row) - total * total;
  return Math.sqrt(Number(spread)) / pixels[row];
}
