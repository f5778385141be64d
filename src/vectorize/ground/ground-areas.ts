import { InputError } from '../../errors.js';
import { affineDeterminant, isAxisAligned } from '../../raster/affine.js';
import { AUTHALIC_RADIUS2_M2, areaDensityM2, authalicVector, zoneAreaM2 } from './authalic.js';
import { type PixelSpan, pixelSpan } from './ground-lengths.js';
import type { GroundPosition, GroundScene } from './ground-position.js';
import { createSmoothLattice } from './smooth-lattice.js';

export interface CellAreas {
  /** m² of one area unit: a power of two, such that the scene's largest cell has about 2³¹ units (less than 2³²). */
  areaUnitM2: number;
  /**
   * Running sums of the whole-number areas of cells `col` to `col + count - 1` of a row:
   * `out[0] = 0`, `out[i + 1] = out[i] + units(col + i)`. Exact integers, the same from wherever the row is cut.
   */
  cellAreaSums(row: number, col: number, count: number, out: Float64Array): void;
}

/** Cells wider than this are measured at four points instead of one: the middle alone would be 1e-10 off. */
const MIDPOINT_MAX_M = 300;
/** Places of the two-point Gauss rule in a cell, from its middle. */
const GAUSS_PX = 0.5 / Math.sqrt(3);
const SAMPLES = 16;

/** Area of a cell in m², by the position of its middle. */
type AreaAt = (col: number, row: number) => number;

/** True areas of the scene's cells on the WGS84 ellipsoid. */
export function createCellAreas(scene: GroundScene, position: GroundPosition): CellAreas {
  if (position.linear && isAxisAligned(scene.affine)) return parallelRows(scene);
  const span = pixelSpan(scene, position);
  const areaAt = cellMean(position.linear ? densityArea(scene, position) : measuredArea(position, span), span);
  return smoothCells(scene, areaAt);
}

/** Rows along parallels: a row's cells are alike and have a closed form. */
function parallelRows({ height, affine: [a, , , , e, f] }: GroundScene): CellAreas {
  const rowArea = (row: number): number => {
    const first = e * row + f;
    const last = e * (row + 1) + f;
    const southDeg = Math.max(-90, Math.min(first, last));
    const clipped = Math.min(90, Math.max(first, last)) - southDeg;
    const heightDeg = Math.abs(first) <= 90 && Math.abs(last) <= 90 ? Math.abs(e) : Math.max(0, clipped);
    return zoneAreaM2({ southDeg, heightDeg, widthDeg: Math.abs(a) });
  };
  const areaUnitM2 = unitFor((_, v) => rowArea(Math.floor(v * (height - 1))));
  return {
    areaUnitM2,
    cellAreaSums(row, _col, count, out) {
      const units = Math.round(rowArea(row) / areaUnitM2);
      for (let i = 0; i <= count; i++) out[i] = i * units;
    },
  };
}

function smoothCells(scene: GroundScene, areaAt: AreaAt): CellAreas {
  const { width, height } = scene;
  const lattice = createSmoothLattice({
    width,
    height,
    fields: 1,
    evaluate: (col, row, out) => {
      out[0] = areaAt(col, row);
    },
    isClose: (got, want) => Math.abs(got - want) <= 1e-9 * want,
  });
  const { stepPx } = lattice;
  const areaUnitM2 = unitFor((u, v) => areaAt(u * (width - 1) + 0.5, v * (height - 1) + 0.5));
  // Powers of two, both: multiplying by them, and adding up t, is exact.
  const unitsPerM2 = 1 / areaUnitM2;
  const tPerPx = 1 / stepPx;
  const cubic = new Float64Array(4);

  const directUnits = (col: number, row: number): number => {
    const area = areaAt(col + 0.5, row + 0.5);
    if (area >= 0) return Math.round(area / areaUnitM2);
    throw noArea(scene, `none at column ${col}, row ${row}`);
  };
  return {
    areaUnitM2,
    cellAreaSums(row, col, count, out) {
      const stop = col + count;
      let sum = 0;
      let i = 0;
      out[0] = 0;
      for (let cell = Math.floor(col / stepPx); cell * stepPx < stop; cell++) {
        const end = Math.min(stop, (cell + 1) * stepPx) - col;
        if (!lattice.rowCubic(cell, row + 0.5, cubic)) {
          while (i < end) {
            sum += directUnits(col + i, row);
            out[++i] = sum;
          }
          continue;
        }
        const k0 = cubic[0] * unitsPerM2 + 0.5;
        const k1 = cubic[1] * unitsPerM2;
        const k2 = cubic[2] * unitsPerM2;
        const k3 = cubic[3] * unitsPerM2;
        for (let t = (col + i + 0.5) / stepPx - cell; i < end; t += tPerPx) {
          sum += Math.floor(k0 + t * (k1 + t * (k2 + t * k3)));
          out[++i] = sum;
        }
      }
    },
  };

  function noArea({ source }: GroundScene, got: string): InputError {
    const wanted = 'a scene inside the domain of its projection';
    return new InputError({ thing: 'cell area', wanted, got, ...(source ? { source } : {}) });
  }
}

