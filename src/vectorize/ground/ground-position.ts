import { InputError } from '../../errors.js';
import { affineDeterminant, applyAffine } from '../../raster/affine.js';
import { findPoles, type GroundPole, polarBbox } from './ground-pole.js';
import type { GroundScene } from './ground-scene.js';

export type { GroundScene, Projection } from './ground-scene.js';

/** Where pixel positions lie on the ground. */
export interface GroundPosition {
  /**
   * Longitude and latitude of a pixel position (fractions allowed, also outside the scene) to `out[0]`, `out[1]`;
   * longitudes run on across the antimeridian, but not where there is a `pole`; NaN where there is none.
   */
  locate(col: number, row: number, out: Float64Array): void;
  /** True where longitude and latitude are the affine's own numbers. */
  linear: boolean;
  /** The border's [west, south, east, north]; longitudes run on, so `west` may be below −180 or `east` above 180. */
  borderBbox: [west: number, south: number, east: number, north: number];
  /** A pole in or near the scene that is a point of the map. */
  pole: GroundPole | null;
  /** True where the scene goes once around a pole that is not a point of the map. */
  holdsPole: boolean;
}

const GUIDE_CELLS = 32;
const BORDER_SAMPLES = 256;

/** @throws InputError where the scene reaches outside the domain of its projection. */
export function createGroundPosition(scene: GroundScene): GroundPosition {
  if (!(scene.affine.every(Number.isFinite) && affineDeterminant(scene.affine) !== 0)) {
    throw outside(scene, 'an affine that places pixels', `[${scene.affine.join(', ')}]`);
  }
  const linear = scene.geographic && isIdentity(scene);
  const raw = rawLocator(scene, linear);
  const guide = linear ? null : createGuide(scene, raw);
  const pole = findPole(scene);
  if (pole)
    return { locate: raw, linear, pole, borderBbox: polarBbox(scene, pole, border(scene, raw)), holdsPole: false };
  const locate: GroundPosition['locate'] = (col, row, out) => {
    raw(col, row, out);
    if (guide) out[0] = nearTurn(out[0], guide(col, row));
  };
  return { locate, linear, pole, ...walkBorder(border(scene, locate), linear) };
}

/** The pole inside the scene, or else one near it. */
function findPole(scene: GroundScene): GroundPole | null {
  const poles = findPoles(scene);
  const inside = poles.filter(({ col, row }) => col >= 0 && col <= scene.width && row >= 0 && row <= scene.height);
  if (inside.length > 1) throw outside(scene, 'a scene with one pole at most', 'one with both poles inside');
  return inside[0] ?? poles[0] ?? null;
}

/** The longitude plus the whole turns that bring it nearest to `reference`. */
function nearTurn(lon: number, reference: number): number {
  return lon - 360 * Math.round((lon - reference) / 360);
}

function isIdentity({ width, height, affine: [a, b, c, d, e, f], toLonLat }: GroundScene): boolean {
  const at = [0, 0.25, 0.5, 0.75, 1];
  return at.every((u) =>
    at.every((v) => {
      const x = a * u * width + b * v * height + c;
      const y = d * u * width + e * v * height + f;
      if (Math.abs(y) > 90) return true;
      const [lon, lat] = toLonLat(x, y);
      return Math.abs(nearTurn(lon, x) - x) < 1e-11 && Math.abs(lat - y) < 1e-11;
    }),
  );
}

function rawLocator({ affine: [a, b, c, d, e, f], toLonLat }: GroundScene, linear: boolean): GroundPosition['locate'] {
  return (col, row, out) => {
    const x = a * col + b * row + c;
    const y = d * col + e * row + f;
    out[0] = x;
    out[1] = y;
    if (linear) return;
    try {
      const lonLat = toLonLat(x, y);
      out[0] = lonLat[0];
      out[1] = lonLat[1];
    } catch {
      // A projection may throw outside its domain; to us that is a position that is not there.
      out.fill(Number.NaN, 0, 2);
    }
  };
}

