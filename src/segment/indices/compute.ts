import type { Band } from '../../raster/raster.js';
import type { DifferenceIndex, FormulaIndex, SpectralIndex } from './spectral-index.js';

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
  return index.kind === 'difference' ? computeDifference(index, bands, scaling) : computeFormula(index, bands, scaling);
}

/** The scale cancels in (a − b) / (a + b); the offset, in units of stored values, does not. */
function computeDifference(_: DifferenceIndex, bands: readonly Band[], scaling: LinearScaling): Float32Array {
  const [a, b] = [bands[0]!, bands[1]!];
  const shift = scaling.offset / scaling.scale;
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

function computeFormula(index: FormulaIndex, bands: readonly Band[], { scale, offset }: LinearScaling): Float32Array {
  const { evaluate } = index;
  // A formula with fewer roles gets its first band again and does not look at it.
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
    const value = evaluate(w, x, y, z);
    out[i] = value - value === 0 ? value : Number.NaN;
  }
  return out;
}
