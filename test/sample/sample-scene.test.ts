import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateSampleScene, type SampleScene } from '../../src/sample/sample-scene.js';
import { TRUTH } from '../../src/sample/spectra.js';

const SIZE = 256;
const scene = generateSampleScene({ size: SIZE });

function fingerprint({ bands, truth }: SampleScene): string {
  const hash = createHash('sha256');
  for (const band of bands) hash.update(new Uint8Array(band.buffer));
  return hash.update(truth.classes).digest('hex').slice(0, 16);
}

/** Mean reflectance of a band over the pixels of a class. */
function meanOf(bandName: string, classId: number): number {
  const band = scene.bands[scene.bandNames.indexOf(bandName)]!;
  const values = [...band].filter((_, i) => scene.truth.classes[i] === classId);
  return values.reduce((total, value) => total + (value - 1000) / 10000, 0) / values.length;
}

describe('generateSampleScene', () => {
  it('gives the same bytes for the same seed, on any machine', () => {
    expect(fingerprint(generateSampleScene({ size: 128 }))).toBe('c91e2ae9de505b0f');
    expect(fingerprint(generateSampleScene({ size: 128 }))).not.toBe(
      fingerprint(generateSampleScene({ size: 128, seed: 2 })),
    );
  });

  it('has every true class, and none that the legend does not name', () => {
    const legend = scene.truth.legend.map((entry) => entry.id);
    expect([...new Set(scene.truth.classes)].sort((a, b) => a - b)).toEqual([0, ...legend]);
  });

  it('is nodata in all bands, the truth and NDVI together, in a slanted corner', () => {
    let missing = 0;
    for (let i = 0; i < SIZE * SIZE; i++) {
      const isMissing = scene.truth.classes[i] === 0;
      if (scene.bands.some((band) => (band[i] === 0) !== isMissing))
        throw new Error(`pixel ${i} is nodata in some bands only`);
      if (Number.isNaN(scene.truth.ndvi[i]) !== isMissing)
        throw new Error(`NDVI of pixel ${i} disagrees with the truth`);
      if (isMissing) missing++;
    }
    expect(missing / SIZE ** 2).toBeGreaterThan(0.02);
    expect(missing / SIZE ** 2).toBeLessThan(0.08);
    const lastRow = scene.truth.classes.subarray(-SIZE);
    expect(lastRow[0]).not.toBe(0);
    expect(lastRow[SIZE - 1]).toBe(0);
  });

  it('looks as its classes look to Sentinel-2', () => {
    const ndvi = (classId: number) => {
      const [red, nir] = [meanOf('B04', classId), meanOf('B08', classId)];
      return (nir - red) / (nir + red);
    };
    expect(ndvi(TRUTH.water)).toBeLessThan(0);
    expect(ndvi(TRUTH.trees)).toBeGreaterThan(0.75);
    expect(ndvi(TRUTH.denseCrop)).toBeGreaterThan(ndvi(TRUTH.sparseCrop));
    expect(ndvi(TRUTH.sparseCrop)).toBeGreaterThan(ndvi(TRUTH.bareSoil));
    expect(ndvi(TRUTH.bareSoil)).toBeLessThan(0.35);
    // The red edge climbs, and the narrow near infrared lies a little above the broad one.
    const edge = ['B04', 'B05', 'B06', 'B07', 'B08', 'B8A'].map((name) => meanOf(name, TRUTH.trees));
    expect(edge).toEqual(edge.toSorted((a, b) => a - b));
    expect(meanOf('B11', TRUTH.bareSoil)).toBeGreaterThan(meanOf('B08', TRUTH.bareSoil));
    expect(meanOf('B03', TRUTH.cloud)).toBeGreaterThan(0.35);
    expect(meanOf('B08', TRUTH.cloudShadow)).toBeLessThan(0.6 * meanOf('B08', TRUTH.denseCrop));
  });

  it('repeats the values of 20 m bands over pairs of pixels', () => {
    for (const name of ['B05', 'B11', 'B12', 'B06', 'B07', 'B8A']) {
      const band = scene.bands[scene.bandNames.indexOf(name)]!;
      expect([band[1], band[SIZE], band[SIZE + 1]]).toEqual([band[0], band[0], band[0]]);
    }
  });

  it('carries mixed pixels and noise: neighbours inside a class differ', () => {
    const red = scene.bands[2]!;
    let same = 0;
    for (let i = 1; i < SIZE * SIZE; i++) if (red[i] === red[i - 1] && red[i] !== 0) same++;
    expect(same / SIZE ** 2).toBeLessThan(0.05);
  });

  it('says how to read its numbers', () => {
    expect(scene.metadata).toMatchObject({
      PROCESSING_BASELINE: '05.11',
      BOA_ADD_OFFSET: '-1000',
      DATETIME: scene.datetime,
    });
    expect(scene.affine).toEqual([10, 0, 545000, 0, -10, 5340000]);
  });

  it.each([63, 64.5, 9000, Number.NaN])('refuses a size of %s', (size) => {
    expect(() => generateSampleScene({ size })).toThrow(/sample scene size: wanted whole pixels from 64 to 8192/);
  });
});
