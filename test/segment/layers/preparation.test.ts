import { describe, expect, it } from 'vitest';
import type { LayerOptions } from '../../../src/segment/layers/layer.js';
import { bitsOf, computeLayer, createTestLayer, drawScene, expectSameInParts } from './support.js';

/** Every kind of layer that makes a scene ready, with options that show what could go wrong. */
const LAYERS: LayerOptions[] = [
  { type: 'grey' },
  { type: 'mean', of: ['red', 'green', 'blue'] },
  ...['min-max', 'percentile', 'z-score'].map((method) => ({ type: 'normalize', of: 'red', method })),
  { type: 'clahe', of: 'red', gridPx: 8, bins: 16 },
  { type: 'gaussian', of: 'red', sigmaPx: 0.8 },
  { type: 'gaussian', of: 'red', sigmaPx: 2, truncate: 2 },
  { type: 'box', of: 'red', sizePx: 3 },
  { type: 'box', of: 'red', sizePx: 7 },
  { type: 'median', of: 'red', sizePx: 3 },
  { type: 'median', of: 'red', sizePx: 5 },
  { type: 'median', of: 'red', sizePx: 7 },
  { type: 'bilateral', of: 'red' },
  ...['erode', 'dilate', 'open', 'close', 'top-hat', 'black-hat', 'gradient'].map((operation, i) => ({
    type: 'morphology',
    of: 'red',
    operation,
    element: ['square', 'disk', 'cross'][i % 3],
    sizePx: [3, 5, 7][i % 3],
  })),
  ...['hue', 'saturation', 'value'].map((component) => ({ type: 'hsv', component })),
  ...['l', 'a', 'b'].map((component) => ({ type: 'lab', component })),
  ...['y', 'cb', 'cr'].map((component) => ({ type: 'ycbcr', component })),
  { type: 'pca', of: ['red', 'green', 'blue'], component: 2 },
];

const nameOf = (options: LayerOptions): string => Object.values(options).join(' ');

describe.each(LAYERS.map((options) => [nameOf(options), options] as const))('%s', (_, options) => {
  const layer = createTestLayer(options);

  it('does not depend on where a window is cut, to the last bit', () => {
    expectSameInParts(layer, 15);
  });

  it('never looks at values without data, and leaves the columns alone', () => {
    const scene = drawScene(5, 30, 20, 0.3);
    const before = scene.values.map((column) => column.slice());
    const plane = computeLayer(layer, scene);
    expect(scene.values).toEqual(before);
    const values = scene.values.map((column) => column.map((value, i) => (scene.valid![i] === 0 ? 1e6 * i : value)));
    expect(bitsOf(computeLayer(layer, { ...scene, values }))).toEqual(bitsOf(plane));
  });

  it('is a number where all its sources are, and only there', () => {
    const scene = drawScene(6, 30, 20, 0.3);
    const columns = scene.values.slice(0, layer.sources.length);
    const plane = computeLayer(layer, { ...scene, values: columns });
    plane.forEach((value, i) => {
      const isDefined = scene.valid![i] === 1 && columns.every((column) => !Number.isNaN(column[i]));
      expect(Number.isFinite(value)).toBe(isDefined);
      expect(Number.isNaN(value)).toBe(!isDefined);
    });
  });

  it('can be nothing at all', () => {
    const scene = drawScene(6, 7, 5, 0.3);
    const params = layer.fit ? JSON.parse(JSON.stringify(layer.fit(scene))) : null;
    const plane = layer.compute({ ...scene, valid: new Uint8Array(35) }, params);
    expect([...plane].every(Number.isNaN)).toBe(true);
  });
});
