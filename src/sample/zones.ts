import { UsageError } from '../errors.js';
import type { SampleTruth } from './sample-scene.js';
import { TRUTH } from './spectra.js';

/** Zone ids must stay below those of cloud and shadow. */
const MOST_LIMITS = TRUTH.cloud - 2;

/**
 * The truth by vigour instead of by class: zones of the true, noise-free NDVI, which `measureAgreement` can take in
 * place of the true classes. Zone `k` (from 1) holds `limits[k − 2] ≤ NDVI < limits[k − 1]`, open at both ends; cloud
 * and shadow keep their ids, nodata is 0. `limits` must rise; at most six.
 */
export function zonesOfNdvi({ ndvi, classes }: SampleTruth, limits: readonly number[]): Uint8Array {
  if (limits.some((limit, i) => i > 0 && limit <= limits[i - 1]!) || limits.length > MOST_LIMITS) {
    throw new UsageError({
      thing: 'NDVI limits',
      wanted: `at most ${MOST_LIMITS} rising numbers`,
      got: String(limits),
    });
  }
  return classes.map((classId, i) => {
    if (classId === 0 || classId === TRUTH.cloud || classId === TRUTH.cloudShadow) return classId;
    let zone = 1;
    while (zone <= limits.length && ndvi[i]! >= limits[zone - 1]!) zone++;
    return zone;
  });
}

/** Zones `1` to `limits + 1` paired with the same ids of a prediction whose classes are the same zones. */
export function zoneMapping(names: readonly string[]): { name: string; predicted: number[]; truth: number[] }[] {
  return names.map((name, i) => ({ name, predicted: [i + 1], truth: [i + 1] }));
}
