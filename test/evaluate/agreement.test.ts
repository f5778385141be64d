import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureAgreement } from '../../src/evaluate/agreement.js';

describe('agreement', () => {
  it('of a small table, by hand', () => {
    // Kappa: accuracy 0.7, by chance (25 · 30 + 25 · 20) / 50² = 0.5.
    const { overallAccuracy, kappa, meanIou, meanF1, classes } = measureAgreement([
      [20, 5],
      [10, 15],
    ]);
    expect(overallAccuracy).toBe(0.7);
    expect(kappa).toBeCloseTo(0.4, 12);
    expect(classes[0]).toEqual({
      ...{ truth: 25, mapped: 30, agreed: 20, precision: 20 / 30, recall: 20 / 25, f1: 40 / 55, iou: 20 / 35 },
    });
    expect(meanIou).toBeCloseTo((20 / 35 + 15 / 30) / 2, 12);
    expect(meanF1).toBeCloseTo((40 / 55 + 30 / 45) / 2, 12);
  });

  it('of one class alone has no kappa', () => {
    expect(measureAgreement([[7]])).toMatchObject({ overallAccuracy: 1, kappa: null, meanIou: 1 });
  });

  it('tells what cannot be divided by null, and leaves it out of means', () => {
    const { classes, meanIou } = measureAgreement([
      [3, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(classes[1]).toMatchObject({ precision: null, recall: null, f1: null, iou: null });
    expect(classes[2]).toMatchObject({ precision: 0, recall: null, f1: 0, iou: 0 });
    expect(meanIou).toBe((3 / 4 + 0) / 2);
  });

  it('is whole where every count lies on the diagonal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 6 }), (counts) => {
        const table = counts.map((count, i) => counts.map((_, j) => (i === j ? count : 0)));
        const found = measureAgreement(table);
        expect([found.overallAccuracy, found.meanIou, found.meanF1]).toEqual([1, 1, 1]);
        expect(found.kappa).toBeCloseTo(1, 9);
      }),
    );
  });
});
