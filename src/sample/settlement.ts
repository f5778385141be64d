import { type Ground, lay, lineShare } from './ground.js';
import { fractalNoise, hashUnit, smoothStep } from './noise.js';
import { findParcel, type ParcelPlace, type ParcelTree } from './parcels.js';
import { SPECTRA, type Spectrum, TRUTH } from './spectra.js';

/** A place where people live or work, in pixels. */
export interface Settlement {
  x: number;
  y: number;
  radiusPx: number;
  /** Halls and yards instead of houses and gardens. */
  isIndustrial: boolean;
}

/** The settlement that (x, y) lies in, its outline roughened by noise; null in the open country. */
export function findSettlement(
  settlements: readonly Settlement[],
  x: number,
  y: number,
  seed: number,
): Settlement | null {
  for (const settlement of settlements) {
    const dx = x - settlement.x;
    const dy = y - settlement.y;
    const reach = settlement.radiusPx * 1.5;
    if (dx * dx + dy * dy > reach * reach) continue;
    const rough = 0.3 + 1.4 * fractalNoise(x, y, 0.8 * settlement.radiusPx, 5, seed + 307);
    const radius = settlement.radiusPx * rough;
    if (dx * dx + dy * dy < radius * radius) return settlement;
  }
  return null;
}

/** Paints houses in rows along streets, with gardens behind them. `plots` divides the land into building plots. */
export function paintHouses(ground: Ground, plots: ParcelTree, x: number, y: number, place: ParcelPlace, seed: number) {
  findParcel(plots, x, y, place);
  const plot = place.parcel!.id;
  const streetPx = Math.min(place.roadPx, place.trackPx);
  const garden = 0.75 + 0.4 * fractalNoise(x, y, 5, 2, seed + 311);
  const trees = smoothStep(0.5, 0.66, fractalNoise(x, y, 6, 2, seed + 313));
  lay(ground, SPECTRA.mownGrass, TRUTH.grass, 1, garden);
  lay(ground, SPECTRA.broadleaf, TRUTH.trees, 0.85 * trees, 0.85);
  const isBuilt = hashUnit(plot, 21, seed) < 0.86;
  if (isBuilt) {
    const front = lineShare(Math.abs(streetPx - 1.75), 0.72 + 0.4 * hashUnit(plot, 22, seed));
    const sides = smoothStep(0.15, 0.7, place.furrowPx);
    lay(
      ground,
      chooseRoof(hashUnit(plot, 23, seed)),
      TRUTH.builtUp,
      front * sides,
      0.85 + 0.5 * hashUnit(plot, 24, seed),
    );
  }
  lay(ground, SPECTRA.asphalt, TRUTH.builtUp, lineShare(streetPx, 0.42), 0.95);
}

/** Paints a hall on the parcel (`place` as found in the land), or its yard. */
export function paintWorks(ground: Ground, place: ParcelPlace, seed: number): void {
  const { id } = place.parcel!;
  const edgePx = Math.min(place.roadPx, place.trackPx, place.furrowPx);
  const kind = hashUnit(id, 31, seed);
  if (kind > 0.78) return;
  lay(ground, kind < 0.7 ? SPECTRA.asphalt : SPECTRA.gravel, TRUTH.builtUp, smoothStep(0.2, 1, edgePx), 1);
  if (kind > 0.45) return;
  const roof = kind < 0.12 ? SPECTRA.brightRoof : SPECTRA.greyRoof;
  lay(ground, roof, TRUTH.builtUp, smoothStep(2, 2.7, edgePx), 0.8 + 0.5 * hashUnit(id, 32, seed));
}

function chooseRoof(ticket: number): Spectrum {
  if (ticket < 0.66) return SPECTRA.redRoof;
  return ticket < 0.93 ? SPECTRA.greyRoof : SPECTRA.brightRoof;
}
