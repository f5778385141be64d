import type { Columns } from '../segmenter.js';
import { CHUNK, createChunks } from './chunks.js';
import { clearInvalid } from './cut.js';
import type { Features } from './features.js';
import { restore, type Spread } from './points.js';

export interface CenterParams {
  /** One centre per class, in order of id; one value per column. */
  centers: number[][];
  /** 1 / standard deviation of each column. */
  weights: number[];
}

/** Standardised centres as parameters: in the units of the columns, in the order of their classes. */
export function toCenterParams(
  centers: readonly Float64Array[],
  spread: Spread,
  rankOf: Features['rankOf'],
): CenterParams {
  const ordered = centers.toSorted((a, b) => rankOf(a, spread) - rankOf(b, spread));
  return {
    centers: ordered.map((center) => restore(center, spread)),
    weights: spread.deviation.map((deviation) => 1 / deviation),
  };
}

/** The nearest centre and its margin, for methods that have that score. */
export function scoreNearest(columns: Columns, params: CenterParams): { classes: Uint8Array; score: Float32Array } {
  const score = new Float32Array(columns.length);
  return { classes: assignNearest(columns, params, score), score };
}

/** What is found for a chunk's pixels. */
interface Found {
  /** Number of the nearest centre, the first being 1; 0 where no distance is finite. */
  ids: Uint8Array;
  /** Squared distance to it. */
  least: Float64Array;
}

/**
 * The class of the nearest centre, the smallest id among equals; 0 where a column is not defined. Where `score` is given
 * it is filled with the margin 1 − d₁ / d₂ of the distances to the nearest centre and the next: 0 half-way between two,
 * 1 at a centre, or where there is but one.
 */
export function assignNearest(columns: Columns, params: CenterParams, score?: Float32Array): Uint8Array {
  const { length, valid } = columns;
  const classes = new Uint8Array(length);
  const chunks = createChunks(columns, params.weights.length);
  const table = layOut(params);
  const found = { ids: new Uint8Array(CHUNK), least: new Float64Array(CHUNK) };
  const margins = new Float32Array(CHUNK);
  const find = table.width === 4 ? findNearestOfFour : findNearest;
  for (let start = 0; start < length; start += CHUNK) {
    const count = Math.min(CHUNK, length - start);
    const chunk = chunks.read(start);
    find(chunk, table, found);
    classes.set(found.ids.subarray(0, count), start);
    if (!score) continue;
    measureMargins(chunk, table, found, margins);
    score.set(margins.subarray(0, count), start);
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}

type Chunk = readonly Float64Array[];

interface CenterTable {
  /** Columns, rounded up to a multiple of four. */
  width: number;
  /** One centre after the other. */
  centers: Float64Array;
  /** Squares of the weights; 0 for columns that are not there. */
  squared: Float64Array;
}

function layOut({ centers, weights }: CenterParams): CenterTable {
  const width = Math.ceil(weights.length / 4) * 4;
  const table = { width, centers: new Float64Array(width * centers.length), squared: new Float64Array(width) };
  table.squared.set(weights.map((weight) => weight * weight));
  for (const [c, center] of centers.entries()) table.centers.set(center, c * width);
  return table;
}

// A distance that is not a number is less than nothing, so such a pixel stays 0.

/** A pixel of no more than four columns stays in registers while the centres pass by. */
function findNearestOfFour(chunk: Chunk, { centers, squared }: CenterTable, { ids, least }: Found): void {
  const [a, b, c, d] = chunk;
  const [wa, wb, wc, wd] = squared;
  for (let i = 0; i < CHUNK; i++) {
    let nearest = 0;
    let best = Number.POSITIVE_INFINITY;
    for (let at = 0; at < centers.length; at += 4) {
      const da = a[i] - centers[at];
      const db = b[i] - centers[at + 1];
      const dc = c[i] - centers[at + 2];
      const dd = d[i] - centers[at + 3];
      const distance = wa * da * da + wb * db * db + wc * dc * dc + wd * dd * dd;
      if (distance < best) {
        best = distance;
        nearest = at + 4;
      }
    }
    ids[i] = nearest >> 2;
    least[i] = best;
  }
}

function findNearest(chunk: Chunk, { width, centers, squared }: CenterTable, { ids, least }: Found): void {
  const pixel = new Float64Array(width);
  for (let i = 0; i < CHUNK; i++) {
    for (let k = 0; k < width; k++) pixel[k] = chunk[k][i];
    let nearest = 0;
    let best = Number.POSITIVE_INFINITY;
    for (let at = 0; at < centers.length; at += width) {
      let distance = 0;
      for (let k = 0; k < width; k++) {
        const difference = pixel[k] - centers[at + k];
        distance += squared[k] * difference * difference;
      }
      if (distance < best) {
        best = distance;
        nearest = at + width;
      }
    }
    ids[i] = nearest / width;
    least[i] = best;
  }
}

/** 1 − d₁ / d₂, d₂ being the distance to the nearest of the other centres. */
function measureMargins(
  chunk: Chunk,
  { width, centers, squared }: CenterTable,
  found: Found,
  margins: Float32Array,
): void {
  const pixel = new Float64Array(width);
  for (let i = 0; i < CHUNK; i++) {
    for (let k = 0; k < width; k++) pixel[k] = chunk[k][i];
    const own = (found.ids[i] - 1) * width;
    let second = Number.POSITIVE_INFINITY;
    for (let at = 0; at < centers.length; at += width) {
      if (at === own) continue;
      let distance = 0;
      for (let k = 0; k < width; k++) {
        const difference = pixel[k] - centers[at + k];
        distance += squared[k] * difference * difference;
      }
      if (distance < second) second = distance;
    }
    margins[i] = second > 0 ? 1 - Math.sqrt(found.least[i] / second) : 0;
  }
}
