import type { Band } from '../../raster/raster.js';
import { evaluateProgram } from '../expression/evaluate.js';
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
  if (index.kind === 'difference') return computeDifference(bands, units.offset);
  if (index.kind === 'ratio') return computeRatio(index, bands, units);
  return evaluateProgram(index.program, bands, new Float32Array(bands[0]!.length), { ...units, clamps: true });
}

/** (a − b) / (a + b), in units of stored values. */
function computeDifference(bands: readonly Band[], shift: number): Float32Array {
  const [a, b] = [bands[0]!, bands[1]!];
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) {
    let x = a[i]! + shift;
    let y = b[i]! + shift;
    if (x < 0) x = 0;
    if (y < 0) y = 0;
    out[i] = (x - y) / (x + y);
  }
  return out;
}

/** One loop for all ratios: a function per formula would not be inlined, and costs three times as much. */
function computeRatio(index: RatioIndex, bands: readonly Band[], { scale, offset }: LinearScaling): Float32Array {
  const [p, pa, pb, pc, pd] = factorsOf(index.numerator, index.roles);
  const [q, qa, qb, qc, qd] = factorsOf(index.denominator, index.roles);
  // Roles that are not there have the factor 0; any band will do for them.
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => bands[k] ?? bands[0]!) as [Band, Band, Band, Band];
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) {
    let w = a[i]! * scale + offset;
    let x = b[i]! * scale + offset;
    let y = c[i]! * scale + offset;
    let z = d[i]! * scale + offset;
    if (w < 0) w = 0;
    if (x < 0) x = 0;
    if (y < 0) y = 0;
    if (z < 0) z = 0;
    const denominator = qa * w + qb * x + qc * y + qd * z + q;
    out[i] = denominator === 0 ? Number.NaN : (pa * w + pb * x + pc * y + pd * z + p) / denominator;
  }
  return out;
}

type Factors = [constant: number, a: number, b: number, c: number, d: number];

function factorsOf(form: LinearForm, roles: readonly Role[]): Factors {
  return [form.constant ?? 0, ...[0, 1, 2, 3].map((k) => form[roles[k]!] ?? 0)] as Factors;
}
