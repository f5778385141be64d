import { InputError } from '../errors.js';
import { createCellAreas } from './ground-areas.js';
import { createRingLength } from './ground-lengths.js';
import { createGroundPosition, type GroundPosition, type GroundScene } from './ground-position.js';
import { createSmoothLattice } from './smooth-lattice.js';

export type { GroundScene, Projection } from './ground-position.js';

/**
 * The scene's pixel lattice on the WGS84 ellipsoid. Every answer is a pure function of the lattice position, to the last
 * bit: it does not depend on the window, the tile or the order in which it was asked.
 */
export interface Ground {
  /** Lattice corners (col, row pairs; 0..width, 0..height) to degrees (lon, lat pairs in `out`); not rounded. */
  toLonLat(lattice: Int32Array, out: Float64Array): void;
  /** m² of one area unit: a power of two. */
  areaUnitM2: number;
  /**
   * Areas in whole units of cells `col` to `col + count - 1` of a row, as running sums: `out[0] = 0`,
   * `out[i + 1] = out[i] + units(col + i)`. All exact integers; `out` has `count + 1` values. A cell has fewer than
   * 2³² units, so two million cells can be summed before 2⁵³.
   */
  cellAreaSums(row: number, col: number, count: number, out: Float64Array): void;
  /** Geodesic length in metres of a closed lattice ring: (col, row) pairs, edges along rows and columns, last vertex not repeated. */
  ringLengthM(ring: Int32Array): number;
  bboxLonLat: [west: number, south: number, east: number, north: number];
  /** Decimals of longitude and latitude at which rounding moves a vertex by less than 1/100 pixel (11 at most). */
  coordinateDecimals: number;
}

/** By how much of a pixel a scene may reach over a pole or the antimeridian: files round their pixel sizes. */
const SLACK_PX = 0.05;
const DECIMALS_MAX = 11;
/** A micrometre: as good as the projection itself. */
const CLOSE_DEG = 1e-11;

/**
 * @throws InputError where the scene reaches outside its projection's domain, holds a pole, or crosses the antimeridian.
 */
export function createGround(scene: GroundScene): Ground {
  const position = createGroundPosition(scene);
  const { perPixelDeg, decimals } = measurePixel(scene, position);
  const { bboxLonLat, turnDeg } = checkExtent(scene, position, SLACK_PX * perPixelDeg);
  return {
    toLonLat: createToLonLat(scene, position, turnDeg),
    ...createCellAreas(scene, position),
    ringLengthM: createRingLength(scene, position),
    bboxLonLat,
    coordinateDecimals: decimals,
  };
}

function createToLonLat({ width, height }: GroundScene, position: GroundPosition, turnDeg: number): Ground['toLonLat'] {
  const sample = position.linear
    ? position.locate
    : createSmoothLattice({
        width,
        height,
        fields: 2,
        evaluate: position.locate,
        isClose: (got, want) => Math.abs(got - want) <= CLOSE_DEG,
      }).sample;
  const lonLat = new Float64Array(2);
  return (lattice, out) => {
    for (let i = 0; i < lattice.length; i += 2) {
      sample(lattice[i], lattice[i + 1], lonLat);
      out[i] = Math.max(-180, Math.min(180, lonLat[0] + turnDeg));
      out[i + 1] = Math.max(-90, Math.min(90, lonLat[1]));
    }
  };
}

/** The scene's bbox within ±180°, ±90°, and the whole turns that bring its longitudes there. */
function checkExtent(
  scene: GroundScene,
  { borderBbox: [west, south, east, north], holdsPole }: GroundPosition,
  slackDeg: number,
): { bboxLonLat: Ground['bboxLonLat']; turnDeg: number } {
  if (south < -90 - slackDeg || north > 90 + slackDeg) {
    throw refuse(scene, 'latitudes from -90 to 90', `${south} to ${north}`);
  }
  if (holdsPole) throw refuse(scene, 'a scene beside the pole: cut it there', 'one with a pole inside');
  const turnDeg = -360 * Math.floor((west + 180 + slackDeg) / 360);
  if (east + turnDeg > 180 + slackDeg) {
    throw refuse(
      scene,
      'a scene on one side of the antimeridian: cut it there',
      `longitudes from ${west} to ${east}, across it`,
    );
  }
  const bboxLonLat: Ground['bboxLonLat'] = [
    Math.max(-180, west + turnDeg),
    Math.max(-90, south),
    Math.min(180, east + turnDeg),
    Math.min(90, north),
  ];
  return { bboxLonLat, turnDeg };
}

/**
 * `J` is the derivative of (lon, lat) by (col, row): rounding moves a coordinate by half a unit of the last decimal, hence a
 * vertex by at most that times the largest row sum of |J⁻¹|, in pixels. Measured at five places in the scene.
 */
function measurePixel(
  { width, height }: GroundScene,
  { locate }: GroundPosition,
): { perPixelDeg: number; decimals: number } {
  const p = new Float64Array(8);
  let pixelsPerDeg = 0;
  for (const [u, v] of [
    [0.5, 0.5],
    [0.1, 0.1],
    [0.9, 0.1],
    [0.1, 0.9],
    [0.9, 0.9],
  ]) {
    const col = u * width;
    const row = v * height;
    locate(col + 0.5, row, p.subarray(0, 2));
    locate(col - 0.5, row, p.subarray(2, 4));
    locate(col, row + 0.5, p.subarray(4, 6));
    locate(col, row - 0.5, p.subarray(6, 8));
    const a = p[0] - p[2];
    const d = p[1] - p[3];
    const b = p[4] - p[6];
    const e = p[5] - p[7];
    const det = Math.abs(a * e - b * d);
    const rowSum = Math.max(Math.abs(e) + Math.abs(b), Math.abs(d) + Math.abs(a)) / det;
    if (Number.isFinite(rowSum)) pixelsPerDeg = Math.max(pixelsPerDeg, rowSum);
  }
  const decimals = Math.max(0, Math.min(DECIMALS_MAX, Math.ceil(Math.log10(50 * pixelsPerDeg))));
  return { perPixelDeg: 1 / pixelsPerDeg, decimals };
}

function refuse({ source }: GroundScene, wanted: string, got: string): InputError {
  return new InputError({ thing: 'extent of the scene', wanted, got, ...(source ? { source } : {}) });
}