/** Longitudes that run on over the scene, roughly: walked along the middle row, and from there up and down. */
function createGuide(scene: GroundScene, raw: GroundPosition['locate']): (col: number, row: number) => number {
  const side = GUIDE_CELLS + 1;
  const middle = GUIDE_CELLS / 2;
  const colPx = scene.width / GUIDE_CELLS;
  const rowPx = scene.height / GUIDE_CELLS;
  const lonLat = new Float64Array(2);
  const lons = new Float64Array(side * side);
  const visit = (i: number, j: number, reference: number | null): number => {
    raw(i * colPx, j * rowPx, lonLat);
    if (!Number.isFinite(lonLat[0] + lonLat[1]) || Math.abs(lonLat[1]) > 90 + 1e-9) {
      throw outside(scene, 'a scene inside the domain of its projection', `none at ${place(i * colPx, j * rowPx)}`);
    }
    const isInside = i > 0 && i < GUIDE_CELLS && j > 0 && j < GUIDE_CELLS;
    if (isInside && !returns(scene, i * colPx, j * rowPx, lonLat)) {
      const got = `none at ${place(i * colPx, j * rowPx)}`;
      throw outside(scene, 'a scene inside the domain of its projection', got);
    }
    lons[j * side + i] = reference === null ? lonLat[0] : nearTurn(lonLat[0], reference);
    return lons[j * side + i];
  };
  const walkColumn = (i: number, start: number): number => {
    for (let j = middle - 1, lon = start; j >= 0; j--) lon = visit(i, j, lon);
    for (let j = middle + 1, lon = start; j < side; j++) lon = visit(i, j, lon);
    return start;
  };
  const first = walkColumn(middle, visit(middle, middle, null));
  for (let i = middle - 1, lon = first; i >= 0; i--) lon = walkColumn(i, visit(i, middle, lon));
  for (let i = middle + 1, lon = first; i < side; i++) lon = walkColumn(i, visit(i, middle, lon));
  const clampCell = (cell: number) => Math.min(GUIDE_CELLS, Math.max(0, Math.round(cell)));
  return (col, row) => lons[clampCell(row / rowPx) * side + clampCell(col / colPx)];
}

/**
 * Whether a place on the ground projects back to about where it came from: the way back of a datum shift is not exact. Or
 * to where the same map lies a turn further on, as those of cylinders do.
 */
function returns(
  { affine, fromLonLat, toLonLat }: GroundScene,
  col: number,
  row: number,
  lonLat: Float64Array,
): boolean {
  if (!fromLonLat) return true;
  const [x, y] = applyAffine(affine, col, row);
  const [backX, backY] = fromLonLat(lonLat[0], lonLat[1]);
  const pixel = Math.sqrt(Math.abs(affineDeterminant(affine)));
  const near = 0.5 * pixel + 1e-5 * Math.hypot(x, y);
  if (Math.hypot(backX - x, backY - y) < near) return true;
  const step = 16 * pixel;
  const [lon, lat] = toLonLat(x + step, y + step);
  const [againX, againY] = fromLonLat(lon, lat);
  return Math.hypot(againX - backX - step, againY - backY - step) < 1e-3 * pixel;
}

/** Longitude, latitude pairs once around the scene. */
function border(scene: GroundScene, locate: GroundPosition['locate']): number[] {
  const lonLat = new Float64Array(2);
  const places: number[] = [];
  for (const [col, row] of borderPoints(scene)) {
    locate(col, row, lonLat);
    if (!Number.isFinite(lonLat[0] + lonLat[1])) {
      throw outside(scene, 'a scene inside the domain of its projection', `none at ${place(col, row)}`);
    }
    places.push(lonLat[0], lonLat[1]);
  }
  return places;
}

function walkBorder(places: readonly number[], linear: boolean): Pick<GroundPosition, 'borderBbox' | 'holdsPole'> {
  const borderBbox: GroundPosition['borderBbox'] = [Infinity, Infinity, -Infinity, -Infinity];
  let lon = places[0];
  for (let i = 0; i < places.length; i += 2) {
    lon = linear ? places[i] : nearTurn(places[i], lon);
    borderBbox[0] = Math.min(borderBbox[0], lon);
    borderBbox[1] = Math.min(borderBbox[1], places[i + 1]);
    borderBbox[2] = Math.max(borderBbox[2], lon);
    borderBbox[3] = Math.max(borderBbox[3], places[i + 1]);
  }
  return { borderBbox, holdsPole: Math.abs(lon - places[0]) > 180 };
}

/** Once around the scene, the first corner twice. */
function* borderPoints({ width, height }: GroundScene): Generator<[col: number, row: number]> {
  const sides: [number, number, number, number][] = [
    [0, 0, width, 0],
    [width, 0, width, height],
    [width, height, 0, height],
    [0, height, 0, 0],
  ];
  yield [0, 0];
  for (const [col, row, toCol, toRow] of sides) {
    const count = Math.min(BORDER_SAMPLES, Math.max(16, Math.abs(toCol - col), Math.abs(toRow - row)));
    for (let k = 1; k <= count; k++) yield [col + ((toCol - col) * k) / count, row + ((toRow - row) * k) / count];
  }
}

function place(col: number, row: number): string {
  return `column ${Math.round(col)}, row ${Math.round(row)}`;
}

function outside({ source }: GroundScene, wanted: string, got: string): InputError {
  return new InputError({ thing: 'georeferencing', wanted, got, ...(source ? { source } : {}) });
}
