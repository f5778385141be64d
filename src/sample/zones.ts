import { UsageError } from '../errors.js';

/**
 * True classes by vigour: NDVI zones of the true, noise-free NDVI. Zone `k` (from 1) holds `limits[k − 2] ≤ NDVI <
 * limits[k − 1]`, open at both ends; 0 where NDVI is NaN. `limits` must rise.
 */
export function zonesOfNdvi(ndvi: Float32Array, limits: readonly number[]): Uint8Array {
  if (limits.some((limit, i) => i > 0 && limit <= limits[i - 1]!) || limits.length > 254) {
    throw new UsageError({ thing: 'NDVI limits', wanted: 'at most 254 rising numbers', got: limits.join(', ') });
  }
  return Uint8Array.from(ndvi, (value) => {
    if (Number.isNaN(value)) return 0;
    let zone = 1;
    while (zone <= limits.length && value >= limits[zone - 1]!) zone++;
    return zone;
  });
}
