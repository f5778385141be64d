import { describe, expect, it } from 'vitest';
import { createLattice } from '../../../../src/segment/onnx/network/lattice.js';
import { createBlend, sideWeights } from '../../../../src/segment/onnx/network/seams.js';
import type { Patch } from '../../../../src/segment/onnx/network/spec.js';

const BLENDED = ['uniform', 'cosine', 'gaussian'] as const;
const patchPx = 8;
const lattice = createLattice({ width: 20, height: 13 }, { patchPx, overlapPx: 2 });
const window = { col: 0, row: 0, width: 20, height: 13 };
const patches = lattice.patchesOver(window, 'seen');

const scoresOf = (scoreOf: (x: number, y: number, k: number) => number, { window: seen }: Patch) => ({
  width: patchPx,
  height: patchPx,
  scores: Float32Array.from({ length: 2 * patchPx * patchPx }, (_, i) => {
    const at = i % (patchPx * patchPx);
    return scoreOf(seen.col + (at % patchPx), seen.row + Math.floor(at / patchPx), Math.floor(i / (patchPx * patchPx)));
  }),
});

const blendOver = (policy: (typeof BLENDED)[number], over = window) =>
  createBlend(over, { policy, patchPx, classCount: 2 });

describe('blended seams', () => {
  it('weigh every pixel, symmetrically, the middle most', () => {
    for (const policy of BLENDED) {
      for (const side of [1, 2, 7, 256]) {
        const weights = sideWeights(policy, side);
        expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
        weights.forEach((weight, i) => {
          expect(weight).toBeCloseTo(weights[side - 1 - i], 12);
        });
        expect(Math.max(...weights)).toBe(weights[Math.floor(side / 2)]);
      }
    }
    expect(sideWeights('gaussian', 256)[96]).toBeCloseTo(Math.exp(-0.5 * (31.5 / 32) ** 2), 12);
    expect(sideWeights('cosine', 4)[1]).toBeCloseTo(Math.sin((Math.PI * 3) / 8) ** 2, 12);
  });

  it('give what all patches agree on', () => {
    for (const policy of BLENDED) {
      const blend = blendOver(policy);
      const scoreOf = (x: number, y: number, k: number) => (k === 0 ? x / 32 : y / 16);
      for (const patch of patches) blend.add(patch, scoresOf(scoreOf, patch));
      const { scores } = blend.finish();
      scores.forEach((score, i) => {
        const at = i % 260;
        expect(score).toBeCloseTo(scoreOf(at % 20, Math.floor(at / 20), Math.floor(i / 260)), 6);
      });
    }
  });

  it('give means with weights that add up to 1', () => {
    for (const policy of BLENDED) {
      const blend = blendOver(policy);
      const weights = sideWeights(policy, patchPx);
      patches.forEach((patch) => {
        blend.add(
          patch,
          scoresOf((_, __, k) => (k === 0 ? patch.index : 1), patch),
        );
      });
      const { scores } = blend.finish();
      expect(scores.subarray(260).every((one) => Math.abs(one - 1) < 1e-6)).toBe(true);
      const [x, y] = [7, 5];
      let [sum, total] = [0, 0];
      for (const { index, window: seen } of patches) {
        const [dx, dy] = [x - seen.col, y - seen.row];
        if (dx < 0 || dy < 0 || dx >= patchPx || dy >= patchPx) continue;
        sum += weights[dx] * weights[dy] * index;
        total += weights[dx] * weights[dy];
      }
      expect(scores[y * 20 + x]).toBeCloseTo(sum / total, 5);
    }
  });

  it('leave out what a patch does not say, and say nothing where none does', () => {
    const blend = blendOver('cosine');
    for (const patch of patches) {
      const isFirst = patch.index === 0;
      blend.add(
        patch,
        scoresOf((x) => (x === 0 || isFirst ? Number.NaN : 0.25), patch),
      );
    }
    const { scores } = blend.finish();
    expect(scores[0]).toBeNaN();
    // Only the first patch sees the second pixel.
    expect(scores[1]).toBeNaN();
    expect(scores[5]).toBe(0.25);
  });

  it('are the same bits over any window', () => {
    const part = { col: 3, row: 4, width: 11, height: 6 };
    for (const policy of BLENDED) {
      const [whole, cut] = [blendOver(policy), blendOver(policy, part)];
      for (const patch of patches) {
        const scores = scoresOf((x, y, k) => Math.sin(x + 3 * y + 5 * k + patch.index), patch);
        whole.add(patch, scores);
        cut.add(patch, scores);
      }
      const [all, some] = [whole.finish().scores, cut.finish().scores];
      some.forEach((score, i) => {
        const at = i % 66;
        const from = Math.floor(i / 66) * 260 + (4 + Math.floor(at / 11)) * 20 + 3 + (at % 11);
        expect(score).toBe(all[from]);
      });
    }
  });
});
