import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIsodataThreshold } from '../../../src/segment/methods/isodata.js';
import { findLiThreshold } from '../../../src/segment/methods/li.js';
import { findTriangleThreshold } from '../../../src/segment/methods/triangle.js';
import { findYenThreshold } from '../../../src/segment/methods/yen.js';
import { columnsOf, createMethod, fitParams } from '../support/methods.js';

type Histogram = { counts: Float64Array; centers: Float64Array };

/** As of whole numbers: the first and the last bin are filled. */
const histogram = fc
  .tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 40 }),
  )
  .map(([first, middle, last]): Histogram => {
    const counts = Float64Array.of(first, ...middle, last);
    return { counts, centers: counts.map((_, i) => i + 5) };
  });

function meansOf({ counts, centers }: Histogram, threshold: number): [lower: number, upper: number] {
  const mean = (holds: (value: number) => boolean) => {
    const kept = [...counts.keys()].filter((i) => holds(centers[i]));
    const total = kept.reduce((sum, i) => sum + counts[i], 0);
    return kept.reduce((sum, i) => sum + counts[i] * centers[i], 0) / total;
  };
  return [mean((value) => value <= threshold), mean((value) => value > threshold)];
}

const rules = {
  li: findLiThreshold,
  triangle: findTriangleThreshold,
  yen: findYenThreshold,
  isodata: findIsodataThreshold,
};

describe.each(Object.entries(rules))('%s', (rule, find) => {
  it('lies between the least value and the greatest', () => {
    fc.assert(
      fc.property(histogram, (h) => {
        const threshold = find(h);
        expect(threshold).toBeGreaterThanOrEqual(h.centers[0]);
        expect(threshold).toBeLessThanOrEqual(h.centers[h.centers.length - 1]);
      }),
    );
  });

  it('is the value itself where there is but one', () => {
    expect(find({ counts: Float64Array.of(7), centers: Float64Array.of(3) })).toBe(3);
  });

  it('puts the threshold in the lower class, holds to its limits, and gives nodata no class', async () => {
    const column = Uint8Array.of(1, 2, 2, 3, 90, 91, 92, 93, 94, 255);
    const scene = columnsOf(10, [column], Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0));
    const segmenter = createMethod({ method: 'auto-threshold', band: 1, rule });
    const { threshold } = fitParams(segmenter, scene);
    const classes = await segmenter.predict(scene, { threshold });
    expect([...classes]).toEqual([...column.subarray(0, 9)].map((value) => 1 + Number(value > threshold)).concat(0));
    const limited = createMethod({ method: 'auto-threshold', band: 1, rule, min: 92.5 });
    expect(fitParams(limited, scene)).toEqual({ threshold: Math.max(92.5, threshold), found: threshold });
  });
});

describe('what the rules promise', () => {
  it('isodata: half-way between the means of both sides, to within a bin', () => {
    fc.assert(
      fc.property(histogram, (h) => {
        const threshold = findIsodataThreshold(h);
        const [lower, upper] = meansOf(h, threshold);
        expect(Math.abs((lower + upper) / 2 - threshold)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('yen: no level has a greater criterion', () => {
    fc.assert(
      fc.property(histogram, (h) => {
        const total = h.counts.reduce((sum, count) => sum + count, 0);
        const shares = [...h.counts].map((count) => count / total);
        const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
        const square = (values: number[]) => sum(values.map((value) => value * value));
        const criterion = (i: number) => {
          const [below, above] = [shares.slice(0, i + 1), shares.slice(i + 1)];
          return -Math.log(square(below) * square(above)) + 2 * Math.log(sum(below) * sum(above));
        };
        const greatest = Math.max(...shares.slice(0, -1).map((_, i) => criterion(i)));
        expect(criterion(h.centers.indexOf(findYenThreshold(h)))).toBeCloseTo(greatest, 9);
      }),
    );
  });

  it('triangle: the level farthest below the line from the peak to the longer tail', () => {
    //                               peak at 6, tail to 14, corner at 8
    const counts = Float64Array.of(5, 100, 30, 10, 4, 4, 3, 3, 2, 1);
    const centers = counts.map((_, i) => i + 5);
    expect(findTriangleThreshold({ counts, centers })).toBe(8);
    const turned = { counts: counts.toReversed(), centers };
    expect(findTriangleThreshold(turned)).toBe(11);
  });

  it('li: t = (μ₀ − μ₁) / (ln μ₀ − ln μ₁), counted from the least value, to within half a bin', () => {
    const counts = Float64Array.of(9, 30, 60, 30, 8, 3, 1, 2, 6, 20, 45, 20, 7);
    const h = { counts, centers: counts.map((_, i) => i) };
    const threshold = findLiThreshold(h);
    const [lower, upper] = meansOf(h, threshold);
    expect(Math.abs((lower - upper) / (Math.log(lower) - Math.log(upper)) - threshold)).toBeLessThanOrEqual(0.5);
  });
});
