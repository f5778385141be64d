import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Estimate, estimateStratified } from '../../src/evaluate/stratified-estimate.js';

/** Rows of the map's classes, as the paper prints them, to rows of true classes. */
const transpose = (rows: number[][]): number[][] => rows[0].map((_, column) => rows.map((row) => row[column]));

const margin = ({ standardError }: Estimate): number => 1.96 * standardError!;

describe('the worked example of Olofsson et al. (2014), table 8', () => {
  // Deforestation, forest gain, stable forest, stable non-forest; pixels of 30 m.
  const sample = transpose([
    [66, 0, 5, 4],
    [0, 55, 8, 12],
    [1, 0, 153, 11],
    [2, 1, 9, 313],
  ]);
  const mappedPixels = [200_000, 150_000, 3_200_000, 6_450_000];
  const totalHa = 10_000_000 * 0.09;
  const estimate = estimateStratified(sample, mappedPixels);

  it('gives its accuracies with their intervals', () => {
    const rounded = (one: Estimate | null) => [one!.value.toFixed(2), margin(one!).toFixed(2)];
    expect(rounded(estimate.overallAccuracy)).toEqual(['0.95', '0.02']);
    expect(estimate.classes.map(({ precision }) => rounded(precision))).toEqual([
      ['0.88', '0.07'],
      ['0.73', '0.10'],
      ['0.93', '0.04'],
      ['0.96', '0.02'],
    ]);
    expect(estimate.classes.map(({ recall }) => rounded(recall)[0])).toEqual(['0.75', '0.85', '0.93', '0.96']);
    expect(rounded(estimate.classes[0].recall)).toEqual(['0.75', '0.21']);
  });

  it('gives its areas in hectares: 18,000 ha mapped as deforestation are estimated to be 21,158 ± 6,158', () => {
    const [deforestation, gain] = estimate.classes.map(({ share }) => share);
    expect(deforestation.value * totalHa).toBeCloseTo(21_158, -1);
    expect(Math.abs(margin(deforestation) * totalHa - 6_158)).toBeLessThan(2);
    expect(gain.value * totalHa).toBeCloseTo(11_686, 0);
    expect(Math.abs(margin(gain) * totalHa - 3_756)).toBeLessThan(2);
  });
});

describe('a stratified estimate', () => {
  it('adds up to the whole map, and is the mapped share where all agree', () => {
    const positive = fc.integer({ min: 2, max: 1000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 6 }), (pairs) => {
        const counts = pairs.map(([count], i) => pairs.map((_, j) => (i === j ? count : 0)));
        const weights = pairs.map(([, weight]) => weight);
        const total = weights.reduce((a, b) => a + b);
        const { classes } = estimateStratified(counts, weights);
        classes.forEach(({ share, precision, recall }, i) => {
          expect(share.value).toBeCloseTo(weights[i] / total, 12);
          expect([share.standardError, precision!.value, recall!.value]).toEqual([0, 1, 1]);
        });
      }),
    );
  });

  it('has no error where a class has a sample of one, and leaves out classes without any', () => {
    const { classes, unsampled, overallAccuracy } = estimateStratified(
      [
        [1, 2, 0],
        [0, 5, 0],
        [0, 0, 0],
      ],
      [10, 30, 60],
    );
    expect(overallAccuracy).toMatchObject({ standardError: null, low: null });
    expect(overallAccuracy.value).toBeCloseTo(0.25 + (0.75 * 5) / 7, 12);
    expect(classes[1].precision!.standardError).toBeGreaterThan(0);
    expect(classes[2].precision).toBeNull();
    expect(unsampled).toEqual([2]);
  });
});
