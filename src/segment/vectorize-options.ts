export const SIEVE_RULES = ['largest', 'longest-border'] as const;
export const SIMPLIFY_METHODS = ['visvalingam', 'douglas-peucker'] as const;
export const ISLAND_RULES = ['keep', 'drop'] as const;

/** How a recipe wants its regions made into polygons, with every default filled in; 0 switches a step off. */
export interface RecipeVectorize {
  connectivity: 4 | 8;
  /** Regions of fewer pixels, or of less ground, join a neighbour. */
  minPixels: number;
  minAreaM2: number;
  sieveRule: (typeof SIEVE_RULES)[number];
  /** Tolerance in metres on the ground, in every CRS. */
  simplifyM: number;
  simplifyMethod: (typeof SIMPLIFY_METHODS)[number];
  /** What becomes of islands smaller than the tolerance. */
  islands: (typeof ISLAND_RULES)[number];
  smooth: boolean;
}
