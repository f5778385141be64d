import { createExactSums, mergeExact, roundExact } from '../exact-sum.js';
import { FULL } from './coverage.js';
import { BIN_COUNT, type BinScale, binStart, percentile } from './index-bins.js';
import { type PixelSums, VALUE_UNITS, type ZoneTileSums } from './sum-zones.js';

/** Steps of the histogram that is given out: whole groups of the bins. */
export const HISTOGRAM_STEPS = 32;
const BINS_PER_STEP = BIN_COUNT / HISTOGRAM_STEPS;

/** What a zone came to. Index figures weigh pixels by covered fraction; null where no pixel had a value. */
export interface ZoneResult {
  /** Covered pixels that have a class, by fraction. */
  pixels: number;
  coveredM2: number;
  /** By class id, 0 to 255. */
  classM2: Float64Array;
  classPixels: Float64Array;
  indices: (ZoneIndexResult | null)[];
}

export interface ZoneIndexResult {
  mean: number;
  min: number;
  max: number;
  /** Of all pixels (divided by their number, not by one less). */
  std: number;
  p10: number;
  p50: number;
  p90: number;
  /** Shares of the covered pixels with a value, in equal steps of the index's range; see `histogramEdges`. */
  histogram: number[];
}

/** The sums of one zone over the tiles seen so far. */
export interface ZoneTotals {
  full: Float64Array;
  part: Float64Array;
  area: ReturnType<typeof createExactSums>;
  indices: IndexTotals[];
}

interface IndexTotals {
  full: number;
  part: number;
  /** Values and squares. */
  sums: ReturnType<typeof createExactSums>;
  min: number;
  max: number;
  bins: Float64Array;
}

export function createZoneTotals(indexCount: number): ZoneTotals {
  return {
    full: new Float64Array(256),
    part: new Float64Array(256),
    area: createExactSums(256),
    indices: Array.from({ length: indexCount }, () => ({
      full: 0,
      part: 0,
      sums: createExactSums(2),
      min: Infinity,
      max: -Infinity,
      bins: new Float64Array(BIN_COUNT),
    })),
  };
}

/** Adds what a tile has of zones; `totalsOf` finds a zone's totals. */
export function addTileSums({ classes, indices }: ZoneTileSums, totalsOf: (zone: number) => ZoneTotals): void {
  classes.zone.forEach((zone, row) => {
    const totals = totalsOf(zone);
    const id = classes.classId[row];
    totals.full[id] += classes.full[row];
    totals.part[id] += classes.part[row];
    mergeExact(totals.area, id, classes.area, row);
  });
  indices.forEach((sums, i) => {
    sums.zone.forEach((zone, row) => {
      const totals = totalsOf(zone).indices[i];
      totals.full += sums.full[row];
      totals.part += sums.part[row];
      mergeExact(totals.sums, 0, sums.values, row);
      mergeExact(totals.sums, 1, sums.squares, row);
      totals.min = Math.min(totals.min, sums.min[row]);
      totals.max = Math.max(totals.max, sums.max[row]);
      for (let at = sums.binOffsets[row]; at < sums.binOffsets[row + 1]; at++) {
        totals.bins[sums.bin[at]] += sums.binWeight[at];
      }
    });
  });
}

export function finishZone(totals: ZoneTotals, areaUnitM2: number, scales: readonly BinScale[]): ZoneResult {
  const classPixels = totals.full.map((full, id) => full + totals.part[id] / FULL);
  const classM2 = classPixels.map((_, id) => roundExact(totals.area, id) * areaUnitM2);
  return {
    classPixels,
    classM2,
    pixels: classPixels.reduce((sum, pixels) => sum + pixels, 0),
    coveredM2: classM2.reduce((sum, areaM2) => sum + areaM2, 0),
    indices: totals.indices.map((index, i) => finishIndex(index, scales[i])),
  };
}

function finishIndex({ sums, min, max, bins, ...pixels }: IndexTotals, scale: BinScale): ZoneIndexResult | null {
  const weight = weightOf(pixels);
  if (weight === 0) return null;
  const mean = Math.min(Math.max(roundExact(sums, 0) / VALUE_UNITS / weight, min), max);
  const meanSquare = roundExact(sums, 1) / VALUE_UNITS / weight;
  const at = (share: number) => percentile(bins, share, { scale, min, max });
  const total = bins.reduce((sum, bin) => sum + bin, 0);
  return {
    mean,
    min,
    max,
    std: min === max ? 0 : Math.sqrt(Math.max(0, meanSquare - mean * mean)),
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    histogram: Array.from({ length: HISTOGRAM_STEPS }, (_, step) => {
      const group = bins.subarray(step * BINS_PER_STEP, (step + 1) * BINS_PER_STEP);
      return group.reduce((sum, bin) => sum + bin, 0) / total;
    }),
  };
}

const weightOf = ({ full, part }: { [K in keyof PixelSums]: number }): number => full + part / FULL;

/**
 * Values between the steps of a histogram, `HISTOGRAM_STEPS + 1` of them; values outside are in the first and last step.
 * Null where an end is infinite.
 */
export function histogramEdges(scale: BinScale): (number | null)[] {
  return Array.from({ length: HISTOGRAM_STEPS + 1 }, (_, step) => {
    const edge = binStart(scale, step * BINS_PER_STEP);
    return Number.isFinite(edge) ? edge : null;
  });
}
