import { SUBTRACT_F64 } from '../../layers/simd-codes.js';
import { ADD_F64, get, I32_ADD, MULTIPLY_F64, tee } from '../../layers/simd-module.js';
import { LOAD_LOWER, LOWER_F32_TO_F64 } from '../../layers/simd-parts.js';

/** Which double of a cluster's record is what. */
export const X = 0;
export const Y = 1;
export const SPREAD = 2;
/** The first of them; one for each band. */
export const MEANS = 3;

/** Σ (value − mean)² over the bands, for the two pixels whose first value is at `begin`; with two locals to work with. */
export function squares(
  bands: number,
  { begin, planeBytes, plane, apart }: { begin: number[]; planeBytes: number; plane: number; apart: number },
  meanOf: (k: number) => number[],
): number[] {
  const next = [...get(plane), ...get(planeBytes), I32_ADD];
  return Array.from({ length: bands }, (_, k) => [
    ...[...(k === 0 ? begin : next), ...tee(plane), ...LOAD_LOWER(), ...LOWER_F32_TO_F64],
    ...[...meanOf(k), ...SUBTRACT_F64, ...tee(apart), ...get(apart), ...MULTIPLY_F64, ...(k > 0 ? ADD_F64 : [])],
  ]).flat();
}
