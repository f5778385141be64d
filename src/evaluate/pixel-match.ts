import { InputError } from '../errors.js';
import { applyAffine, relateAffines } from '../raster/affine.js';
import { type Crs, toLonLat } from '../raster/crs.js';
import type { Scene } from '../tiling/open-scene.js';
import { IDENTITY_AFFINE } from '../tiling/tiff-georeference.js';
import { createSmoothLattice } from '../vectorize/ground/smooth-lattice.js';
import { findGround } from './find-ground.js';
import { createPlaceToPixel } from './to-pixel.js';

/** Position in another raster (col, row, fractions included) of a position in the mask; NaN where it has none. */
export type Locate = (col: number, row: number, out: Float64Array) => void;

/** How the pixels of another raster are found: the same one, or the one in which a pixel's centre lies. */
export type PixelMatch = { kind: 'same' } | { kind: 'sampled'; locate: Locate; across: 'grids' | 'systems' };

/** How far positions read from the lattice may be off. */
const SLACK_PX = 2.5e-7;
/** Grids that differ by less than this have the same pixels. */
const SAME_PX = 0.01;

/**
 * How to find the pixels of `other` from those of the mask. Between two CRSs positions are read from a lattice, good to
 * a millionth of a pixel; they depend on the pixel alone.
 *
 * @throws InputError where the two have no place in common
 */
export function matchPixels(mask: Scene, other: Scene): PixelMatch {
  const isSameSize = mask.width === other.width && mask.height === other.height;
  const isUnplaced = !isPlaced(mask) || !isPlaced(other);
  if (isUnplaced && isSameSize) return { kind: 'same' };
  if (isUnplaced && !(mask.crs === null && other.crs === null && hasAffine(mask) && hasAffine(other))) {
    const lacking = isPlaced(mask) ? other : mask;
    const wanted = `a CRS, or the size of the other raster, ${mask.width} × ${mask.height}`;
    const got = `no CRS, and ${mask.width} × ${mask.height} beside ${other.width} × ${other.height}`;
    throw new InputError({ thing: 'mask and truth', wanted, got, source: lacking.location });
  }
  if (!isSameCrs(mask.crs, other.crs)) return { kind: 'sampled', locate: locateAcross(mask, other), across: 'systems' };
  const locate = locateWithin(mask, other);
  if (isSameSize && isIdentity(mask, locate)) return { kind: 'same' };
  return { kind: 'sampled', locate, across: 'grids' };
}

const hasAffine = ({ affine }: Scene): boolean => affine.some((value, i) => value !== IDENTITY_AFFINE[i]);

const isPlaced = (scene: Scene): boolean => scene.crs !== null && hasAffine(scene);

function isSameCrs(a: Crs | null, b: Crs | null): boolean {
  if (a === null || b === null) return a === b;
  return a.epsg === null || b.epsg === null ? a.proj === b.proj : a.epsg === b.epsg;
}

function isIdentity({ width, height }: Scene, locate: Locate): boolean {
  const place = new Float64Array(2);
  return [
    [0, 0],
    [width, 0],
    [0, height],
  ].every(([col, row]) => {
    locate(col, row, place);
    return Math.abs(place[0] - col) < SAME_PX && Math.abs(place[1] - row) < SAME_PX;
  });
}

function locateWithin(mask: Scene, other: Scene): Locate {
  const [p, q, r, s, t, u] = relateAffines(mask.affine, other.affine);
  return (col, row, out) => {
    out[0] = p * col + q * row + r;
    out[1] = s * col + t * row + u;
  };
}

function locateAcross(mask: Scene, other: Scene): Locate {
  const { width, height, affine } = mask;
  const lonLatOf = toLonLat(mask.crs!);
  const bboxLonLat = findGround(other).ground?.spanLonLat ?? ([-180, -90, 180, 90] as const);
  const toPixel = createPlaceToPixel(other, bboxLonLat);
  const evaluate: Locate = (col, row, out) => {
    out.fill(Number.NaN);
    try {
      const [lon, lat] = lonLatOf(...applyAffine(affine, col, row));
      out.set(toPixel(lon, lat));
    } catch {
      // Outside the domain of a projection there is no pixel.
    }
  };
  const isClose = (got: number, want: number) => Math.abs(got - want) <= SLACK_PX;
  return createSmoothLattice({ width, height, fields: 2, evaluate, isClose }).sample;
}
