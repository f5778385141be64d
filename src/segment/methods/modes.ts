import { type Points, pointAt, squaredDistance } from './points.js';

export interface ModeOptions {
  /** Columns that count for the distance; those after are averaged with them. */
  width: number;
  bandwidth: number;
  kernel: 'flat' | 'gaussian';
  maxModes: number;
}

interface Mode {
  center: Float64Array;
  /** Weight of the points around it. */
  weight: number;
}

/** A centre that moves by no more than this share of the bandwidth stands still. */
const SETTLED = 1e-3;
const MAX_ROUNDS = 300;

/** A Gaussian kernel counts points as far as this many bandwidths. */
const REACH = 3;

/**
 * The places where points are densest (mean shift; Comaniciu and Meer 2002, IEEE Trans. PAMI 24(5)): from the middle of every
 * cell of a grid that holds points, a centre moves to the mean of the points around it until it stands still. Of modes
 * nearer to each other than the bandwidth the one with more points around it stays. The densest come first.
 */
export function findModes(points: Points, options: ModeOptions): Float64Array[] {
  const modes = seedModes(points, options)
    .map((seed) => climb(points, seed, options))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || compareBackwards(a.center, b.center));
  const kept: Float64Array[] = [];
  for (const { center } of modes) {
    if (kept.length === options.maxModes) break;
    const own = { count: 1, columns: Array.from(center, (value) => Float64Array.of(value)) };
    if (kept.every((other) => squaredDistance(own, 0, other, options.width) > options.bandwidth ** 2))
      kept.push(center);
  }
  return kept;
}

function compareBackwards(a: Float64Array, b: Float64Array): number {
  const k = a.findIndex((value, i) => value !== b[i]);
  return k < 0 ? 0 : b[k] - a[k];
}

/** The middles of the cells that hold points; every point itself where there are as many cells as points. */
function seedModes(points: Points, { width, bandwidth }: ModeOptions): Float64Array[] {
  const cells = new Map<string, Float64Array>();
  for (let i = 0; i < points.count; i++) {
    const point = pointAt(points, i);
    const cell = point.map((value, k) => (k < width ? Math.round(value / bandwidth) : 0));
    cells.set(cell.join(), cell);
  }
  if (cells.size === points.count) return Array.from({ length: points.count }, (_, i) => pointAt(points, i));
  return Array.from(cells.values(), (cell) => cell.map((value) => value * bandwidth));
}

function climb(points: Points, seed: Float64Array, options: ModeOptions): Mode {
  const { width, bandwidth } = options;
  let mode: Mode = { center: seed, weight: 0 };
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    const next = averageAround(points, mode.center, options);
    if (next.weight === 0) return next;
    let moved = 0;
    for (let k = 0; k < width; k++) moved += (next.center[k] - mode.center[k]) ** 2;
    mode = next;
    if (moved <= (SETTLED * bandwidth) ** 2) break;
  }
  return mode;
}

/** The mean of the points around a centre, by the kernel. */
function averageAround(points: Points, center: Float64Array, { width, bandwidth, kernel }: ModeOptions): Mode {
  const { count, columns } = points;
  const reach = (kernel === 'flat' ? bandwidth : REACH * bandwidth) ** 2;
  const falloff = kernel === 'flat' ? 0 : -1 / (2 * bandwidth * bandwidth);
  const sums = new Float64Array(columns.length);
  let weight = 0;
  for (let i = 0; i < count; i++) {
    const distance = squaredDistance(points, i, center, width);
    if (distance > reach) continue;
    const share = falloff === 0 ? 1 : Math.exp(distance * falloff);
    weight += share;
    for (let k = 0; k < columns.length; k++) sums[k] += share * columns[k][i];
  }
  return weight === 0 ? { center, weight } : { center: sums.map((sum) => sum / weight), weight };
}

/**
 * The mean distance of a point from the farthest of its nearest neighbours, which are `share` of all (itself among them), as
 * scikit-learn's `estimate_bandwidth` has it; from every n-th of no more than `most` points.
 */
export function estimateBandwidth(
  points: Points,
  width: number,
  { share, most }: { share: number; most: number },
): number {
  const step = Math.ceil(points.count / most);
  const count = Math.ceil(points.count / step);
  const neighbours = Math.max(1, Math.floor(count * share));
  const distances = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const center = pointAt(points, i * step);
    for (let j = 0; j < count; j++) distances[j] = squaredDistance(points, j * step, center, width);
    sum += Math.sqrt(distances.sort()[neighbours - 1]);
  }
  return sum / count;
}
