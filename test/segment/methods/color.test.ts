import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ciede2000 } from '../../../src/segment/color/ciede2000.js';
import { toHsv } from '../../../src/segment/color/hsv.js';
import { linearToLab, lookUpLinear, toLinear } from '../../../src/segment/color/lab.js';
import { findMethod } from '../../../src/segment/methods/list.js';
import type { SegmenterOptions } from '../../../src/segment/segmenter.js';
import { columnsOf, createMethod, fitParams } from '../support/methods.js';

/** Red, orange, green, blue, violet-red and grey; then a pixel without data. */
const COLORS = ['#ff0000', '#ff8000', '#00ff00', '#0000ff', '#ff0040', '#808080', '#ffffff'];
const bytes = [1, 3, 5].map((at) => Uint8Array.from(COLORS, (color) => Number.parseInt(color.slice(at, at + 2), 16)));
const columns = columnsOf(7, bytes, Uint8Array.from([1, 1, 1, 1, 1, 1, 0]));

function classify(options: SegmenterOptions, shown = columns): number[] {
  const method = createMethod(options, 3);
  return [...(method.predict(shown, fitParams(method, columns)) as Uint8Array)];
}

describe('color-range', () => {
  const red = { class: 1, space: 'hsv', hue: [340, 20], saturation: [0.5, 1] };
  const green = { class: 2, space: 'hsv', hue: [90, 150], saturation: [0.5, 1], value: [0.5, 1] };

  it('takes the first range that fits, over 0 degrees too, and a class for the rest', () => {
    expect(classify({ method: 'color-range', rules: [red, green] })).toEqual([1, 3, 2, 3, 1, 3, 0]);
    const all = { class: 7, space: 'rgb' };
    expect(classify({ method: 'color-range', rules: [red, all, green], rest: 9 })).toEqual([1, 7, 7, 7, 1, 7, 0]);
  });

  it('looks at red, green and blue, and at Lab', () => {
    const bright = { class: 1, space: 'rgb', red: [0.9, 1] };
    expect(classify({ method: 'color-range', rules: [bright] })).toEqual([1, 1, 2, 2, 1, 2, 0]);
    const grey = { class: 1, space: 'lab', a: [-5, 5], b: [-5, 5] };
    expect(classify({ method: 'color-range', rules: [grey] })).toEqual([2, 2, 2, 2, 2, 1, 0]);
  });

  it('sees the same colours in bytes and in shares of 255', () => {
    const shares = columnsOf(
      7,
      bytes.map((column) => Float32Array.from(column, (value) => value / 255)),
      columns.valid,
    );
    const method = createMethod({ method: 'color-range', rules: [red, green] }, 3);
    expect([...(method.predict(shares, fitParams(method, shares)) as Uint8Array)]).toEqual([1, 3, 2, 3, 1, 3, 0]);
  });

  it('names its classes, and wants one for the rest', () => {
    const { options, classIds } = findMethod('color-range')!;
    const parsed = options.parse({ method: 'color-range', rules: [red, green] }) as SegmenterOptions;
    expect(classIds(parsed)).toEqual([1, 2, 3]);
    expect(options.safeParse({ method: 'color-range', rules: [{ ...red, class: 255 }] }).success).toBe(false);
    expect(options.safeParse({ method: 'color-range', rules: [{ ...red, value: [1, 0] }] }).success).toBe(false);
  });
});

describe('color-distance', () => {
  const colors = [
    { class: 1, color: '#f01010' },
    { class: 2, color: '#10e010' },
    { class: 3, color: '#2020ff' },
  ];

  it.each(['cie76', 'ciede2000'])('gives the nearest colour, by %s', (distance) => {
    const classes = classify({ method: 'color-distance', colors, distance });
    expect([classes[0], classes[2], classes[3], classes[6]]).toEqual([1, 2, 3, 0]);
    const near = classify({ method: 'color-distance', colors, distance, maxDistance: 20 });
    expect([near[0], near[2], near[5], near[6]]).toEqual([1, 2, 4, 0]);
  });

  it('takes colours in Lab, and the first of two as near', () => {
    const twice = [53.24, 80.09, 67.2];
    const choice = [
      { class: 5, color: twice },
      { class: 6, color: twice },
    ];
    expect(classify({ method: 'color-distance', colors: choice })[0]).toBe(5);
  });
});

describe('colours', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const out = new Float64Array(3);

  it('grey has no hue and no a and b', () => {
    fc.assert(
      fc.property(share, (value) => {
        toHsv(value, value, value, out);
        expect([...out]).toEqual([0, 0, value]);
        linearToLab(value, value, value, out);
        expect(Math.abs(out[1]) + Math.abs(out[2])).toBeLessThan(0.01);
      }),
    );
  });

  it('light that is looked up is the light that is computed', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 3, noNaN: true }), (value) => {
        expect(Math.abs(lookUpLinear(value) - toLinear(value))).toBeLessThan(2e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('CIEDE2000 is the same both ways, and 0 for the same colour', () => {
    const lab = fc.tuple(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: -120, max: 120, noNaN: true }),
      fc.double({ min: -120, max: 120, noNaN: true }),
    );
    fc.assert(
      fc.property(lab, lab, (one, other) => {
        expect(ciede2000(one, other)).toBeCloseTo(ciede2000(other, one), 9);
        expect(ciede2000(one, one)).toBe(0);
      }),
    );
  });

  it('CIEDE2000 gives what its paper prints', () => {
    // Table 1 of Sharma, Wu and Dalal (2005): pairs 1, 7, 17 and 34.
    expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
    expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
    expect(ciede2000([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
  });
});
