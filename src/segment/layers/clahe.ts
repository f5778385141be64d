import { z } from 'zod';
import type { Json } from '../../raster/json.js';
import type { Window } from '../../raster/window.js';
import type { Columns } from '../segmenter.js';
import { blankUndefined, findDefined } from './defined.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { definedSample, percentileOf } from './sample-statistics.js';

const options = z.strictObject({
  type: z.literal('clahe'),
  of: ofOne,
  gridPx: z.int().min(8).max(512).default(64).describe('Side of the squares, fixed to the scene, that are evened out'),
  clipLimit: z
    .number()
    .min(1)
    .default(2)
    .describe('How many times the mean a bin of the histogram may hold; the lower, the less contrast'),
  bins: z.int().min(16).max(4096).default(256).describe('Bins of the histograms'),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([from, to]) => from < to, { message: 'wanted the lower value first' })
    .optional()
    .describe('Values that the bins span; from the 0.1st to the 99.9th percentile of the scene if missing'),
});

/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994), as values of 0 to 1. The histogram
 * of each square of the grid is clipped, what was cut off is spread over all bins, and each pixel's value is taken between
 * the four nearest squares, each by its distance and by how many pixels it has.
 */
export const clahe = defineLayer({
  name: 'clahe',
  title: 'Local contrast made even (CLAHE)',
  options,
  create: ({ of, gridPx, clipLimit, bins, range }, scene) => ({
    // A pixel left of the middle of its square looks at the whole square before.
    haloPx: Math.ceil(1.5 * gridPx),
    sources: [scene.sourceOf(of)],
    ...(range ? {} : { fit: fitRange }),
    compute: (columns, params) => {
      const [from, to] = range ?? (params as [number, number]);
      const defined = findDefined(columns);
      const binOf = toBins(columns, { from, to, bins });
      const plan = { window: columns.window, gridPx, bins };
      const grid = equalise(binOf, defined, plan, clipLimit);
      return blankUndefined(interpolate(binOf, grid, plan), defined);
    },
  }),
});

function fitRange(sample: Columns): Json {
  const sorted = definedSample(sample, 0, 'layer clahe').sort();
  const from = percentileOf(sorted, 0.1);
  const to = percentileOf(sorted, 99.9);
  return [from, to > from ? to : from + 1];
}

function toBins({ length, values }: Columns, { from, to, bins }: { from: number; to: number; bins: number }) {
  const column = values[0];
  const scale = bins / (to - from);
  const binOf = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const bin = (column[i] - from) * scale;
    binOf[i] = bin < 0 ? 0 : bin >= bins ? bins - 1 : bin;
  }
  return binOf;
}

interface Plan {
  window: Window;
  gridPx: number;
  bins: number;
}

/** Squares of the grid that a window touches, row by row. */
interface Grid {
  firstCol: number;
  firstRow: number;
  columns: number;
  rows: number;
  /** Pixels with data in each. */
  counts: Float64Array;
  /** Share of them up to each bin, square by square, after clipping. */
  shares: Float64Array;
}

function equalise(binOf: Uint16Array, defined: Uint8Array | null, plan: Plan, clipLimit: number): Grid {
  const { window, gridPx, bins } = plan;
  const firstCol = Math.floor(window.col / gridPx);
  const firstRow = Math.floor(window.row / gridPx);
  const columns = Math.floor((window.col + window.width - 1) / gridPx) - firstCol + 1;
  const rows = Math.floor((window.row + window.height - 1) / gridPx) - firstRow + 1;
  const shares = new Float64Array(columns * rows * bins);
  for (let y = 0, i = 0; y < window.height; y++) {
    const row = Math.floor((window.row + y) / gridPx) - firstRow;
    for (let x = 0; x < window.width; x++, i++) {
      if (defined && defined[i] === 0) continue;
      const square = row * columns + Math.floor((window.col + x) / gridPx) - firstCol;
      shares[square * bins + binOf[i]]++;
    }
  }
  const counts = new Float64Array(columns * rows);
  for (let square = 0; square < counts.length; square++) {
    counts[square] = toShares(shares.subarray(square * bins, (square + 1) * bins), clipLimit);
  }
  return { firstCol, firstRow, columns, rows, counts, shares };
}

/** Turns a histogram into shares up to each bin, and says how many it counted. */
function toShares(histogram: Float64Array, clipLimit: number): number {
  let count = 0;
  for (let bin = 0; bin < histogram.length; bin++) count += histogram[bin];
  if (count === 0) return 0;
  const limit = Math.max(1, (clipLimit * count) / histogram.length);
  let cut = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    if (histogram[bin] > limit) {
      cut += histogram[bin] - limit;
      histogram[bin] = limit;
    }
  }
  const added = cut / histogram.length;
  let sum = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    sum += histogram[bin] + added;
    histogram[bin] = sum / count;
  }
  return count;
}

function interpolate(binOf: Uint16Array, grid: Grid, { window, gridPx, bins }: Plan): Float32Array {
  const { counts, shares, columns } = grid;
  const out = new Float32Array(binOf.length);
  const across = nearestTwo(window.col, window.width, grid.firstCol, columns, gridPx);
  const down = nearestTwo(window.row, window.height, grid.firstRow, grid.rows, gridPx);
  for (let y = 0, i = 0; y < window.height; y++) {
    const upper = down.before[y] * columns;
    const lower = down.after[y] * columns;
    const lowerPart = down.part[y];
    for (let x = 0; x < window.width; x++, i++) {
      const bin = binOf[i];
      const left = across.before[x];
      const right = across.after[x];
      const part = across.part[x];
      const a = (1 - lowerPart) * (1 - part) * counts[upper + left];
      const b = (1 - lowerPart) * part * counts[upper + right];
      const c = lowerPart * (1 - part) * counts[lower + left];
      const d = lowerPart * part * counts[lower + right];
      out[i] =
        (a * shares[(upper + left) * bins + bin] +
          b * shares[(upper + right) * bins + bin] +
          c * shares[(lower + left) * bins + bin] +
          d * shares[(lower + right) * bins + bin]) /
        (a + b + c + d);
    }
  }
  return out;
}

/** For each place along an axis the squares whose middles lie before and after it, and how far it is on the way. */
function nearestTwo(start: number, length: number, first: number, count: number, gridPx: number) {
  const before = new Int32Array(length);
  const after = new Int32Array(length);
  const part = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const place = (start + i + 0.5) / gridPx - 0.5;
    const square = Math.floor(place);
    // Beyond the last square there is none but the last, which then has both parts.
    before[i] = Math.max(0, square - first);
    after[i] = Math.min(count - 1, square + 1 - first);
    part[i] = place - square;
  }
  return { before, after, part };
}
