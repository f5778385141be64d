import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SCALING } from '../../../../src/segment/onnx/model-contract.js';
import {
  checkDynamicWorld,
  DYNAMIC_WORLD_BANDS,
  toDynamicWorld,
} from '../../../../src/segment/onnx/network/dynamic-world.js';
import { createInputWriter } from '../../../../src/segment/onnx/network/input-tensor.js';
import type { BandRef } from '../../../../src/segment/segmenter.js';

const transform = (reflectance: number[], band: number): Float32Array => {
  const plane = Float32Array.from(reflectance);
  toDynamicWorld(plane, band);
  return plane;
};

describe('the input of Dynamic World', () => {
  it('is as NumPy computes it from integers', () => {
    // x = np.array([[0, 100, 1000, 3000, 10000, 20000]] * 9).T; y = (np.log(0.005 * x + 1) - p) / q; z = np.exp(5 * y - 1); z / (z + 1)
    const integers = [0, 100, 1000, 3000, 10000, 20000];
    const expected = [
      [0.0049462, 0.0133581, 0.2939329, 0.8245492, 0.9880169, 0.9977639],
      [0.0053094, 0.014222, 0.3017383, 0.8272484, 0.9879794, 0.9977277],
      [0.0077402, 0.0193901, 0.3222953, 0.8185843, 0.9847241, 0.9967749],
      [0.0075852, 0.0181947, 0.2768566, 0.7653736, 0.9762133, 0.9945524],
      [0.0046172, 0.0099645, 0.1245257, 0.4809052, 0.8945668, 0.9690418],
      [0.0049864, 0.0103021, 0.1124659, 0.4261616, 0.8572184, 0.9536573],
      [0.0048678, 0.0100996, 0.1118743, 0.427153, 0.8591491, 0.9546557],
      [0.0071362, 0.0146502, 0.1514423, 0.5087483, 0.8921755, 0.965713],
      [0.0144809, 0.0329094, 0.3753729, 0.8208716, 0.9806074, 0.99522],
    ];
    for (const [band, row] of expected.entries()) {
      const got = transform(
        integers.map((value) => value / 10000),
        band,
      );
      for (const [i, value] of row.entries()) expect(got[i]).toBeCloseTo(value, 6);
    }
  });

  it('rises with reflectance, within 0 and 1, and takes what is below 0 for 0', () => {
    const value = fc.float({ min: Math.fround(-0.2), max: 2, noNaN: true });
    const band = fc.nat({ max: DYNAMIC_WORLD_BANDS.length - 1 });
    fc.assert(
      fc.property(value, value, band, (a, b, k) => {
        const [low, high, zero] = transform([Math.min(a, b), Math.max(a, b), 0], k);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(zero);
        expect(high).toBeLessThan(1);
        expect(zero).toBeGreaterThan(0);
      }),
    );
  });

  it('is written into patches band by band, after the scaling', () => {
    const values = [0.05, 0.1, 0.2, 0.4];
    const writer = createInputWriter({
      input: { name: 'x', dataType: 'float32', layout: 'NCHW' },
      bands: [...DYNAMIC_WORLD_BANDS],
      scaling: [{ ...NO_SCALING, scale: 1e-4 }],
      transform: 'dynamic-world',
      patchPx: 2,
      batch: 1,
    });
    const integers = Float32Array.from(values, (value) => value * 10000);
    const columns = { window: { col: 0, row: 0, width: 2, height: 2 }, values: Array(9).fill(integers), known: null };
    writer.write(0, columns, { rows: Int32Array.of(0, 2), columns: Int32Array.of(0, 1) });
    const { data } = writer.tensor(1);
    DYNAMIC_WORLD_BANDS.forEach((_, k) => {
      const wanted = transform(values, k);
      for (let i = 0; i < 4; i++) expect(data[4 * k + i]).toBeCloseTo(wanted[i], 5);
    });
  });

  it('is reflectance of nine bands, nothing else', () => {
    const bands: BandRef[] = [...DYNAMIC_WORLD_BANDS];
    const spec = { bands, values: 'reflectance' as const, model: 'm.onnx' };
    expect(() => checkDynamicWorld(spec)).not.toThrow();
    expect(() => checkDynamicWorld({ ...spec, bands: ['red'] })).toThrow('got reflectance of 1: red (m.onnx)');
    expect(() => checkDynamicWorld({ ...spec, values: 'stored' })).toThrow('got stored values of 9');
  });
});
