import { paintField } from './fields.js';
import { forestShare, paintTrees } from './forest.js';
import { type Ground, lay, lineShare } from './ground.js';
import { createRandom, fractalNoise, hashUnit, type Random, smoothStep, valueNoise } from './noise.js';
import { divideLand, findParcel, type ParcelPlace, type ParcelTree } from './parcels.js';
import { distanceToPaths, type Path, walkPath } from './path.js';
import { findSettlement, paintHouses, paintWorks, type Settlement } from './settlement.js';
import { SPECTRA, TRUTH } from './spectra.js';

/** How far from a line its distance is known, in pixels. */
const REACH_PX = 48;

/** The plan of a piece of country: everything that is decided before the first pixel is painted. */
export interface Landscape {
  size: number;
  seed: number;
  parcels: ParcelTree;
  plots: ParcelTree;
  /** Distances in pixels, `size × size`, row by row; `REACH_PX` where farther. */
  riverPx: Float32Array;
  highwayPx: Float32Array;
  lanePx: Float32Array;
  settlements: Settlement[];
}

export function planLandscape(size: number, seed: number): Landscape {
  const random = createRandom(seed);
  const settlements = placeSettlements(size, random);
  const [town] = settlements;
  const river = walkPath({
    start: [-30, 0.47 * size],
    goal: [0.66 * size, size + 30],
    bendPx: 74,
    turn: 0.034,
    pull: 0.0085,
    random,
  });
  const highway = walkPath({
    start: [-30, 0.2 * size],
    goal: [size + 30, 0.71 * size],
    bendPx: 260,
    turn: 0.004,
    pull: 0.006,
    random,
  });
  const lanes = settlements.slice(1, 9).map(({ x, y }) => laneTo([x, y], [town!.x, town!.y], random));
  return {
    size,
    seed,
    parcels: divideLand({ size, marginPx: 80, blockPx: 62, stripPx: [6, 34], random }),
    plots: divideLand({ size, marginPx: 80, blockPx: 9, stripPx: [2.2, 3.4], random }),
    riverPx: distanceToPaths([river], size, REACH_PX),
    highwayPx: distanceToPaths([highway], size, 8),
    lanePx: distanceToPaths(lanes, size, 8),
    settlements,
  };
}

function laneTo(start: readonly [number, number], goal: readonly [number, number], random: Random): Path {
  return walkPath({ start, goal, bendPx: 70, turn: 0.01, pull: 0.03, random });
}

/** One town, villages, farms, and works beside the town. */
function placeSettlements(size: number, random: Random): Settlement[] {
  const unit = size / 1024;
  const at = (x: number, y: number, radiusPx: number, isIndustrial = false): Settlement => ({
    x: (x + 0.05 * (random() - 0.5)) * size,
    y: (y + 0.05 * (random() - 0.5)) * size,
    radiusPx: Math.max(radiusPx * unit, Math.min(radiusPx, 9)),
    isIndustrial,
  });
  const settlements = [
    at(0.53, 0.33, 84),
    at(0.2, 0.14, 30),
    at(0.8, 0.5, 34),
    at(0.13, 0.37, 24),
    at(0.62, 0.72, 30),
    at(0.22, 0.86, 32),
    at(0.4, 0.09, 20),
    at(0.9, 0.3, 18),
    at(0.42, 0.6, 16),
    at(0.66, 0.45, 42, true),
    at(0.32, 0.3, 20, true),
  ];
  for (let farm = 0; farm < 16; farm++) settlements.push(at(random(), random(), 4 + 4 * random()));
  return settlements;
}

/** Paints every cover that lies in the pixel (col, row), from the fields up. `place` is scratch space. */
export function paintPixel(land: Landscape, col: number, row: number, place: ParcelPlace, ground: Ground): void {
  const { size, seed, parcels } = land;
  const i = row * size + col;
  // Parcels are straight in a bent space: so their borders curve with the lie of the land.
  const x =
    col + 64 * (fractalNoise(col, row, 330, 2, seed + 11) - 0.5) + 3 * (valueNoise(col / 40, row / 40, seed) - 0.5);
  const y = row + 64 * (fractalNoise(col, row, 330, 2, seed + 23) - 0.5);
  findParcel(parcels, x, y, place);
  const parcel = place.parcel!;
  const woods = woodsShare(land, place, col, row);
  if (woods < 1) {
    paintField(ground, place, x, y, seed);
    paintBorders(ground, place, col, row, seed);
  }
  paintTrees(ground, col, row, woods, seed);
  const settlement = findSettlement(land.settlements, col, row, seed);
  if (settlement?.isIndustrial) paintWorks(ground, place, seed);
  else if (settlement) paintHouses(ground, land.plots, x, y, place, seed);
  lay(ground, SPECTRA.asphalt, TRUTH.builtUp, lineShare(land.lanePx[i]!, 0.5));
  place.parcel = parcel;
  paintWater(land, ground, col, row);
  const highwayPx = land.highwayPx[i]!;
  lay(ground, SPECTRA.grass, TRUTH.grass, 0.9 * lineShare(highwayPx, 2), 0.9);
  lay(ground, SPECTRA.asphalt, TRUTH.builtUp, lineShare(highwayPx, 1.05), 1.1);
  shadeByRelief(ground, col, row, seed);
}