/** The power of two of which the largest of a grid of cells has 2³⁰ to 2³¹: room for one twice as large between them. */
function unitFor(areaAt: (u: number, v: number) => number): number {
  let largest = 0;
  for (let j = 0; j <= SAMPLES; j++) {
    for (let i = 0; i <= SAMPLES; i++) largest = Math.max(largest, areaAt(i / SAMPLES, j / SAMPLES) || 0);
  }
  return 2 ** (Math.ceil(Math.log2(largest)) - 31);
}

/** The mean over the cell of an area that was measured at a point. */
function cellMean(areaAt: AreaAt, { colSideM, rowSideM }: PixelSpan): AreaAt {
  if (Math.max(colSideM, rowSideM) <= MIDPOINT_MAX_M) return areaAt;
  const g = GAUSS_PX;
  return (col, row) =>
    (areaAt(col - g, row - g) + areaAt(col + g, row - g) + areaAt(col - g, row + g) + areaAt(col + g, row + g)) / 4;
}

function densityArea({ affine }: GroundScene, { locate }: GroundPosition): AreaAt {
  const cellDeg2 = Math.abs(affineDeterminant(affine));
  const lonLat = new Float64Array(2);
  return (col, row) => {
    locate(col, row, lonLat);
    return cellDeg2 * Math.max(0, areaDensityM2(lonLat[1]));
  };
}

/**
 * Area of a cell measured through the projection: a quad around the point, its diagonals along the pixel's sides, is put on
 * the authalic sphere, where it has ½|d1 × d2|. Two sizes of it (Richardson) leave an error of the fourth power of
 * its size over the Earth's: 1e-11 or so.
 */
function measuredArea({ locate }: GroundPosition, { colHalfPx, rowHalfPx }: PixelSpan): AreaAt {
  const lonLat = new Float64Array(2);
  const p = new Float64Array(12);
  const place = (col: number, row: number, offset: number): void => {
    locate(col, row, lonLat);
    authalicVector(lonLat[0], lonLat[1], p, offset);
  };
  const quad = (col: number, row: number, halfCol: number, halfRow: number): number => {
    place(col + halfCol, row, 0);
    place(col - halfCol, row, 3);
    place(col, row + halfRow, 6);
    place(col, row - halfRow, 9);
    const ax = p[0] - p[3];
    const ay = p[1] - p[4];
    const az = p[2] - p[5];
    const bx = p[6] - p[9];
    const by = p[7] - p[10];
    const bz = p[8] - p[11];
    const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
    return (cross * AUTHALIC_RADIUS2_M2) / (4 * halfCol * halfRow);
  };
  const richardson = (col: number, row: number, halfCol: number, halfRow: number): number =>
    (4 * quad(col, row, halfCol / 2, halfRow / 2) - quad(col, row, halfCol, halfRow)) / 3;
  return (col, row) => {
    const area = richardson(col, row, colHalfPx, rowHalfPx);
    return Number.isFinite(area) ? area : richardson(col, row, Math.min(0.5, colHalfPx), Math.min(0.5, rowHalfPx));
  };
}
