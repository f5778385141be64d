import { arcM } from './authalic.js';
import { createStep, MIDPOINT_MAX_M, type PixelSpan, pixelSpan } from './ground-lengths.js';
import type { GroundPosition, GroundScene } from './ground-position.js';
import { createSmoothLattice, type Evaluate } from './smooth-lattice.js';

/** Lengths on the ground about a place: the square of a lattice step's, in m², is `e·dx² + 2·f·dx·dy + g·dy²`. */
export interface Metric {
  e: number;
  f: number;
  g: number;
}

export interface GroundMetric {
  /** At a lattice position, fractions allowed. */
  metricAt(col: number, row: number): Metric;
  /**
   * Geodesic length in metres of a way of lattice positions (col, row pairs, fractions allowed), straight in the scene
   * between them.
   */
  pathLengthM(path: Float64Array): number;
}

/** Pieces of a way that are measured at three points. */
const PIECE_MAX_PX = 64;
const PIECE_MAX_M = 20_000;
const GAUSS_OFFSET = Math.sqrt(0.6) / 2;

/** Lengths along slanted lines, from those of three steps: along rows, along columns, and along both. */
export function createGroundMetric(scene: GroundScene, position: GroundPosition): GroundMetric {
  const span = pixelSpan(scene, position);
  const largestSideM = Math.max(span.colSideM, span.rowSideM);
  const value = new Float64Array(3);
  let sample: Evaluate = (col, row, out) => {
    // Made at the first need: most runs draw along rows and columns only.
    sample = createSmoothLattice({
      width: scene.width,
      height: scene.height,
      fields: 3,
      evaluate: position.linear ? linearSteps(scene, position) : measuredSteps(position, span),
      isClose: (got, want) => Math.abs(got - want) <= 1e-9 * want,
    }).sample;
    sample(col, row, out);
  };
  const metricAt = (col: number, row: number): Metric => {
    sample(col, row, value);
    const [alongM, downM, acrossM] = value;
    const e = alongM * alongM;
    const g = downM * downM;
    return { e, f: (acrossM * acrossM - e - g) / 2, g };
  };
  const stepM = (col: number, row: number, dx: number, dy: number): number => {
    const { e, f, g } = metricAt(col, row);
    return Math.sqrt(Math.max(0, e * dx * dx + 2 * f * dx * dy + g * dy * dy));
  };

  /** Integrates over the line from (col, row) to (col + dx, row + dy), by Gauss's rule on equal pieces. */
  function lineM(col: number, row: number, dx: number, dy: number): number {
    const longestPx = Math.max(Math.abs(dx), Math.abs(dy));
    if (longestPx * largestSideM <= MIDPOINT_MAX_M) return stepM(col + dx / 2, row + dy / 2, dx, dy);
    const count = Math.ceil(longestPx / Math.max(1, Math.min(PIECE_MAX_PX, PIECE_MAX_M / largestSideM)));
    let sum = 0;
    for (let k = 0; k < count; k++) {
      for (const offset of [-GAUSS_OFFSET, 0, GAUSS_OFFSET]) {
        const t = (k + 0.5 + offset) / count;
        sum += (offset === 0 ? 8 : 5) * stepM(col + t * dx, row + t * dy, dx, dy);
      }
    }
    return sum / (18 * count);
  }

  return {
    metricAt,
    pathLengthM(path) {
      let sum = 0;
      for (let i = 2; i < path.length; i += 2) {
        sum += lineM(path[i - 2], path[i - 1], path[i] - path[i - 2], path[i + 1] - path[i - 1]);
      }
      return sum;
    },
  };
}

/** Lengths of three steps where longitude and latitude are linear in columns and rows. */
function linearSteps({ affine: [a, b, , d, e] }: GroundScene, { locate }: GroundPosition): Evaluate {
  return (col, row, out) => {
    locate(col, row, out);
    const latDeg = out[1];
    out[0] = arcM(latDeg, a, d);
    out[1] = arcM(latDeg, b, e);
    out[2] = arcM(latDeg, a + b, d + e);
  };
}

/** The same, measured. */
function measuredSteps({ locate }: GroundPosition, { colHalfPx, rowHalfPx }: PixelSpan): Evaluate {
  const step = createStep(locate);
  const bothHalfPx = Math.min(colHalfPx, rowHalfPx);
  return (col, row, out) => {
    out[0] = step(col, row, colHalfPx, 0);
    out[1] = step(col, row, 0, rowHalfPx);
    // A chord is counted per column and per row: this one has as many of both.
    out[2] = 2 * step(col, row, bothHalfPx, bothHalfPx);
  };
}
