import { DIFFERENCES } from './differences.js';
import { FORMULAS, RATIOS } from './ratios.js';
import type { SpectralIndex } from './spectral-index.js';

/** Every index a recipe can name. Inputs are reflectances; formulas and papers as in the sources named. */
export const INDICES: readonly SpectralIndex[] = [...DIFFERENCES, ...RATIOS, ...FORMULAS];

export const INDEX_NAMES: readonly string[] = INDICES.map(({ name }) => name);

export function findIndex(name: string): SpectralIndex | null {
  return INDICES.find((index) => index.name === name) ?? null;
}
