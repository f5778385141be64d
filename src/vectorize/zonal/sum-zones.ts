import { roundHalfUp } from '../../raster/round.js';
import { intersectWindows, type Window } from '../../raster/window.js';
import { addExact, createExactSums, type ExactSums } from '../exact-sum.js';
import type { Ground } from '../ground/ground.js';
import { coverWindow, FULL, type ZoneRule } from './coverage.js';
import { BIN_COUNT, type BinScale, binOf, FULL_BIN_WEIGHT } from './index-bins.js';
import type { PlacedZones } from './place-zones.js';

/** Index values times covered fractions, and their squares, are summed in whole multiples of 1 / this. */
export const VALUE_UNITS = 2 ** 40;
/** Index values beyond this (a ratio over almost nothing) count as this. */
const INDEX_LIMIT = 1000;
const LOW_UNITS = 2 ** 24;

/**
 * Pixels counted by covered fraction: those covered whole, and the fractions of all others in units of 1 / `FULL`.
 * Whole numbers both, so they add up to the same in any order.
 */
export interface PixelSums {
  full: Float64Array;
  part: Float64Array;
}

/** What some zones have of the classes of one tile: a row per zone and class that occurs in it. */
export interface ZoneClassSums extends PixelSums {
  zone: Uint32Array;
  classId: Uint8Array;
  /** In units of `ground.areaUnitM2`. */
  area: ExactSums;
}

/** What some zones have of an index in one tile: a row per zone with a value, and its histogram's bins that hold any. */
export interface ZoneIndexSums extends PixelSums {
  zone: Uint32Array;
  values: ExactSums;
  squares: ExactSums;
  min: Float32Array;
  max: Float32Array;
  binOffsets: Uint32Array;
  bin: Uint32Array;
  /** Weights in units of 1 / `FULL_BIN_WEIGHT`. */
  binWeight: Float64Array;
}

export interface ZoneTileSums {
  classes: ZoneClassSums;
  indices: ZoneIndexSums[];
}

export interface ZoneTile {
  core: Window;
  classes: Uint8Array;
  indices: readonly Float32Array[];
  ground: Ground;
}

/**
 * Sums of one tile for the zones named. A pixel without a class counts for nothing. What a pixel adds depends on it, the
 * zone and the scene alone, and is a whole number: sums are the same for any tiling.
 */
export function sumZones(
  placed: PlacedZones,
  zones: Iterable<number>,
  { tile, rule, scales }: { tile: ZoneTile; rule: ZoneRule; scales: readonly BinScale[] },
): ZoneTileSums {
  const classes = collectClassSums();
  const indices = tile.indices.map(() => collectIndexSums());
  const weights = createWeights(tile);
  const bins = new Float64Array(BIN_COUNT);
  for (const zone of zones) {
    const [col, row, endCol, endRow] = placed.windows.subarray(4 * zone, 4 * zone + 4);
    const window = intersectWindows({ col, row, width: endCol - col, height: endRow - row }, tile.core);
    if (!window) continue;
    const edges = placed.edges.subarray(placed.edgeOffsets[zone], placed.edgeOffsets[zone + 1]);
    const covered = weights.cover(edges, rule, window);
    classes.add(zone, weights.sumClasses(covered, window));
    tile.indices.forEach((values, i) => {
      const row = sumIndex({ values, weights: covered, window, core: tile.core }, scales[i], bins);
      if (row) indices[i].add(zone, row, bins);
    });
  }
  return { classes: classes.finish(), indices: indices.map((sums) => sums.finish()) };
}

type Area = ReturnType<typeof createClassAreas>;
const createClassAreas = () => ({
  full: new Float64Array(256),
  part: new Float64Array(256),
  area: createExactSums(256),
});

/** Covered fractions of a window's pixels, and their sums by class; arrays are used again for every zone. */
function createWeights({ core, classes, ground }: ZoneTile) {
  let buffer = new Int32Array(0);
  const sums = createClassAreas();
  const areas = new Float64Array(core.width + 1);
  const indexOf = (window: Window, y: number): number =>
    (window.row - core.row + y) * core.width + window.col - core.col;

  return {
    /** 0 to `FULL` per pixel, rows of `window.width + 1`; 0 where there is no class. */
    cover(edges: Float64Array, rule: ZoneRule, window: Window): Int32Array {
      const { width, height } = window;
      const stride = width + 1;
      if (buffer.length < stride * height) buffer = new Int32Array(stride * height);
      const out = buffer.subarray(0, stride * height).fill(0);
      coverWindow(edges, rule, window, out);
      for (let y = 0; y < height; y++) {
        const from = indexOf(window, y);
        let sum = 0;
        for (let x = 0, at = y * stride; x < width; x++, at++) {
          sum = (sum + out[at]) | 0;
          out[at] = classes[from + x] === 0 || sum < 0 ? 0 : Math.min(sum, FULL);
        }
      }
      return out;
    },
    sumClasses(weights: Int32Array, window: Window): Area {
      const { width, height } = window;
      sums.full.fill(0);
      sums.part.fill(0);
      sums.area.high.fill(0);
      sums.area.low.fill(0);
      for (let y = 0; y < height; y++) {
        const from = indexOf(window, y);
        ground.cellAreaSums(window.row + y, window.col, width, areas);
        for (let x = 0, at = y * (width + 1); x < width; x++, at++) {
          const weight = weights[at];
          if (weight === 0) continue;
          const id = classes[from + x];
          const units = areas[x + 1] - areas[x];
          if (weight === FULL) {
            sums.full[id]++;
            addExact(sums.area, id, units);
          } else {
            sums.part[id] += weight;
            addExact(sums.area, id, roundHalfUp(units * (weight / FULL)));
          }
        }
      }
      return sums;
    },
  };
}

