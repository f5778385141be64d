import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/errors.js';
import { checkReflectance } from '../../../../src/segment/onnx/network/check-values.js';
import type { Columns } from '../../../../src/segment/segmenter.js';

const sampleOf = (values: number[], valid: number[] | null = null): Columns => ({
  length: values.length,
  values: [Float32Array.from(values), Float32Array.from(values)],
  valid: valid && Uint8Array.from(valid),
});

const real = fc.array(fc.float({ min: Math.fround(0.01), max: 1.5, noNaN: true }), { minLength: 20, maxLength: 60 });

describe('checkReflectance', () => {
  it('lets reflectance pass, bright clouds and dark water among it', () => {
    fc.assert(
      fc.property(real, (values) => {
        expect(() => checkReflectance(sampleOf(values))).not.toThrow();
      }),
    );
    expect(() => checkReflectance(sampleOf([...Array(90).fill(0.001), ...Array(10).fill(0.04)]))).not.toThrow();
    expect(() => checkReflectance(sampleOf([...Array(60).fill(0.9), ...Array(40).fill(3)]))).not.toThrow();
  });

  it('refuses integers that were not scaled, and reflectance that was scaled again', () => {
    fc.assert(
      fc.property(real, (values) => {
        expect(() => checkReflectance(sampleOf(values.map((value) => value * 10000)))).toThrow(InputError);
        expect(() => checkReflectance(sampleOf(values.map((value) => value / 10000)))).toThrow(InputError);
      }),
    );
    expect(() => checkReflectance(sampleOf([1200, 1500, 800]), undefined, 'scene.tif')).toThrow(
      'scaling: wanted reflectance between 0.005 and 2, got a median of 1200, and 99 of 100 values up to 1500 (scene.tif)',
    );
  });

  it('takes the range that a model says', () => {
    expect(() => checkReflectance(sampleOf([0.2, 0.3, 0.4]), { min: 0.5, max: 1 })).toThrow('between 0.5 and 1');
    expect(() => checkReflectance(sampleOf([20, 30, 40]), { min: 0.5, max: 100 })).not.toThrow();
  });

  it('looks at known values alone, and says nothing where there are none', () => {
    expect(() => checkReflectance(sampleOf([0.2, 9999, 9999], [1, 0, 0]))).not.toThrow();
    expect(() => checkReflectance(sampleOf([0.2, Number.NaN, Number.NaN]))).not.toThrow();
    expect(() => checkReflectance(sampleOf([9999], [0]))).not.toThrow();
  });

  it('says the same of a large sample as of a small one', () => {
    const large = Array.from({ length: 300_000 }, (_, i) => (i % 1000) / 1000);
    expect(() => checkReflectance(sampleOf(large))).not.toThrow();
    expect(() => checkReflectance(sampleOf(large.map((value) => value * 255)))).toThrow(InputError);
  });
});
