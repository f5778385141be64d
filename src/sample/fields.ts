import { type Ground, lay } from './ground.js';
import { clamp01, fractalNoise, hashUnit, lerp, smoothStep, valueNoise } from './noise.js';
import type { ParcelPlace } from './parcels.js';
import { SPECTRA, type Spectrum, TRUTH } from './spectra.js';

/** What a farmer has on a parcel in the middle of June. */
interface Crop {
  /** Share of the parcels. */
  weight: number;
  canopy: Spectrum;
  /** What shows between the plants. */
  between: Spectrum;
  /** Least and greatest green cover of a parcel, 0 to 1. */
  cover: readonly [least: number, greatest: number];
  isGrass?: boolean;
}

const CROPS: readonly Crop[] = [
  { weight: 0.27, canopy: SPECTRA.wheat, between: SPECTRA.straw, cover: [0.72, 0.97] },
  { weight: 0.09, canopy: SPECTRA.wheat, between: SPECTRA.straw, cover: [0.18, 0.45] },
  { weight: 0.15, canopy: SPECTRA.maize, between: SPECTRA.brownSoil, cover: [0.3, 0.62] },
  { weight: 0.13, canopy: SPECTRA.maize, between: SPECTRA.darkSoil, cover: [0.72, 0.95] },
  { weight: 0.08, canopy: SPECTRA.beet, between: SPECTRA.brownSoil, cover: [0.75, 0.98] },
  { weight: 0.07, canopy: SPECTRA.beet, between: SPECTRA.brownSoil, cover: [0.22, 0.5] },
  { weight: 0.05, canopy: SPECTRA.grass, between: SPECTRA.brownSoil, cover: [0, 0.05] },
  { weight: 0.03, canopy: SPECTRA.grass, between: SPECTRA.brightSoil, cover: [0, 0.06] },
  { weight: 0.03, canopy: SPECTRA.grass, between: SPECTRA.stubble, cover: [0, 0.07] },
  { weight: 0.07, canopy: SPECTRA.grass, between: SPECTRA.brownSoil, cover: [0.86, 1], isGrass: true },
  { weight: 0.03, canopy: SPECTRA.mownGrass, between: SPECTRA.straw, cover: [0.8, 0.95], isGrass: true },
];

/** Green cover from which a crop counts as dense, and below which as bare soil. */
const DENSE_COVER = 0.6;
const BARE_COVER = 0.1;

/** Paints the parcel at (x, y): its crop, the weak patches in it, tramlines along its rows, the margin at its edge. */
export function paintField(ground: Ground, place: ParcelPlace, x: number, y: number, seed: number): void {
  const { id, block, along } = place.parcel!;
  const crop = chooseCrop(hashUnit(id, block, seed));
  const cover = greenCover(crop, place, x, y, seed);
  const lengthwise = along[0] * x + along[1] * y;
  const sideways = along[0] * y - along[1] * x;
  const rows = valueNoise(lengthwise / 26, sideways / 1.7, seed + id) - 0.5;
  const clods = fractalNoise(x, y, 34, 3, seed + 61) - 0.5;
  const farmer = hashUnit(id, 3, seed) - 0.5;
  const gain = 1 + 0.1 * rows + 0.3 * clods * (1 - cover) + 0.2 * farmer;
  lay(ground, crop.between, TRUTH.bareSoil, 1, gain);
  lay(ground, crop.canopy, TRUTH.denseCrop, clamp01(cover + 0.07 * rows), gain);
  ground.classId = crop.isGrass ? TRUTH.grass : classOfCover(cover);
  lay(ground, SPECTRA.grass, TRUTH.grass, 0.45 * smoothStep(0.9, 0.1, place.furrowPx), 0.9);
}

function greenCover(crop: Crop, place: ParcelPlace, x: number, y: number, seed: number): number {
  const { id } = place.parcel!;
  const own = lerp(crop.cover[0], crop.cover[1], hashUnit(id, 1, seed));
  // Every third parcel has weak patches: dry knolls, wet hollows, poor soil.
  const weakness = hashUnit(id, 2, seed) < 0.34 ? 0.75 : 0.18;
  const patch = smoothStep(0.5, 0.7, fractalNoise(x, y, 30, 3, seed + 47));
  const drift = 0.14 * (fractalNoise(x, y, 16, 2, seed + 53) - 0.5);
  const headland = place.furrowPx < 1.3 ? 0.93 : 1;
  return clamp01((own + drift * Math.min(1, 4 * own)) * headland * (1 - weakness * patch));
}

function classOfCover(cover: number): number {
  if (cover >= DENSE_COVER) return TRUTH.denseCrop;
  return cover >= BARE_COVER ? TRUTH.sparseCrop : TRUTH.bareSoil;
}

function chooseCrop(ticket: number): Crop {
  let left = ticket;
  for (const crop of CROPS) {
    left -= crop.weight;
    if (left < 0) return crop;
  }
  return CROPS[0]!;
}