interface IndexRow {
  full: number;
  part: number;
  values: [high: number, low: number];
  squares: [high: number, low: number];
  min: number;
  max: number;
}

interface IndexWindow {
  values: Float32Array;
  weights: Int32Array;
  window: Window;
  core: Window;
}

/** Sums of one index over one window, and its histogram in `bins`; null where no covered pixel has a value. */
function sumIndex(
  { values, weights, window, core }: IndexWindow,
  scale: BinScale,
  bins: Float64Array,
): IndexRow | null {
  const { width, height } = window;
  let [full, part, min, max] = [0, 0, Infinity, -Infinity];
  let [high, low, squaresHigh, squaresLow] = [0, 0, 0, 0];
  bins.fill(0);
  for (let y = 0; y < height; y++) {
    const from = (window.row - core.row + y) * core.width + window.col - core.col;
    for (let x = 0, at = y * (width + 1); x < width; x++, at++) {
      const weight = weights[at];
      const stored = values[from + x];
      if (weight === 0 || Number.isNaN(stored)) continue;
      const value = Math.min(Math.max(stored, -INDEX_LIMIT), INDEX_LIMIT);
      if (weight === FULL) full++;
      else part += weight;
      const scaled = value * (weight / FULL) * VALUE_UNITS;
      // As `addExact`, in local variables.
      const sum = roundHalfUp(scaled);
      const sumHigh = Math.floor(sum / LOW_UNITS);
      high += sumHigh;
      low += sum - sumHigh * LOW_UNITS;
      const square = Math.round(scaled * value);
      const squareHigh = Math.floor(square / LOW_UNITS);
      squaresHigh += squareHigh;
      squaresLow += square - squareHigh * LOW_UNITS;
      if (value < min) min = value;
      if (value > max) max = value;
      bins[binOf(scale, value)] += Math.max(1, Math.round(weight * (FULL_BIN_WEIGHT / FULL)));
    }
  }
  if (full === 0 && part === 0) return null;
  return { full, part, values: [high, low], squares: [squaresHigh, squaresLow], min, max };
}

function collectClassSums() {
  const rows = { zone: [], classId: [], full: [], part: [], high: [], low: [] } as Record<string, number[]>;
  return {
    add(zone: number, { full, part, area }: Area): void {
      for (let id = 1; id < 256; id++) {
        if (full[id] === 0 && part[id] === 0) continue;
        rows.zone.push(zone);
        rows.classId.push(id);
        rows.full.push(full[id]);
        rows.part.push(part[id]);
        rows.high.push(area.high[id]);
        rows.low.push(area.low[id]);
      }
    },
    finish: (): ZoneClassSums => ({
      zone: Uint32Array.from(rows.zone),
      classId: Uint8Array.from(rows.classId),
      full: Float64Array.from(rows.full),
      part: Float64Array.from(rows.part),
      area: { high: Float64Array.from(rows.high), low: Float64Array.from(rows.low) },
    }),
  };
}

function collectIndexSums() {
  const zones: number[] = [];
  const rows: IndexRow[] = [];
  const binOffsets: number[] = [0];
  const bin: number[] = [];
  const binWeight: number[] = [];
  const column = (pick: (row: IndexRow) => number) => Float64Array.from(rows, pick);
  return {
    add(zone: number, row: IndexRow, bins: Float64Array): void {
      zones.push(zone);
      rows.push(row);
      for (let i = 0; i < BIN_COUNT; i++) {
        if (bins[i] === 0) continue;
        bin.push(i);
        binWeight.push(bins[i]);
      }
      binOffsets.push(bin.length);
    },
    finish: (): ZoneIndexSums => ({
      zone: Uint32Array.from(zones),
      full: column(({ full }) => full),
      part: column(({ part }) => part),
      values: { high: column(({ values }) => values[0]), low: column(({ values }) => values[1]) },
      squares: { high: column(({ squares }) => squares[0]), low: column(({ squares }) => squares[1]) },
      min: Float32Array.from(rows, ({ min }) => min),
      max: Float32Array.from(rows, ({ max }) => max),
      binOffsets: Uint32Array.from(binOffsets),
      bin: Uint32Array.from(bin),
      binWeight: Float64Array.from(binWeight),
    }),
  };
}
