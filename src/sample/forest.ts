import { type Ground, lay } from './ground.js';
import { fractalNoise, hashUnit, smoothStep, valueNoise } from './noise.js';
import { SPECTRA, TRUTH } from './spectra.js';

/**
 * How much of the pixel is forest: on the hills and in odd corners, with an edge that half follows the parcels
 * and half its own mind.
 */
export function forestShare(x: number, y: number, hills: number, parcel: number, seed: number): number {
  const wood = fractalNoise(x, y, 170, 6, seed + 211);
  const liking = 0.62 * wood + 0.5 * hills + 0.07 * hashUnit(parcel, 9, seed);
  return smoothStep(0.741, 0.754, liking);
}

/** Paints trees: crowns lit from the south-east, stands of conifers among broadleaves. */
export function paintTrees(ground: Ground, x: number, y: number, share: number, seed: number): void {
  if (share <= 0) return;
  const here = crownHeight(x, y, seed);
  const sunlit = here - crownHeight(x + 1.1, y + 1.4, seed);
  const gain = 0.78 + 0.34 * here + 0.5 * sunlit + 0.3 * (fractalNoise(x, y, 40, 2, seed + 237) - 0.5);
  const conifers = smoothStep(0.44, 0.58, fractalNoise(x, y, 64, 4, seed + 229));
  lay(ground, SPECTRA.broadleaf, TRUTH.trees, share, gain);
  lay(ground, SPECTRA.conifer, TRUTH.trees, share * conifers, gain);
  if (share >= 0.5) ground.classId = TRUTH.trees;
}

function crownHeight(x: number, y: number, seed: number): number {
  return 0.6 * valueNoise(x / 1.8, y / 1.8, seed + 241) + 0.4 * valueNoise(x / 4.6, y / 4.6, seed + 251);
}
