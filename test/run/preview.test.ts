import { describe, expect, it } from 'vitest';
import { renderMaskPreview, renderScenePreview } from '../../src/run/preview.js';

const pixels = (data: Uint8Array): number[][] =>
  Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(i * 4, i * 4 + 4)]);

describe('a preview of a class mask', () => {
  it('has the colours of the legend, and nothing where there is no class', () => {
    const mask = { width: 3, height: 1, classes: Uint8Array.of(0, 2, 9) };
    const { width, height, channels, data } = renderMaskPreview(mask, [{ id: 2, name: 'trees', color: '#0A80ff' }]);
    expect([width, height, channels]).toEqual([3, 1, 4]);
    expect(pixels(data)).toEqual([
      [0, 0, 0, 0],
      [10, 128, 255, 255],
      [0, 0, 0, 0],
    ]);
  });
});

describe('a preview of a scene', () => {
  /** 0 to 100 with one outlier at either end, which the percentiles cut off. */
  const ramp = Float32Array.from({ length: 103 }, (_, i) => (i === 0 ? -1e6 : i === 102 ? 1e6 : i - 1));

  it('stretches one band from its 2nd to its 98th percentile, in grey', () => {
    const { data } = renderScenePreview({ width: 103, height: 1, bands: [ramp], valid: null });
    const grey = pixels(data);
    expect(grey.every(([r, g, b, a]) => r === g && g === b && a === 255)).toBe(true);
    expect([grey[0]![0], grey[2]![0], grey[51]![0], grey[100]![0], grey[102]![0]]).toEqual([
      0,
      0,
      Math.round(255 * 0.5 ** 0.75),
      255,
      255,
    ]);
  });

  it('stretches three bands alike, each from its own darkest', () => {
    const bands = [Uint16Array.of(0, 10000), Uint16Array.of(300, 5300), Uint16Array.of(7, 7)];
    const { data } = renderScenePreview({ width: 2, height: 1, bands, valid: null });
    expect(pixels(data)).toEqual([
      [0, 0, 0, 255],
      [255, Math.round(255 * 0.5 ** 0.75), 0, 255],
    ]);
  });

  it('keeps the ground visible under a share of cloud larger than the cut', () => {
    const band = Float32Array.from({ length: 1000 }, (_, i) => (i < 60 ? 10_000 : 400 + (i % 100)));
    const { data } = renderScenePreview({ width: 1000, height: 1, bands: [band], valid: null });
    const ground = pixels(data).slice(60);
    expect(Math.max(...ground.map(([red]) => red!))).toBeGreaterThan(100);
    expect(pixels(data)[0]).toEqual([255, 255, 255, 255]);
  });

  it('neither shows nor measures what is no data', () => {
    const band = Float32Array.of(5, 9999, Number.NaN, 15);
    const { data } = renderScenePreview({ width: 4, height: 1, bands: [band], valid: Uint8Array.of(1, 0, 1, 1) });
    expect(pixels(data)).toEqual([
      [0, 0, 0, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [255, 255, 255, 255],
    ]);
  });

  it('of no data at all is empty', () => {
    const { data } = renderScenePreview({ width: 1, height: 1, bands: [Uint8Array.of(3)], valid: Uint8Array.of(0) });
    expect(pixels(data)).toEqual([[0, 0, 0, 0]]);
  });
});
