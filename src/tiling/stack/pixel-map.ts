import type { Affine } from '../../raster/affine.js';
import { applyAffine, relateAffines } from '../../raster/affine.js';
import { type Crs, fromLonLat, toLonLat } from '../../raster/crs.js';
import type { Window } from '../../raster/window.js';

/** Where a raster lies. */
export interface Placed {
  affine: Affine;
  crs: Crs;
}

/** Pixel coordinates, in a scene, of the centres of a window's pixels, row by row. */
export interface Positions {
  x: Float64Array;
  y: Float64Array;
}

/**
 * Between two CRS, positions are computed on every so many pixels and in between taken from a plane through them: between
 * two UTM zones that is less than 0.001 pixels off at 10 metres a pixel.
 */
const LATTICE_PX = 16;
const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];

/** For windows of one raster, where the centres of its pixels lie in another one. The same for every window. */
export function createPixelMap(from: Placed, to: Placed): (window: Window) => Positions {
  if (isSameCrs(from.crs, to.crs)) {
    const affine = relateAffines(from.affine, to.affine);
    return (window) => mapCentres(window, affine);
  }
  const toPixel = relateAffines(IDENTITY, to.affine);
  const forward = toLonLat(from.crs);
  const back = fromLonLat(to.crs);
  const place = (col: number, row: number): [number, number] => {
    const [lon, lat] = forward(...applyAffine(from.affine, col, row));
    return applyAffine(toPixel, ...back(lon, lat));
  };
  return (window) => interpolateCentres(window, place);
}

type PlaceOf = (col: number, row: number) => [number, number];

function mapCentres({ col, row, width, height }: Window, [a, b, c, d, e, f]: Affine): Positions {
  const x = new Float64Array(width * height);
  const y = new Float64Array(width * height);
  for (let i = 0, r = 0; r < height; r++) {
    const down = row + r + 0.5;
    for (let k = 0; k < width; k++, i++) {
      const across = col + k + 0.5;
      x[i] = a * across + b * down + c;
      y[i] = d * across + e * down + f;
    }
  }
  return { x, y };
}

/** Nodes lie on a lattice that is fixed to the raster, not to the window. */
function interpolateCentres(window: Window, place: PlaceOf): Positions {
  const { col, row, width, height } = window;
  const x = new Float64Array(width * height);
  const y = new Float64Array(width * height);
  const firstCol = Math.floor(col / LATTICE_PX);
  const columns = Math.ceil((col + width) / LATTICE_PX) - firstCol + 1;
  const nodesAt = (nodeRow: number) =>
    Array.from({ length: columns }, (_, k) => place((firstCol + k) * LATTICE_PX, nodeRow * LATTICE_PX));
  let nodeRow = Math.floor(row / LATTICE_PX);
  let upper = nodesAt(nodeRow);
  let lower = nodesAt(nodeRow + 1);
  for (let r = 0, i = 0; r < height; r++) {
    const down = row + r + 0.5;
    if (down > (nodeRow + 1) * LATTICE_PX) [upper, lower, nodeRow] = [lower, nodesAt(nodeRow + 2), nodeRow + 1];
    const v = down / LATTICE_PX - nodeRow;
    for (let c = 0; c < width; c++, i++) {
      const across = (col + c + 0.5) / LATTICE_PX;
      const k = Math.floor(across) - firstCol;
      const u = across - firstCol - k;
      x[i] = mix(upper[k][0], upper[k + 1][0], lower[k][0], lower[k + 1][0], u, v);
      y[i] = mix(upper[k][1], upper[k + 1][1], lower[k][1], lower[k + 1][1], u, v);
    }
  }
  return { x, y };
}

function mix(a: number, b: number, c: number, d: number, u: number, v: number): number {
  return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
}

function isSameCrs(a: Crs, b: Crs): boolean {
  return a.epsg !== null && a.epsg === b.epsg ? true : a.proj === b.proj;
}
