import { describe, expect, it } from 'vitest';
import type { LayerOptions } from '../../../src/segment/layers/layer.js';
import { bitsOf, computeLayer, createTestLayer, drawScene, expectSameInParts } from './support.js';

/** Every kind of layer that looks for texture or edges. */
const LAYERS: LayerOptions[] = [
  { type: 'gradient', of: 'red' },
  { type: 'gradient', of: 'red', operator: 'scharr', output: 'direction' },
  { type: 'gradient', of: 'red', operator: 'prewitt', output: 'x', sigmaPx: 0.7 },
  { type: 'gradient', of: 'red', output: 'y' },
  { type: 'laplacian-of-gaussian', of: 'red', sigmaPx: 1 },
  { type: 'laplacian-of-gaussian', of: 'red', sigmaPx: 1.6 },
  { type: 'gabor', of: 'red', frequency: 0.2, sigmaPx: 1.3 },
  { type: 'gabor', of: 'red', frequency: 0.15, sigmaPx: 1.8, angles: [20, 160, 90], combine: 'mean', output: 'energy' },
  ...['contrast', 'dissimilarity', 'homogeneity', 'energy', 'asm', 'correlation', 'entropy', 'mean', 'variance'].map(
    (property, i) => ({ type: 'glcm', of: 'red', property, windowPx: 5, levels: 8, distancePx: 1 + (i % 4) }),
  ),
  ...['uniform', 'ror', 'default', 'nri-uniform'].map((patterns) => ({ type: 'lbp', of: 'red', patterns })),
  { type: 'lbp', of: 'red', points: 12, radiusPx: 2.5 },
  { type: 'local-entropy', of: 'red', windowPx: 5, levels: 16 },
  { type: 'local-entropy', of: 'red', windowPx: 7, shape: 'disk' },
];

describe.each(LAYERS.map((options) => [Object.values(options).join(' '), options] as const))('%s', (_, options) => {
  const layer = createTestLayer(options);

  it('does not depend on where a window is cut, to the last bit', () => {
    expectSameInParts(layer, 25);
  });

  it('never looks at values without data, and says nothing of them', () => {
    const scene = drawScene(5, 30, 20, 0.3);
    const before = scene.values.map((column) => column.slice());
    const plane = computeLayer(layer, scene);
    expect(scene.values).toEqual(before);
    const values = scene.values.map((column) => column.map((value, i) => (scene.valid![i] === 0 ? 1e6 * i : value)));
    expect(bitsOf(computeLayer(layer, { ...scene, values }))).toEqual(bitsOf(plane));
    scene.valid!.forEach((valid, i) => {
      if (valid === 0 || Number.isNaN(scene.values[0][i])) expect(plane[i]).toBeNaN();
    });
    expect(plane.some((value) => Number.isFinite(value) && value !== 0)).toBe(true);
  });

  it('is what it is for single floats where the same values are whole numbers of a byte', () => {
    const scene = drawScene(6, 30, 20, 0);
    const bytes = Uint8Array.from(scene.values[0], (value) => value * 255);
    const floats = { ...scene, values: [Float32Array.from(bytes)] };
    expect(bitsOf(computeLayer(layer, { ...scene, values: [bytes] }))).toEqual(bitsOf(computeLayer(layer, floats)));
  });
});

const flat = (value: number) => {
  const scene = drawScene(1, 20, 20, 0);
  return { ...scene, values: [new Float32Array(400).fill(value)] };
};

describe('on flat ground', () => {
  it.each([
    [{ type: 'gradient', of: 'red' }, 0],
    [{ type: 'local-entropy', of: 'red' }, 0],
    [{ type: 'glcm', of: 'red' }, 0],
    [{ type: 'glcm', of: 'red', property: 'energy' }, 1],
    [{ type: 'glcm', of: 'red', property: 'correlation' }, 1],
    [{ type: 'glcm', of: 'red', property: 'entropy' }, 0],
    [{ type: 'lbp', of: 'red', points: 4 }, 4],
  ] as [LayerOptions, number][])('%j says %d', (options, wanted) => {
    const plane = computeLayer(createTestLayer(options), flat(3000));
    expect(plane[10 * 20 + 10]).toBe(wanted);
  });

  it('the Laplacian is 0 up to rounding, at the edge of the scene too', () => {
    const plane = computeLayer(createTestLayer({ type: 'laplacian-of-gaussian', of: 'red' }), flat(3000));
    for (const value of plane) expect(Math.abs(value)).toBeLessThan(1e-9);
  });
});

describe('gradient', () => {
  const scene = drawScene(1, 12, 10, 0);
  const plane = {
    ...scene,
    values: [Float32Array.from({ length: 120 }, (_, i) => 3 * (i % 12) + 4 * Math.floor(i / 12))],
  };

  it.each(['sobel', 'scharr', 'prewitt'])('by %s has the slope of a plane', (operator) => {
    const at = (output: string) =>
      computeLayer(createTestLayer({ type: 'gradient', of: 'red', operator, output }), plane)[5 * 12 + 6];
    expect(at('x')).toBeCloseTo(6, 5);
    expect(at('y')).toBeCloseTo(8, 5);
    expect(at('magnitude')).toBeCloseTo(10 * Math.SQRT1_2, 5);
    expect(at('direction')).toBeCloseTo(Math.atan2(4, 3), 6);
  });
});
