import { gaussianHalf } from './gaussian.js';
import type { Taps } from './separable.js';

/** Standard deviations that a Gaussian reaches, as scipy.ndimage cuts it. */
const TRUNCATE = 4;

/** Weights of a Gaussian that add up to 1. */
export function gaussianTaps(sigmaPx: number): Taps {
  return { weights: gaussianHalf(sigmaPx, TRUNCATE), odd: false };
}

/** The second derivative of that Gaussian. */
export function curvatureTaps(sigmaPx: number): Taps {
  const variance = sigmaPx * sigmaPx;
  const weights = gaussianHalf(sigmaPx, TRUNCATE).map((weight, x) => ((x * x) / variance - 1) * (weight / variance));
  return { weights, odd: false };
}

/** How far such a kernel looks. */
export const gaussianRadius = (sigmaPx: number): number => Math.floor(TRUNCATE * sigmaPx + 0.5);
