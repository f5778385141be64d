import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { countValues } from '../../../src/segment/methods/histogram.js';
import { findOtsuThresholds } from '../../../src/segment/methods/multi-otsu.js';
import { findOtsuThreshold } from '../../../src/segment/methods/otsu.js';
import { prepareRecipe } from '../../../src/segment/prepare.js';
import { openScene } from '../../../src/tiling/open-scene.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';
import { fitAndSegment, fitOn, prepareFor, rasterOf, recipeOf } from '../support/recipes.js';

const histogram = fc
  .array(fc.nat({ max: 20 }), { minLength: 2, maxLength: 9 })
  .filter((counts) => counts.some((count) => count > 0))
  .map((counts) => ({ counts: Float64Array.from(counts), centers: Float64Array.from(counts, (_, i) => i * 3 - 4) }));

type Histogram = { counts: Float64Array; centers: Float64Array };

/** Variance within the classes that `ends` (last bins, inclusive) cut, times the number of values. */
function within({ counts, centers }: Histogram, ends: readonly number[]): number {
  const limits = [-1, ...ends, counts.length - 1];
  let sum = 0;
  for (let k = 1; k < limits.length; k++) {
    const bins = Array.from({ length: limits[k]! - limits[k - 1]! }, (_, i) => limits[k - 1]! + 1 + i);
    const total = bins.reduce((acc, bin) => acc + counts[bin]!, 0);
    if (total === 0) continue;
    const mean = bins.reduce((acc, bin) => acc + counts[bin]! * centers[bin]!, 0) / total;
    sum += bins.reduce((acc, bin) => acc + counts[bin]! * (centers[bin]! - mean) ** 2, 0);
  }
  return sum;
}

function* cuts(count: number, from: number, to: number): Generator<number[]> {
  if (count === 0) yield [];
  else for (let end = from; end < to; end++) for (const rest of cuts(count - 1, end + 1, to)) yield [end, ...rest];
}

const leastWithin = (h: Histogram, classes: number): number =>
  Math.min(...[...cuts(classes - 1, 0, h.counts.length - 1)].map((ends) => within(h, ends)));

describe('findOtsuThreshold', () => {
  it('parts as well as the best of all thresholds', () => {
    fc.assert(
      fc.property(histogram, (h) => {
        const end = h.centers.indexOf(findOtsuThreshold(h));
        expect(within(h, [end])).toBeCloseTo(leastWithin(h, 2), 8);
      }),
    );
  });
});

describe('findOtsuThresholds', () => {
  it('parts as well as the best of all cuts, for 2 to 5 classes', () => {
    fc.assert(
      fc.property(histogram, fc.integer({ min: 2, max: 5 }), (h, classes) => {
        const thresholds = findOtsuThresholds(h, classes);
        const filled = h.counts.filter((count) => count > 0).length;
        expect(thresholds.length).toBe(Math.min(classes, filled) - 1);
        const best = classes <= h.counts.length ? leastWithin(h, classes) : 0;
        expect(
          within(
            h,
            thresholds.map((t) => h.centers.indexOf(t)),
          ),
        ).toBeCloseTo(best, 8);
      }),
    );
  });
});

describe('countValues', () => {
  const options = { bins: 7, maxWholeBins: 100 };

  it('counts every value once, near its own bin', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1 }), (values) => {
        const { counts, centers } = countValues(Float64Array.from(values), options);
        expect(counts.reduce((a, b) => a + b)).toBe(values.length);
        expect(counts.length).toBe(centers.length);
      }),
    );
  });

  it('gives whole numbers a bin each', () => {
    const { counts, centers } = countValues(Float64Array.of(3, 5, 5, 7), options);
    expect([...centers]).toEqual([3, 4, 5, 6, 7]);
    expect([...counts]).toEqual([1, 0, 2, 0, 1]);
  });
});

describe('otsu', () => {
  it('puts the threshold itself in the lower class, and nodata in none', async () => {
    const prepared = prepareFor({ method: 'otsu', band: 1 }, 2);
    const raster = rasterOf(4, [Uint8Array.of(10, 12, 200, 255)], Uint8Array.of(1, 1, 1, 0));
    const { params, classes } = await fitAndSegment(prepared, raster);
    expect(params.threshold).toBe(12);
    expect([...classes]).toEqual([1, 1, 2, 0]);
  });

  it('stays within min and max', async () => {
    const prepared = prepareFor({ method: 'otsu', band: 1, min: 100, max: 150 }, 2);
    const { params, classes } = await fitAndSegment(prepared, rasterOf(3, [Uint8Array.of(10, 20, 90)]));
    expect(params.threshold).toBe(100);
    expect([...classes]).toEqual([1, 1, 1]);
  });

  it('says that there is nothing to fit on', async () => {
    const prepared = prepareFor({ method: 'otsu', band: 1 }, 2);
    const empty = rasterOf(1, [Uint8Array.of(1)], Uint8Array.of(0));
    await expect(fitOn(prepared, empty)).rejects.toThrow('at least one pixel');
  });
});

describe.skipIf(!hasSharedData)('beside scikit-image 0.19.3', () => {
  it('threshold of the NDVI of a NAIP scene, and its mean', async () => {
    const { ndvi_naip2018: expected } = JSON.parse(
      await readFile(sharedPath('reference/image/image_and_polygonize_expected.json'), 'utf8'),
    );
    const scene = await openScene(sharedPath('scenes/naip/m_4709963_se_14_1_20180716.tif'));
    const attributes = { indices: ['ndvi'] };
    const prepared = prepareRecipe(recipeOf({ method: 'otsu', index: 'ndvi' }, 2, { attributes }), scene);
    const window = { col: 0, row: 0, width: scene.width, height: scene.height };
    const raster = await scene.read(window, { bands: prepared.bandNumbers });
    await scene.close();
    const { params, classes, layers } = await fitAndSegment(prepared, raster);
    const ndvi = layers[0]!.filter((_, i) => classes[i] !== 0);
    expect(ndvi.length).toBe(expected.count);
    expect(ndvi.reduce((sum, value) => sum + value, 0) / ndvi.length).toBeCloseTo(expected.mean, 7);
    expect(params.threshold).toBeCloseTo(expected.otsu_256bins, 7);
  });

  it.each(['naip2018', 'rgb_byte'])('thresholds of %s', async (name) => {
    const folder = sharedPath('reference/image');
    const { images } = JSON.parse(await readFile(`${folder}/image_and_polygonize_expected.json`, 'utf8'));
    const { data } = await sharp(`${folder}/${name}_gray.png`).raw().toBuffer({ resolveWithObject: true });
    const values = Float64Array.from({ length: 512 * 512 }, (_, i) => data[i * (data.length / (512 * 512))]!);
    const counted = countValues(values, { bins: 256, maxWholeBins: 256 });
    expect(findOtsuThreshold(counted)).toBe(images[name].skimage.otsu);
    // scikit-image counts the lowest level of its multi-Otsu as if it were the next one; so does this comparison.
    const centers = counted.centers.map((center, i) => (i === 0 ? center + 1 : center));
    expect(findOtsuThresholds({ ...counted, centers }, 3)).toEqual(images[name].skimage.multiotsu3);
  });
});