function paintBorders(ground: Ground, place: ParcelPlace, col: number, row: number, seed: number): void {
  const { trackPx, roadPx } = place;
  lay(ground, SPECTRA.grass, TRUTH.grass, 0.6 * lineShare(trackPx, 0.7), 0.95);
  lay(ground, SPECTRA.track, TRUTH.bareSoil, 0.9 * lineShare(trackPx, 0.34));
  const hedge = lineShare(trackPx - 1.2, 0.6);
  if (hedge > 0) {
    const hasHedge = smoothStep(0.66, 0.72, fractalNoise(col, row, 46, 2, seed + 83));
    paintTrees(ground, col, row, hasHedge * hedge, seed);
  }
  lay(ground, SPECTRA.grass, TRUTH.grass, 0.8 * lineShare(roadPx, 1.3), 0.95);
  lay(ground, SPECTRA.asphalt, TRUTH.builtUp, lineShare(roadPx, 0.5), 1.1);
}

function woodsShare(land: Landscape, place: ParcelPlace, col: number, row: number): number {
  const { size, seed } = land;
  const { id, block } = place.parcel!;
  // Some parcels inside the woods were cleared.
  if (hashUnit(id, 5, seed) < 0.05) return 0;
  const far = Math.min(land.riverPx[row * size + col]!, REACH_PX) / REACH_PX;
  const town = land.settlements[0]!;
  const dx = (col - town.x) / town.radiusPx;
  const dy = (row - town.y) / town.radiusPx;
  const cleared = 0.3 * smoothStep(6, 1.5, dx * dx + dy * dy);
  const hills = 0.35 + 0.45 * valueNoise(col / 300, row / 300, seed + 401) + 0.2 * far - cleared;
  return forestShare(col, row, hills, block, seed);
}

function paintWater(land: Landscape, ground: Ground, col: number, row: number): void {
  const { size, seed } = land;
  const riverPx = land.riverPx[row * size + col]!;
  if (riverPx < REACH_PX) {
    const wide = 5.2 + 4 * fractalNoise(col, row, 110, 2, seed + 503);
    const trees = wide + 16 * (fractalNoise(col, row, 40, 4, seed + 509) - 0.28);
    paintTrees(ground, col, row, smoothStep(trees + 0.8, trees - 0.8, riverPx), seed);
    const bank = wide + 3.5 * (fractalNoise(col, row, 28, 3, seed + 521) - 0.42);
    lay(ground, SPECTRA.gravel, TRUTH.bareSoil, 0.9 * smoothStep(bank + 0.6, bank - 0.6, riverPx));
    const silt = 0.85 + 0.3 * fractalNoise(col, row, 60, 3, seed + 523);
    lay(ground, SPECTRA.river, TRUTH.water, smoothStep(wide + 0.5, wide - 0.5, riverPx), silt);
  }
  paintLake(land, ground, col, row, { x: 0.33, y: 0.74, radiusPx: 46 });
  paintLake(land, ground, col, row, { x: 0.42, y: 0.69, radiusPx: 17 });
}

function paintLake(
  { size, seed }: Landscape,
  ground: Ground,
  col: number,
  row: number,
  lake: { x: number; y: number; radiusPx: number },
): void {
  const radius = lake.radiusPx * (size / 1024);
  const dx = col - lake.x * size;
  const dy = 1.35 * (row - lake.y * size);
  if (dx * dx + dy * dy > 5 * radius * radius) return;
  const rough = 0.2 + 1.5 * fractalNoise(col, row, 1.2 * radius, 4, seed + 601);
  const far = Math.sqrt(dx * dx + dy * dy) / rough - radius;
  paintTrees(ground, col, row, smoothStep(4.5, 3, far), seed);
  lay(ground, SPECTRA.gravel, TRUTH.bareSoil, 0.8 * smoothStep(1.8, 0.8, far));
  lay(
    ground,
    SPECTRA.lake,
    TRUTH.water,
    smoothStep(0.5, -0.5, far),
    0.9 + 0.2 * fractalNoise(col, row, 30, 2, seed + 607),
  );
}

/** Slopes towards the sun in the south-east are brighter. */
function shadeByRelief(ground: Ground, col: number, row: number, seed: number): void {
  const slope = fractalNoise(col, row, 170, 4, seed + 701) - fractalNoise(col + 4, row + 5, 170, 4, seed + 701);
  const gain = 1 + 0.9 * slope;
  for (let band = 0; band < ground.reflectance.length; band++) ground.reflectance[band]! *= gain;
}
