/** What can be said of a layer over a polygon; `std` is the standard deviation of the population. */
export const STATISTIC_NAMES = ['mean', 'min', 'max', 'std'] as const;
/**
 * What a method may say of a pixel beside its class, from 0 to 1: `score`, how sure it is of the class; `entropy`, how
 * evenly its scores are spread over the classes (Shannon's, divided by the logarithm of their number).
 */
export const SCORE_NAMES = ['score', 'entropy'] as const;

export type ScoreName = (typeof SCORE_NAMES)[number];

/** What a recipe wants every polygon to carry, with every default filled in. */
export interface RecipeAttributes {
  indices: string[];
  /** Roles. */
  bands: string[];
  /** Layers of the recipe. */
  layers: string[];
  /** Of the indices, bands and layers. */
  statistics: (typeof STATISTIC_NAMES)[number][];
  /** Compactness and, in GeoJSON, the box. */
  shape: boolean;
  scores: boolean;
}
