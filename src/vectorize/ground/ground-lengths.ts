import { arcM, geocentricVector } from './authalic.js';
import type { GroundPosition, GroundScene } from './ground-position.js';
import { createSmoothLattice, type Evaluate } from './smooth-lattice.js';

/** A pixel's sides in the middle of the scene, and how many pixels make about 2 km. */
export interface PixelSpan {
  colSideM: number;
  rowSideM: number;
  /** Half-width, in pixels along columns and along rows, of the figures measured on the ground. */
  colHalfPx: number;
  rowHalfPx: number;
}

const HALF_SPAN_M = 2000;
/** In degrees the same bound, for near a pole 2 km may be half a turn. */
const HALF_SPAN_DEG = 0.02;
/** An edge up to this long is measured at its middle, a longer one at three points of each piece. */
export const MIDPOINT_MAX_M = 300;
const PIECE_MAX_M = 100_000;
const PIECE_MAX_PX = 64;
const GAUSS_OFFSET = Math.sqrt(0.6) / 2;

export function pixelSpan(
  { width, height, geographic, affine: [a, b, , d, e] }: GroundScene,
  { locate }: GroundPosition,
): PixelSpan {
  const chord = createChord(locate);
  const colSideM = chord(width / 2, height / 2, 0.5, 0);
  const rowSideM = chord(width / 2, height / 2, 0, 0.5);
  const largestHalf = geographic ? HALF_SPAN_DEG : Number.POSITIVE_INFINITY;
  return {
    colSideM,
    rowSideM,
    colHalfPx: Math.min(HALF_SPAN_M / colSideM, largestHalf / Math.hypot(a, d)),
    rowHalfPx: Math.min(HALF_SPAN_M / rowSideM, largestHalf / Math.hypot(b, e)),
  };
}

/**
 * Geodesic length in metres of a closed ring of lattice corners (col, row pairs, last not repeated) with edges along
 * rows and columns. An edge has the same length from both sides.
 */
export function createRingLength(scene: GroundScene, position: GroundPosition): (ring: Int32Array) => number {
  const { width, height } = scene;
  const span = pixelSpan(scene, position);
  const lattice = createSmoothLattice({
    width,
    height,
    fields: 2,
    evaluate: position.linear ? linearSides(scene, position) : measuredSides(position, span),
    isClose: (got, want) => Math.abs(got - want) <= 1e-9 * want,
  });
  const value = new Float64Array(2);
  const at = [
    (col: number, row: number): number => {
      lattice.sample(col, row, value);
      return value[0];
    },
    (row: number, col: number): number => {
      lattice.sample(col, row, value);
      return value[1];
    },
  ] as const;
  const rules = [edgeRule(span.colSideM), edgeRule(span.rowSideM)] as const;

  return (ring) => {
    let sum = 0;
    let col = ring[ring.length - 2];
    let row = ring[ring.length - 1];
    for (let i = 0; i < ring.length; i += 2) {
      const toCol = ring[i];
      const toRow = ring[i + 1];
      if (toRow === row) sum += rules[0](at[0], Math.min(col, toCol), Math.max(col, toCol), row);
      else sum += rules[1](at[1], Math.min(row, toRow), Math.max(row, toRow), col);
      col = toCol;
      row = toRow;
    }
    return sum;
  };
}

/** Metres per pixel along a row and along a column, where longitude and latitude are linear in both. */
function linearSides({ affine: [a, b, , d, e] }: GroundScene, { locate }: GroundPosition): Evaluate {
  return (col, row, out) => {
    locate(col, row, out);
    const latDeg = out[1];
    out[0] = arcM(latDeg, a, d);
    out[1] = arcM(latDeg, b, e);
  };
}

/** Metres per pixel about a position, measured through the projection by chords of two sizes (Richardson). */
export function createStep(locate: GroundPosition['locate']) {
  const chord = createChord(locate);
  return (col: number, row: number, halfCol: number, halfRow: number): number => {
    const metres = (4 * chord(col, row, halfCol / 2, halfRow / 2) - chord(col, row, halfCol, halfRow)) / 3;
    return Number.isFinite(metres) ? metres : chord(col, row, Math.min(0.5, halfCol), Math.min(0.5, halfRow));
  };
}

/** The same, measured. */
function measuredSides({ locate }: GroundPosition, { colHalfPx, rowHalfPx }: PixelSpan): Evaluate {
  const side = createStep(locate);
  return (col, row, out) => {
    out[0] = side(col, row, colHalfPx, 0);
    out[1] = side(col, row, 0, rowHalfPx);
  };
}

type EdgeLength = (at: (along: number, across: number) => number, from: number, to: number, across: number) => number;

/** Integrates the side's length over an edge: Gauss's rule on equal pieces, counted from the edge's lower end. */
function edgeRule(sideM: number): EdgeLength {
  const midpointPx = MIDPOINT_MAX_M / sideM;
  const piecePx = Math.max(1, Math.min(PIECE_MAX_PX, PIECE_MAX_M / sideM));
  return (at, from, to, across) => {
    const lengthPx = to - from;
    if (lengthPx <= midpointPx) return lengthPx * at((from + to) / 2, across);
    const count = Math.ceil(lengthPx / piecePx);
    const piece = lengthPx / count;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const middle = from + (k + 0.5) * piece;
      const ends = at(middle - GAUSS_OFFSET * piece, across) + at(middle + GAUSS_OFFSET * piece, across);
      sum += (5 * ends + 8 * at(middle, across)) / 18;
    }
    return sum * piece;
  };
}

/** Metres per pixel between two positions on either side of one, straight through the Earth. */
export function createChord(locate: GroundPosition['locate']) {
  const lonLat = new Float64Array(2);
  const p = new Float64Array(6);
  return (col: number, row: number, halfCol: number, halfRow: number): number => {
    locate(col + halfCol, row + halfRow, lonLat);
    geocentricVector(lonLat[0], lonLat[1], p, 0);
    locate(col - halfCol, row - halfRow, lonLat);
    geocentricVector(lonLat[0], lonLat[1], p, 3);
    return Math.hypot(p[0] - p[3], p[1] - p[4], p[2] - p[5]) / (2 * (halfCol + halfRow));
  };
}
