import type { Band } from '../../raster/raster.js';
import { evaluateProgram } from '../expression/evaluate.js';
import { parseExpression } from '../expression/parse.js';
import { makeProgram, type Program } from '../expression/program.js';
import type { Role } from '../roles.js';
import type { LinearForm, RatioIndex, SpectralIndex } from './spectral-index.js';

/** Reflectance = value · scale + offset. */
export interface LinearScaling {
  scale: number;
  offset: number;
}

/**
 * The index per pixel, from the bands of `index.roles` in that order. Reflectance below zero, which atmospheric
 * correction leaves over dark ground, counts as zero. NaN where the formula has no value (0/0, x/0).
 * Computed in double precision, stored in single.
 */
export function computeIndex(index: SpectralIndex, bands: readonly Band[], scaling: LinearScaling): Float32Array {
  // Where the scale cancels, stored values are taken: whole numbers stay exact, and a sum of 0 is 0.
  const units = index.needsReflectance ? scaling : { scale: 1, offset: scaling.offset / scaling.scale };
  return evaluateProgram(programOf(index), bands, new Float32Array(bands[0]!.length), { ...units, clamps: true });
}

const programs = new WeakMap<SpectralIndex, Program>();

function programOf(index: SpectralIndex): Program {
  if (index.kind === 'formula') return index.program;
  const text = index.kind === 'difference' ? index.formula : ratioText(index);
  const program = programs.get(index) ?? makeProgram(parseExpression(text), { inputs: index.roles });
  programs.set(index, program);
  return program;
}

const ratioText = ({ numerator, denominator, roles }: RatioIndex): string =>
  `(${linearText(numerator, roles)}) / (${linearText(denominator, roles)})`;

/** Each role times its factor, in the order of `roles`, then the constant: sums of doubles depend on their order. */
function linearText(form: LinearForm, roles: readonly Role[]): string {
  const terms = roles.filter((role) => form[role]).map((role) => `${form[role]} * ${role}`);
  return [...terms, form.constant ?? 0].join(' + ');
}
