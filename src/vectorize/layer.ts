/** What can be said of a layer's values over a region, in the order of the properties. `std` is of the population. */
export const STATISTICS = ['mean', 'min', 'max', 'std'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** How the values of a layer are added up. */
export interface LayerScale {
  /**
   * A power of two. Values are summed as the nearest whole multiples of it: whole numbers add up to the same in any
   * order, so that the tiling cannot show in a mean. At most 2^44 units make the limit.
   */
  unit: number;
  /** Values beyond ± this, such as a ratio over almost nothing, count as this. */
  limit: number;
  /** Decimal places of the statistics as properties. */
  decimals: number;
}

/** A value per pixel (an index, a band, a score) whose statistics every region carries. */
export interface Layer extends LayerScale {
  /** Property names begin with it: `ndvi` → `ndvi_mean`. */
  name: string;
  /** Those asked for, in the order of `STATISTICS`; no others are kept, but the mean always is. */
  statistics: readonly Statistic[];
}

export const INDEX_SCALE: LayerScale = { unit: 2 ** -16, limit: 1000, decimals: 4 };
/** Reflectance or stored values: 2^24 holds all 16-bit values, 2^-20 is a hundredth of the step of scaled ones. */
export const BAND_SCALE: LayerScale = { unit: 2 ** -20, limit: 2 ** 24, decimals: 6 };
/** Scores lie between 0 and 1. */
export const SCORE_SCALE: LayerScale = { unit: 2 ** -20, limit: 1, decimals: 4 };
