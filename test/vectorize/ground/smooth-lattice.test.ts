import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSmoothLattice, type SmoothFunction } from '../../../src/vectorize/ground/smooth-lattice.js';

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9;
const wave = (col: number, row: number): number => Math.sin(col / 9000) * Math.cos(row / 7000) + col / 1000;

function functionOf(at: (col: number, row: number) => number, counter = { calls: 0 }): SmoothFunction {
  const evaluate: SmoothFunction['evaluate'] = (col, row, out) => {
    counter.calls++;
    out[0] = at(col, row);
    out[1] = -out[0];
  };
  return { width: 3000, height: 2500, fields: 2, evaluate, isClose };
}

const position = fc.record({ col: fc.integer({ min: 0, max: 6000 }), row: fc.integer({ min: 0, max: 5000 }) });

describe('smooth lattice', () => {
  it('gives the function, by far fewer evaluations than answers', () => {
    const counter = { calls: 0 };
    const lattice = createSmoothLattice(functionOf(wave, counter));
    const out = new Float64Array(2);
    let worst = 0;
    for (let row = 0; row <= 2500; row += 5) {
      for (let col = 0; col <= 3000; col += 5) {
        lattice.sample(col, row, out);
        worst = Math.max(worst, Math.abs(out[0] - wave(col, row)), Math.abs(out[0] + out[1]));
      }
    }
    expect(worst).toBeLessThan(1e-9);
    expect(counter.calls).toBeLessThan((501 * 601) / 2);
  });

  it('takes a wider step for a smoother function', () => {
    const line = createSmoothLattice(functionOf((col, row) => col + row / 7));
    const ripple = createSmoothLattice(functionOf((col) => Math.sin(col / 20)));
    expect(line.stepPx).toBe(128);
    expect(ripple.stepPx).toBe(4);
  });

  it('answers by position alone, bit for bit', () => {
    const used = createSmoothLattice(functionOf(wave));
    const a = new Float64Array(2);
    const b = new Float64Array(2);
    fc.assert(
      fc.property(fc.array(position, { minLength: 1, maxLength: 5 }), (positions) => {
        const fresh = createSmoothLattice(functionOf(wave));
        for (const { col, row } of positions) {
          used.sample(col / 2, row / 2, a);
          fresh.sample(col / 2, row / 2, b);
          expect([...a]).toEqual([...b]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('evaluates one by one around a kink, and where the function ends', () => {
    const kinked = (col: number, row: number): number => Math.abs(col - 1234.5) + (row > 2400 ? Number.NaN : row);
    const lattice = createSmoothLattice(functionOf(kinked));
    const out = new Float64Array(2);
    for (let col = 1200; col < 1270; col += 0.5) {
      lattice.sample(col, 1000, out);
      expect(out[0]).toBeCloseTo(kinked(col, 1000), 8);
    }
    lattice.sample(10, 2399, out);
    expect(out[0]).toBe(kinked(10, 2399));
  });

  it('writes a row as cubics', () => {
    const lattice = createSmoothLattice(functionOf(wave));
    const [k, out] = [new Float64Array(4), new Float64Array(2)];
    for (const cell of [0, 3, 7]) {
      expect(lattice.rowCubic(cell, 77.5, k)).toBe(true);
      for (const t of [0, 0.25, 0.5, 0.875]) {
        lattice.sample((cell + t) * lattice.stepPx, 77.5, out);
        expect(k[0] + t * (k[1] + t * (k[2] + t * k[3]))).toBeCloseTo(out[0], 13);
      }
    }
  });
});
