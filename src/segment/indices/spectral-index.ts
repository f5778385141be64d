import type { Program } from '../expression/program.js';
import type { Role } from '../roles.js';

/** What an index is for. */
export type Domain = 'vegetation' | 'water' | 'snow' | 'soil' | 'urban' | 'burn' | 'clouds' | 'radar' | 'kernel';

interface IndexFacts {
  /** Small letters and digits: what recipes, and properties of polygons, call it. */
  name: string;
  title: string;
  /** Written with the names of `roles`, of constants and of kernels. */
  formula: string;
  /** Values that land surfaces give; null where there is no bound. */
  range: readonly [low: number, high: number] | null;
  source: string;
  /** True where the value changes when all bands are scaled alike: it then needs reflectance. */
  needsReflectance: boolean;
}

/** (a − b) / (a + b). */
export interface DifferenceIndex extends IndexFacts {
  kind: 'difference';
  roles: readonly [a: Role, b: Role];
}

/** A sum of reflectances, each times its factor, and a constant. */
export type LinearForm = Readonly<Partial<Record<Role | 'constant', number>>>;

/** One linear form over another, of at most four roles. */
export interface RatioIndex extends IndexFacts {
  kind: 'ratio';
  roles: readonly Role[];
  numerator: LinearForm;
  denominator: LinearForm;
}

/** Any other formula, computed as its text says. */
export interface FormulaIndex extends IndexFacts {
  kind: 'formula';
  roles: readonly Role[];
  /** Numbers that the formula names, with the values they have here. */
  constants: Readonly<Record<string, number>>;
  /** The formula of `roles`, in that order. */
  program: Program;
}

export type SpectralIndex = DifferenceIndex | RatioIndex | FormulaIndex;
