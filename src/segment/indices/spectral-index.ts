import type { Role } from '../roles.js';

interface IndexFacts {
  name: string;
  title: string;
  /** Written with the names of `roles`. */
  formula: string;
  /** Values that land surfaces give; null where there is no bound. */
  range: readonly [low: number, high: number] | null;
  source: string;
  /** True where the value changes when all bands are scaled alike: it then needs reflectance. */
  needsReflectance: boolean;
}

/** (a − b) / (a + b): computed by one shared loop. */
export interface DifferenceIndex extends IndexFacts {
  kind: 'difference';
  roles: readonly [a: Role, b: Role];
}

/** A sum of reflectances, each times its factor, and a constant. */
export type LinearForm = Readonly<Partial<Record<Role | 'constant', number>>>;

/** One linear form over another: computed by one shared loop. At most four roles. */
export interface RatioIndex extends IndexFacts {
  kind: 'ratio';
  roles: readonly Role[];
  numerator: LinearForm;
  denominator: LinearForm;
}

/** Any other formula of the reflectances of two `roles`, in that order. */
export interface FormulaIndex extends IndexFacts {
  kind: 'formula';
  roles: readonly [a: Role, b: Role];
  evaluate(a: number, b: number): number;
}

export type SpectralIndex = DifferenceIndex | RatioIndex | FormulaIndex;
