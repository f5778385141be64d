import { addSquare, createExactSquares, type ExactSquares, mergeSquares, squaresBigInt } from './exact-squares.js';
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

function addValues(
  { unit, limit }: Layer,
  values: Float32Array,
  labels: Uint32Array,
  { sum, pixels }: LayerSums,
): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const value = values[i];
    if (label === 0 || Number.isNaN(value)) continue;
    addExact(sum, label, Math.round(limitTo(value, limit) / unit));
    pixels[label]++;
  }
}

function addSquares({ unit, limit }: Layer, values: Float32Array, labels: Uint32Array, squares: ExactSquares): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const value = values[i];
    if (label === 0 || Number.isNaN(value)) continue;
    addSquare(squares, label, Math.round(limitTo(value, limit) / unit));
  }
}

// A comparison with NaN is false.

function keepLeast({ limit }: Layer, values: Float32Array, labels: Uint32Array, min: Float32Array): void {
  for (let i = 0; i < labels.length; i++) {
    if (values[i] < min[labels[i]]) min[labels[i]] = limitTo(values[i], limit);
  }
}

function keepGreatest({ limit }: Layer, values: Float32Array, labels: Uint32Array, max: Float32Array): void {
  for (let i = 0; i < labels.length; i++) {
    if (values[i] > max[labels[i]]) max[labels[i]] = limitTo(values[i], limit);
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
