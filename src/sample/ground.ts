import { SAMPLE_BANDS, type Spectrum } from './spectra.js';

/** What lies in one pixel: its reflectance in each band, and the class of what fills most of it. */
export interface Ground {
  reflectance: Float64Array;
  classId: number;
}

export function createGround(): Ground {
  return { reflectance: new Float64Array(SAMPLE_BANDS.length), classId: 0 };
}

/** Mixes a cover into the pixel; from half of the pixel on it also gives the pixel its class. */
export function lay(ground: Ground, spectrum: Spectrum, classId: number, share: number, gain = 1): void {
  if (share <= 0) return;
  const { reflectance } = ground;
  for (let band = 0; band < reflectance.length; band++) {
    reflectance[band]! += share * (gain * spectrum[band]! - reflectance[band]!);
  }
  if (share >= 0.5) ground.classId = classId;
}

/** Part of a pixel that a line covers whose middle runs `distancePx` from the pixel's centre. */
export function lineShare(distancePx: number, halfWidthPx: number): number {
  const share = halfWidthPx + 0.5 - distancePx;
  return share <= 0 ? 0 : Math.min(share, 1, 2 * halfWidthPx);
}
