import { describe, expect, it } from 'vitest';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { measurePixelM } from '../../src/raster/pixel-size.js';

const size = { width: 1000, height: 800 };

describe('measurePixelM', () => {
  it('is the pixel of a UTM scene, but for the scale of the projection', () => {
    const crs = crsFromEpsg(32633);
    const [across, down] = measurePixelM({ crs, affine: [10, 0, 495_000, 0, -10, 5_204_000], ...size })!;
    // On the central meridian lengths are drawn at 0.9996.
    expect(across).toBeCloseTo(10 / 0.9996, 4);
    expect(down).toBeCloseTo(10 / 0.9996, 4);
  });

  it('is less than a metre of Web Mercator says, by the cosine of the latitude', () => {
    const crs = crsFromEpsg(3857);
    const [across] = measurePixelM({ crs, affine: [1, 0, 0, 0, -1, 8_399_737 + 400], ...size })!;
    // y = 8,399,737 is 60° north; the ellipsoid is wider there than a sphere of that radius of the equator.
    expect(across).toBeCloseTo(0.5 * 1.00252, 3);
  });

  it('takes degrees for what they are', () => {
    const crs = crsFromEpsg(4326);
    const [across, down] = measurePixelM({ crs, affine: [1e-4, 0, 7, 0, -1e-4, 45 + 0.04], ...size })!;
    // A degree at 45° north: 78,847 m along the parallel, 111,132 m along the meridian.
    expect(across).toBeCloseTo(7.8847, 3);
    expect(down).toBeCloseTo(11.1132, 3);
  });

  it('knows none without a CRS', () => {
    expect(measurePixelM({ crs: null, affine: [1, 0, 0, 0, -1, 0], ...size })).toBeNull();
  });
});
