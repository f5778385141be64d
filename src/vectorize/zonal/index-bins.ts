/** Bins of an index's histogram; percentiles are exact to about the width of one. */
export const BIN_COUNT = 4096;
/** What a pixel that is covered whole weighs in a histogram. */
export const FULL_BIN_WEIGHT = 2 ** 16;

/**
 * Equal bins between two values; values outside fall into the first and the last. Where an index has no bounds, the bins
 * are equal in `value / (1 + |value|)`: narrow around 0, wide far from it.
 */
export interface BinScale {
  low: number;
  high: number;
  isCompressed: boolean;
}

export function createBinScale(range: readonly [low: number, high: number] | null): BinScale {
  return range ? { low: range[0], high: range[1], isCompressed: false } : { low: -1, high: 1, isCompressed: true };
}

/** Number of the bin of a value, from 0. */
export function binOf({ low, high, isCompressed }: BinScale, value: number): number {
  const place = isCompressed ? value / (1 + Math.abs(value)) : value;
  const bin = Math.floor(((place - low) / (high - low)) * BIN_COUNT);
  return Math.min(Math.max(bin, 0), BIN_COUNT - 1);
}

/** The value at which bin `bin` begins; for `BIN_COUNT` that at which the last ends. */
export function binStart({ low, high, isCompressed }: BinScale, bin: number): number {
  const place = low + ((high - low) * bin) / BIN_COUNT;
  return isCompressed ? place / (1 - Math.abs(place)) : place;
}

/**
 * The value below which the share `share` (0 to 1) of the weight lies, taking values to be spread evenly within their
 * bin and within the zone's `min` to `max`; NaN where nothing weighs.
 */
export function percentile(
  bins: Float64Array,
  share: number,
  { scale, min, max }: { scale: BinScale; min: number; max: number },
): number {
  const total = sumBins(bins, 0, BIN_COUNT);
  if (total === 0) return Number.NaN;
  const wanted = share * total;
  let below = 0;
  let bin = 0;
  while (bin < BIN_COUNT - 1 && (bins[bin] === 0 || below + bins[bin] < wanted)) below += bins[bin++];
  const from = bin === 0 ? min : Math.max(min, binStart(scale, bin));
  const to = bin === BIN_COUNT - 1 ? max : Math.min(max, binStart(scale, bin + 1));
  const within = bins[bin] > 0 ? Math.min(1, (wanted - below) / bins[bin]) : 1;
  return Math.min(Math.max(from + within * (to - from), min), max);
}

/** Weight of bins `from` to `to` exclusive. */
export function sumBins(bins: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let bin = from; bin < to; bin++) sum += bins[bin];
  return sum;
}
