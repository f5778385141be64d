import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapClasses, measureAgreement } from '../../src/sample/agreement.js';
import { TRUTH, TRUTH_LEGEND } from '../../src/sample/spectra.js';
import { zoneMapping, zonesOfNdvi } from '../../src/sample/zones.js';

const mapping = [
  { name: 'water', predicted: [1], truth: [TRUTH.water] },
  { name: 'green', predicted: [2, 3], truth: [TRUTH.trees, TRUTH.grass] },
];

describe('measureAgreement', () => {
  it('counts by hand', () => {
    //                      water water green green green
    const truth = Uint8Array.of(1, 1, 2, 6, 6, 0, 8, 9, 7);
    const mask = Uint8Array.of(1, 2, 2, 3, 0, 1, 1, 1, 1);
    const agreement = measureAgreement(mask, truth, mapping);
    expect(agreement).toMatchObject({ comparedPixels: 5, cloudPixels: 1, shadowPixels: 1, unansweredPixels: 1 });
    expect(agreement.overallAccuracy).toBeCloseTo(3 / 5, 12);
    expect(agreement.classes[0]).toEqual({ name: 'water', truePixels: 2, predictedPixels: 1, agreed: 1, iou: 1 / 2 });
    expect(agreement.classes[1]).toEqual({ name: 'green', truePixels: 3, predictedPixels: 3, agreed: 2, iou: 2 / 4 });
  });

  it('is 1 for the truth itself, and does not depend on the order of the pixels', () => {
    const same = [1, 2, 6].map((id) => ({ name: String(id), predicted: [id], truth: [id] }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 2, 6), fc.constantFrom(0, 1, 2, 6)), { minLength: 1 }),
        (pairs) => {
          const truth = Uint8Array.from(pairs, (pair) => pair[0]);
          const mask = Uint8Array.from(pairs, (pair) => pair[1]);
          expect(measureAgreement(truth, truth, same).overallAccuracy).toBe(1);
          expect(measureAgreement(mask, truth, same)).toEqual(
            measureAgreement(mask.toReversed(), truth.toReversed(), same),
          );
        },
      ),
    );
  });

  it('says null where a class occurs nowhere, and refuses masks of another size', () => {
    expect(measureAgreement(Uint8Array.of(1), Uint8Array.of(1), mapping).classes[1]!.iou).toBeNull();
    expect(() => measureAgreement(new Uint8Array(2), new Uint8Array(3), mapping)).toThrow(/wanted 3 pixels, got 2/);
  });
});

describe('mapClasses', () => {
  it('pairs legends by name and drops classes without a partner', () => {
    const legend = [
      { id: 4, name: 'Water', color: '#0000ff' },
      { id: 5, name: 'Snow', color: '#ffffff' },
    ];
    const meanings = {
      water: { predicted: ['water'], truth: ['water'] },
      snow: { predicted: ['snow'], truth: ['snow'] },
    };
    expect(mapClasses(meanings, legend, TRUTH_LEGEND)).toEqual([
      { name: 'water', predicted: [4], truth: [TRUTH.water] },
    ]);
  });
});

describe('zonesOfNdvi', () => {
  const truthOf = (classes: number[], ndvi: number[]) => ({
    legend: TRUTH_LEGEND,
    classes: Uint8Array.from(classes),
    ndvi: Float32Array.from(ndvi),
  });

  it('puts a value on a limit into the upper zone, and keeps nodata, cloud and shadow', () => {
    const truth = truthOf([0, 1, 3, 3, 3, 2, 8, 9], [Number.NaN, -1, 0.25, 0.4, 0.5, 1, 0.9, 0.9]);
    expect([...zonesOfNdvi(truth, [0.25, 0.5])]).toEqual([0, 1, 2, 2, 3, 3, 8, 9]);
  });

  it('agrees fully with itself by name', () => {
    const zones = zonesOfNdvi(truthOf([3, 3, 3, 8], [0.1, 0.3, 0.8, 0.8]), [0.25, 0.5]);
    const agreement = measureAgreement(zones, zones, zoneMapping(['low', 'middle', 'high']));
    expect(agreement).toMatchObject({ overallAccuracy: 1, comparedPixels: 3, cloudPixels: 1 });
  });

  it('refuses limits that do not rise, and too many', () => {
    expect(() => zonesOfNdvi(truthOf([3], [0.5]), [0.5, 0.5])).toThrow(/rising/);
    expect(() => zonesOfNdvi(truthOf([3], [0.5]), [1, 2, 3, 4, 5, 6, 7])).toThrow(/at most 6/);
  });
});
