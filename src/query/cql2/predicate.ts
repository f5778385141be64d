import type { Value } from './values.js';

/** What a filter may ask of a feature. */
export interface Filterable {
  /** Null where it has none of that name. */
  property(name: string): Value;
}

/** Names that a filter may use. */
export interface Queryables {
  has(name: string): boolean;
  names(): readonly string[];
}

/** Computes a part of a filter for a feature. */
export type Compute = (feature: Filterable) => Value;

/** West, south, east, north in degrees. */
export type Reach = readonly [number, number, number, number];

/** True, false, or unknown (null). */
export interface Predicate {
  (feature: Filterable): boolean | null;
  /** It is true only for features whose geometry's box meets this one, where such a box is known: others need not be asked. */
  readonly reach?: Reach;
}
