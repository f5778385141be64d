import { UsageError } from '../errors.js';

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
  /** Objects that touch are split where both are, by more than so many metres, deeper than the neck between them. */
  splitM: number;
  /** Classes whose objects are split; null: all. */
  splitClasses: number[] | null;
  /** One feature for each class. */
  dissolve: boolean;
  /** Tolerance in metres on the ground, in every CRS. */
  simplifyM: number;
  simplifyMethod: (typeof SIMPLIFY_METHODS)[number];
  /** What becomes of islands smaller than the tolerance. */
  islands: (typeof ISLAND_RULES)[number];
  smooth: boolean;
}

/** @throws UsageError where options do not go together */
export function checkVectorize({ splitM, splitClasses, dissolve }: RecipeVectorize): void {
  if (dissolve && splitM > 0) {
    const wanted = 'one of them: split makes a feature of each object, dissolve of each class';
    throw new UsageError({ thing: 'split and dissolve', wanted, got: 'both' });
  }
  if (splitClasses && splitM === 0) {
    throw new UsageError({ thing: 'classes to split', wanted: 'split beside them, in metres', got: 'none' });
  }
}

/** True where the run lets small regions join a neighbour. */
export function hasSieve({ minPixels, minAreaM2 }: Pick<RecipeVectorize, 'minPixels' | 'minAreaM2'>): boolean {
  return minPixels > 1 || minAreaM2 > 0;
}

/** True where the run splits objects that touch. */
export function hasSplit({ splitM }: Pick<RecipeVectorize, 'splitM'>): boolean {
  return splitM > 0;
}

/** True where the run draws borders otherwise than along the sides of pixels. */
export function hasSimplify({ simplifyM, smooth }: Pick<RecipeVectorize, 'simplifyM' | 'smooth'>): boolean {
  return simplifyM > 0 || smooth;
}
