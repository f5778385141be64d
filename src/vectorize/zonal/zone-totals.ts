import { createExactSums, type ExactSums, mergeExact, roundExact } from '../exact-sum.js';
import { FULL } from './coverage.js';
import { BIN_COUNT, type BinScale, binStart, percentile, sumBins } from './index-bins.js';
import { type PixelSums, VALUE_UNITS, type ZoneTileSums } from './sum-zones.js';

/** Steps of the histogram that is given out: whole groups of the bins. */
export const HISTOGRAM_STEPS = 32;
const BINS_PER_STEP = BIN_COUNT / HISTOGRAM_STEPS;

/** What a zone came to. Index figures weigh pixels by covered fraction; null where no pixel had a value. */
export interface ZoneResult {
  /** Covered pixels that have a class, by fraction. */
  pixels: number;
  coveredM2: number;
  /** Of the classes that occur, by id. */
  classes: ReadonlyMap<number, { pixels: number; areaM2: number }>;
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
  classes: Map<number, ClassTotals>;
  indices: IndexTotals[];
}

interface ClassTotals {
  full: number;
  part: number;
  area: ExactSums;
}

interface IndexTotals {
  full: number;
  part: number;
  /** Values and squares. */
  sums: ExactSums;
  min: number;
  max: number;
  /** The bins that hold any, tile after tile. */
  bins: { bin: Uint32Array; weight: Float64Array }[];
}

export function createZoneTotals(indexCount: number): ZoneTotals {
  return {
    classes: new Map(),
    indices: Array.from({ length: indexCount }, () => ({
      full: 0,
      part: 0,
      sums: createExactSums(2),
      min: Infinity,
      max: -Infinity,
      bins: [],
    })),
  };
}

/** Adds what a tile has of zones; `totalsOf` finds a zone's totals. */
export function addTileSums({ classes, indices }: ZoneTileSums, totalsOf: (zone: number) => ZoneTotals): void {
  classes.zone.forEach((zone, row) => {
    const found = totalsOf(zone).classes;
    const id = classes.classId[row];
    const totals = found.get(id) ?? { full: 0, part: 0, area: createExactSums(1) };
    totals.full += classes.full[row];
    totals.part += classes.part[row];
    mergeExact(totals.area, 0, classes.area, row);
    found.set(id, totals);
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
      const [from, to] = sums.binOffsets.subarray(row, row + 2);
      totals.bins.push({ bin: sums.bin.slice(from, to), weight: sums.binWeight.slice(from, to) });
    });
  });
}

export function finishZone(totals: ZoneTotals, areaUnitM2: number, scales: readonly BinScale[]): ZoneResult {
  const classes = new Map<number, { pixels: number; areaM2: number }>();
  let [pixels, coveredM2] = [0, 0];
  // In order of id: sums of rounded numbers depend on the order.
  for (const [id, { area, ...counts }] of [...totals.classes].sort(([a], [b]) => a - b)) {
    const found = { pixels: weightOf(counts), areaM2: roundExact(area, 0) * areaUnitM2 };
    classes.set(id, found);
    pixels += found.pixels;
    coveredM2 += found.areaM2;
  }
  return { pixels, coveredM2, classes, indices: totals.indices.map((index, i) => finishIndex(index, scales[i])) };
}

function finishIndex({ sums, min, max, bins: found, ...pixels }: IndexTotals, scale: BinScale): ZoneIndexResult | null {
  const weight = weightOf(pixels);
  if (weight === 0) return null;
  const bins = new Float64Array(BIN_COUNT);
  for (const piece of found) {
    for (let i = 0; i < piece.bin.length; i++) bins[piece.bin[i]] += piece.weight[i];
  }
  const mean = Math.min(Math.max(roundExact(sums, 0) / VALUE_UNITS / weight, min), max);
  const meanSquare = roundExact(sums, 1) / VALUE_UNITS / weight;
  const at = (share: number) => percentile(bins, share, { scale, min, max });
  const total = sumBins(bins, 0, BIN_COUNT);
  return {
    mean,
    min,
    max,
    std: min === max ? 0 : Math.sqrt(Math.max(0, meanSquare - mean * mean)),
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    histogram: Array.from({ length: HISTOGRAM_STEPS }, (_, step) => {
      return sumBins(bins, step * BINS_PER_STEP, (step + 1) * BINS_PER_STEP) / total;
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
