import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/raster/json.js';
import { fitCenters } from '../../../src/segment/methods/lloyd.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import { prepareRecipe } from '../../../src/segment/prepare.js';
import { fitAndSegment, fitOn, prepareFor, rasterOf, recipeOf, sceneFacts } from '../support/recipes.js';

/** Three blobs of 40 points each around 20, 120 and 220 in two bands, mixed up. */
function blobs(): { bands: Uint8Array[]; blob: number[] } {
  const random = createRandom(7);
  const blob = Array.from({ length: 120 }, (_, i) => (i * 7) % 3);
  const draw = (order: number[]) => Uint8Array.from(blob, (b) => order[b]! + Math.floor(random() * 20));
  return { bands: [draw([20, 120, 220]), draw([30, 200, 100])], blob };
}

describe('k-means', () => {
  const { bands, blob } = blobs();
  const raster = rasterOf(12, bands);
  const scene = { bandNames: ['red', 'nir'] };

  it('finds blobs, numbered from dark to bright', async () => {
    const { classes } = await fitAndSegment(prepareFor({ method: 'k-means', clusters: 3 }, 3, scene), raster);
    // Brightness: 25 + 35 in the first, 125 + 205 in the second, 225 + 105 in the third.
    expect([...classes].map((id) => id === 1)).toEqual(blob.map((b) => b === 0));
    expect(new Set(blob.map((b, i) => `${b} ${classes[i]}`)).size).toBe(3);
  });

  it('numbers by an index where one is named', async () => {
    const segmenter = { method: 'k-means', clusters: 3, orderBy: 'ndvi' };
    const { classes } = await fitAndSegment(prepareFor(segmenter, 3, scene), raster);
    // NDVI: positive in blob 0 (about 0.17), higher in 1 (0.24), negative in 2.
    expect([...classes]).toEqual(blob.map((b) => [2, 3, 1][b]!));
  });

  it('gives the same for the same seed', async () => {
    const fit = (seed: number) => prepareFor({ method: 'k-means', clusters: 5, seed }, 5, scene);
    expect(await fitOn(fit(3), raster)).toEqual(await fitOn(fit(3), raster));
  });

  it('does not depend on the scale of a band', async () => {
    const stretched = rasterOf(12, [Uint16Array.from(bands[0]!, (v) => v * 50 + 1000), bands[1]!]);
    const prepared = prepareFor({ method: 'k-means', clusters: 3, orderBy: 'ndvi' }, 3, scene);
    const plain = (await fitAndSegment(prepareFor({ method: 'k-means', clusters: 3 }, 3, scene), raster)).classes;
    const other = (await fitAndSegment(prepared, stretched)).classes;
    expect(new Set([...plain].map((id, i) => `${id} ${other[i]}`)).size).toBe(3);
  });

  it('scores a pixel by its distances to the nearest and the next centre, where asked', async () => {
    const segmenter = { method: 'k-means', clusters: 3, bands: ['red', 'nir'] };
    const recipe = recipeOf(segmenter, 3, { attributes: { scores: true } });
    const prepared = prepareRecipe(recipe, sceneFacts(scene));
    const { params, classes, layers } = await fitAndSegment(prepared, raster);
    expect(classes).toEqual((await fitAndSegment(prepareFor(segmenter, 3, scene), raster)).classes);
    expect(layers).toHaveLength(1);
    const { centers, weights } = params as { centers: number[][]; weights: number[] };
    classes.forEach((_, i) => {
      const distances = centers.map((center) =>
        Math.hypot(...center.map((value, k) => (bands[k]![i]! - value) * weights[k]!)),
      );
      const [nearest, next] = distances.sort((a, b) => a - b) as [number, number];
      expect(layers[0]![i]).toBeCloseTo(1 - nearest / next, 6);
    });
  });

  it('scores 1 where there is but one centre, and 0 half-way between two', async () => {
    const attributes = { scores: true };
    const scoresOf = async (values: number[], clusters: number, params?: object) => {
      const recipe = recipeOf({ method: 'k-means', clusters, bands: ['red'] }, clusters, { attributes });
      const prepared = prepareRecipe(recipe, sceneFacts(scene));
      const one = rasterOf(values.length, [Uint8Array.from(values)]);
      const fitted = (params ?? (await fitOn(prepared, one))) as Json;
      return [...(await prepared.segment(one, fitted)).layers[0]!];
    };
    expect(await scoresOf([7, 7, 7], 2)).toEqual([1, 1, 1]);
    const params = { centers: [[10], [20]], weights: [0.5] };
    expect(await scoresOf([10, 15, 20, 0], 2, params)).toEqual([1, 0, 1, 0.5]);
  });

  it('makes do with fewer clusters than asked for where the values are fewer', async () => {
    const flat = rasterOf(4, [Uint8Array.of(5, 5, 9, 9), Uint8Array.of(1, 1, 1, 1)]);
    const { classes } = await fitAndSegment(prepareFor({ method: 'k-means', clusters: 4 }, 4, scene), flat);
    expect([...classes]).toEqual([1, 1, 2, 2]);
  });

  it('takes the smaller id at equal distance', async () => {
    const prepared = prepareFor({ method: 'k-means', clusters: 2 }, 2, { bandNames: ['red'] });
    const { params } = await fitAndSegment(prepared, rasterOf(2, [Uint8Array.of(10, 20)]));
    expect([...(await prepared.segment(rasterOf(3, [Uint8Array.of(14, 15, 16)]), params)).classes]).toEqual([1, 1, 2]);
  });
});

describe('fitCenters', () => {
  it('ends where every centre is the mean of its points and every point at its nearest centre', () => {
    const { bands } = blobs();
    const columns = bands.map((band) => Float64Array.from(band));
    const centers = fitCenters({ count: 120, columns }, { width: 2, clusters: 4, seed: 2, maxRounds: 100 });
    const nearest = Array.from({ length: 120 }, (_, i) => {
      const distances = centers.map((center) => Math.hypot(columns[0]![i]! - center[0]!, columns[1]![i]! - center[1]!));
      return distances.indexOf(Math.min(...distances));
    });
    for (const [c, center] of centers.entries()) {
      const own = nearest.flatMap((n, i) => (n === c ? [i] : []));
      for (const k of [0, 1]) {
        const mean = own.reduce((sum, i) => sum + columns[k]![i]!, 0) / own.length;
        expect(center[k]).toBeCloseTo(mean, 9);
      }
    }
  });
});

describe('createRandom', () => {
  it('is even enough and differs by seed', () => {
    const random = createRandom(0);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]++;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
    expect(createRandom(1)()).not.toBe(createRandom(2)());
  });
});
