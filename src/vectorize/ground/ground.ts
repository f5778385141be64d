import { fromPolarPlane, type PoleSign, toPolarPlane } from '../antimeridian/polar-plane.js';
import { createCellAreas } from './ground-areas.js';
import { findExtent, type GroundExtent, type Seam } from './ground-extent.js';
import { createRingLength } from './ground-lengths.js';
import { createGroundMetric, type Metric } from './ground-metric.js';
import { measurePixel } from './ground-pixel.js';
import { createGroundPosition, type GroundPosition, type GroundScene } from './ground-position.js';
import { createSmoothLattice } from './smooth-lattice.js';

export type { Seam } from './ground-extent.js';
export type { GroundScene, Projection } from './ground-position.js';

/**
 * The scene's pixel lattice on the WGS84 ellipsoid. Every answer is a pure function of the lattice position, to the last
 * bit: it does not depend on the window, the tile or the order in which it was asked.
 */
export interface Ground {
  /** Lattice positions (col, row pairs; 0..width, 0..height) to degrees (lon, lat pairs in `out`); not rounded. See `seam`. */
  toLonLat(lattice: Int32Array | Float64Array, out: Float64Array): void;
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
  /** Lengths on the ground about a lattice position. */
  metricAt(col: number, row: number): Metric;
  /** Geodesic length in metres of a way of lattice positions (col, row pairs), straight in the scene between them. */
  pathLengthM(path: Float64Array): number;
  /** `west` is greater than `east` where the scene lies across the antimeridian (RFC 7946, section 5.2). */
  bboxLonLat: [west: number, south: number, east: number, north: number];
  /** The same with longitudes that run on: `east` is above 180 where the scene lies across the antimeridian. */
  spanLonLat: [west: number, south: number, east: number, north: number];
  /** What breaks the longitudes of `toLonLat`, so that outlines have to be cut; null in most scenes. */
  seam: Seam | null;
  /** The smaller extent of a pixel, about, in degrees. */
  pixelDeg: number;
  /** Decimals of longitude and latitude at which rounding moves a vertex by less than 1/100 pixel (11 at most). */
  coordinateDecimals: number;
  /**
   * A power of two: a side of the lattice this many pixels long, drawn straight between its ends in lon/lat, departs from
   * the true one by less than 1/20 pixel; 2³⁰ where sides are straight there.
   */
  densifyPx: number;
  /** The same for any line, with a bend of less than 1/64 pixel. */
  densifyLinePx: number;
  /** True where the scene is seen in a mirror (rows run northwards): lattice rings turn the other way on the ground. */
  isMirrored: boolean;
}

/** By how much of a pixel a scene may reach over a pole, or more than once around the world: files round their pixel sizes. */
const SLACK_PX = 0.05;
/** A micrometre: as good as the projection itself. */
const CLOSE_DEG = 1e-11;

/**
 * @throws InputError where the scene reaches outside its projection's domain, over a pole, or around the world more than
 * once.
 */
export function createGround(scene: GroundScene): Ground {
  const position = createGroundPosition(scene);
  const { sizeDeg, ...pixel } = measurePixel(scene, position);
  const extent = findExtent(scene, position, SLACK_PX * sizeDeg);
  const { bboxLonLat, spanLonLat, seam } = extent;
  return {
    toLonLat:
      seam?.kind === 'pole' ? createPolarToLonLat(scene, position, seam.sign) : createToLonLat(scene, position, extent),
    ...createCellAreas(scene, position),
    ringLengthM: createRingLength(scene, position),
    ...createGroundMetric(scene, position),
    bboxLonLat,
    spanLonLat,
    seam,
    pixelDeg: sizeDeg,
    ...pixel,
  };
}

function createToLonLat(
  scene: GroundScene,
  { linear, locate }: GroundPosition,
  { turnDeg, limitsDeg: [west, east] }: GroundExtent,
): Ground['toLonLat'] {
  const sample = linear ? locate : sampleSmoothly(scene, locate);
  const lonLat = new Float64Array(2);
  return (lattice, out) => {
    for (let i = 0; i < lattice.length; i += 2) {
      sample(lattice[i], lattice[i + 1], lonLat);
      out[i] = Math.max(west, Math.min(east, lonLat[0] + turnDeg));
      out[i + 1] = Math.max(-90, Math.min(90, lonLat[1]));
    }
  };
}

/** Read from the polar plane, which is smooth where longitudes are not. */
function createPolarToLonLat(scene: GroundScene, { locate }: GroundPosition, sign: PoleSign): Ground['toLonLat'] {
  const sample = sampleSmoothly(scene, (col, row, out) => {
    locate(col, row, out);
    toPolarPlane(sign, [out[0], out[1]], out);
  });
  const place = new Float64Array(2);
  return (lattice, out) => {
    for (let i = 0; i < lattice.length; i += 2) {
      sample(lattice[i], lattice[i + 1], place);
      fromPolarPlane(sign, place[0], place[1], place);
      out[i] = place[0];
      out[i + 1] = place[1];
    }
  };
}

function sampleSmoothly({ width, height }: GroundScene, evaluate: GroundPosition['locate']): GroundPosition['locate'] {
  const isClose = (got: number, want: number) => Math.abs(got - want) <= CLOSE_DEG;
  return createSmoothLattice({ width, height, fields: 2, evaluate, isClose }).sample;
}
