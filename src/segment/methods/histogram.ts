/** How often values fall in bins of equal width. */
export interface Histogram {
  counts: Float64Array;
  /** Middle of each bin; the value itself where every whole number has its own bin. */
  centers: Float64Array;
}

interface HistogramOptions {
  /** Bins over the range of the values. */
  bins: number;
  /** Whole numbers that span no more than this many get one bin each, as scikit-image gives them. */
  maxWholeBins: number;
}

/** `values` holds no NaN and at least one value. */
export function countValues(values: Float64Array, { bins, maxWholeBins }: HistogramOptions): Histogram {
  let min = values[0]!;
  let max = min;
  let whole = true;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    if (whole && !Number.isInteger(value)) whole = false;
  }
  if (min === max) return { counts: Float64Array.of(values.length), centers: Float64Array.of(min) };
  return whole && max - min < maxWholeBins ? countWhole(values, min, max) : countBinned(values, min, max, bins);
}

function countWhole(values: Float64Array, min: number, max: number): Histogram {
  const counts = new Float64Array(max - min + 1);
  for (const value of values) counts[value - min]!++;
  return { counts, centers: counts.map((_, i) => min + i) };
}

/** Bins as numpy.histogram makes them: half-open but for the last, a value beside an edge put where the edge says. */
function countBinned(values: Float64Array, min: number, max: number, bins: number): Histogram {
  const step = (max - min) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : min + i * step));
  const counts = new Float64Array(bins);
  for (const value of values) {
    let bin = Math.min(Math.floor(((value - min) / (max - min)) * bins), bins - 1);
    if (value < edges[bin]!) bin--;
    else if (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { counts, centers: counts.map((_, i) => (edges[i]! + edges[i + 1]!) / 2) };
}
