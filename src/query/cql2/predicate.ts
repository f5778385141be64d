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

/** True, false, or unknown (null). */
export type Predicate = (feature: Filterable) => boolean | null;
