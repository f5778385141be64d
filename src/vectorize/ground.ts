import { InputError } from '../errors.js';
import { createCellAreas } from './ground-areas.js';
import { createRingLength } from './ground-lengths.js';
import { measurePixel } from './ground-pixel.js';
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
  /**
   * A power of two: a side of the lattice this many pixels long, drawn straight between its ends in lon/lat, departs from
   * the true one by less than 1/20 pixel; 2³⁰ where sides are straight there.
   */
  densifyPx: number;
  /** True where the scene is seen in a mirror (rows run northwards): lattice rings turn the other way on the ground. */
  isMirrored: boolean;
}

/** By how much of a pixel a scene may reach over a pole or the antimeridian: files round their pixel sizes. */
const SLACK_PX = 0.05;
/** A micrometre: as good as the projection itself. */
const CLOSE_DEG = 1e-11;

/**
 * @throws InputError where the scene reaches outside its projection's domain, holds a pole, or crosses the antimeridian.
 */
export function createGround(scene: GroundScene): Ground {
  const position = createGroundPosition(scene);
  const { sizeDeg, ...pixel } = measurePixel(scene, position);
  const { bboxLonLat, turnDeg } = checkExtent(scene, position, SLACK_PX * sizeDeg);
  return {
    toLonLat: createToLonLat(scene, position, turnDeg),
    ...createCellAreas(scene, position),
    ringLengthM: createRingLength(scene, position),
    bboxLonLat,
    ...pixel,
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

function refuse({ source }: GroundScene, wanted: string, got: string): InputError {
  return new InputError({ thing: 'extent of the scene', wanted, got, ...(source ? { source } : {}) });
}
