import fc from 'fast-check';
import { coverWindow, FULL, type ZoneRule } from '../../../src/vectorize/zonal/coverage.js';
import { type Edges, orientEdges } from '../../../src/vectorize/zonal/orient-edges.js';

/** A simple polygon around a centre: a vertex per angle, so that its edges never cross. */
export function starPolygon(options: { x: number; y: number; radii: readonly number[] }): Float64Array {
  const { x, y, radii } = options;
  const ring = new Float64Array(2 * radii.length);
  radii.forEach((radius, i) => {
    const angle = (2 * Math.PI * i) / radii.length;
    ring[2 * i] = x + radius * Math.cos(angle);
    ring[2 * i + 1] = y + radius * Math.sin(angle);
  });
  return ring;
}

export const star = fc
  .record({
    x: fc.double({ min: -2, max: 22, noNaN: true }),
    y: fc.double({ min: -2, max: 18, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.3, max: 9, noNaN: true }), { minLength: 3, maxLength: 14 }),
  })
  .map(starPolygon);

/** Signed area of a ring of x, y pairs (shoelace). */
export function shoelace(ring: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    sum += ring[i] * ring[j + 1] - ring[j] * ring[i + 1];
  }
  return sum / 2;
}

export const reversed = (ring: Float64Array): Float64Array => {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) out.set(ring.subarray(i, i + 2), ring.length - 2 - i);
  return out;
};

export interface Box {
  col: number;
  row: number;
  width: number;
  height: number;
}

/** Covered units of every pixel of a window, not clamped. */
export function unitsOf(edges: Edges, window: Box, rule: ZoneRule = 'fraction'): number[] {
  const { width, height } = window;
  const out = new Int32Array((width + 1) * height);
  coverWindow(edges, rule, window, out);
  const units: number[] = [];
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum = (sum + out[y * (width + 1) + x]) | 0;
      units.push(sum);
    }
  }
  return units;
}

export const fractionsOf = (rings: Float64Array[], window: Box, rule: ZoneRule = 'fraction'): number[] =>
  unitsOf(orientEdges(rings, 1e-9), window, rule).map((units) => units / FULL);

export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
