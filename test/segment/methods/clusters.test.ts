import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/segment/methods/random.js';
import type { Prediction } from '../../../src/segment/segmenter.js';
import { columnsOf, createMethod, cutColumns, fitParams } from '../support/methods.js';

/** Three blobs in two bands, of 400 points each, mixed up; the second is long and lies aslant. */
function drawBlobs(seed = 7) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const blob = Array.from({ length: 1200 }, (_, i) => (i * 7) % 3);
  const red = new Float32Array(1200);
  const nir = new Float32Array(1200);
  for (const [i, b] of blob.entries()) {
    const along = 12 * normal();
    red[i] = [20, 90, 170][b] + (b === 1 ? along : 4 * normal());
    nir[i] = [30, 120, 60][b] + (b === 1 ? along + 2 * normal() : 4 * normal());
  }
  return { blob, scene: columnsOf(40, [red, nir]) };
}

const { blob, scene } = drawBlobs();
const METHODS = {
  'fuzzy-c-means': { clusters: 3 },
  'gaussian-mixture': { clusters: 3 },
  'mean-shift': { bandwidth: 0.7 },
  'k-means': { clusters: 3 },
};

const agreement = (classes: Uint8Array): number => blob.filter((b, i) => classes[i] === [1, 2, 3][b]).length / 1200;
// Brightness: 25 in the first, 105 in the second, 115 in the third.

describe.each(Object.entries(METHODS))('%s', (method, options) => {
  const segmenter = createMethod({ method, ...options }, 2);
  const params = fitParams(segmenter, scene);

  it('finds blobs, numbered from dark to bright', async () => {
    expect(agreement(await segmenter.predict(scene, params))).toBeGreaterThan(0.98);
  });

  it('gives the same for the same sample and seed', () => {
    expect(fitParams(createMethod({ method, ...options }, 2), scene)).toEqual(params);
  });

  it('says of a pixel what it says alone', async () => {
    const classes = await segmenter.predict(scene, params);
    const part = cutColumns(scene, { col: 3, row: 5, width: 11, height: 2 });
    const expected = [5, 6].flatMap((row) => [...classes.subarray(row * 40 + 3, row * 40 + 14)]);
    expect([...(await segmenter.predict(part, params))]).toEqual(expected);
  });

  it('gives no class without data or where a band is not defined, and does not learn from it', async () => {
    const values = scene.values.map((column) => column.slice());
    values[0][4] = Number.NaN;
    values[1][9] = Number.POSITIVE_INFINITY;
    values[0][17] = 1e9;
    const valid = new Uint8Array(1200).fill(1);
    valid[17] = 0;
    const holed = { ...scene, values, valid };
    const learnt = fitParams(segmenter, holed);
    const classes = await segmenter.predict(holed, learnt);
    expect([4, 9, 17].map((i) => classes[i])).toEqual([0, 0, 0]);
    expect(agreement(classes)).toBeGreaterThan(0.98);
    values[0][17] = -5;
    expect(fitParams(segmenter, holed)).toEqual(learnt);
  });

  it('scores as it classifies, from 0 to 1', async () => {
    const { classes, score, entropy } = (await segmenter.predictScored!(scene, params)) as Required<Prediction>;
    expect(classes).toEqual(await segmenter.predict(scene, params));
    for (const layer of entropy ? [score, entropy] : [score]) {
      expect(Math.min(...layer)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...layer)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  it('does not depend on the unit of a band', async () => {
    const values = [scene.values[0].map((v) => v * 50 + 1000), scene.values[1]] as Float32Array[];
    const stretched = { ...scene, values };
    const other = await segmenter.predict(stretched, fitParams(segmenter, stretched));
    const classes = await segmenter.predict(scene, params);
    const pairs = new Set([...classes].map((id, i) => `${id} ${other[i]}`));
    expect(pairs.size).toBeLessThanOrEqual(5);
    expect(other.filter((id, i) => id !== classes[i]).length).toBeLessThan(12);
  });

  it('makes do with one value', async () => {
    const flat = columnsOf(3, [new Uint8Array(9).fill(7), new Uint8Array(9).fill(9)]);
    const own = createMethod({ method, ...options, ...(method === 'mean-shift' ? { bandwidth: undefined } : {}) }, 2);
    expect(new Set(await own.predict(flat, fitParams(own, flat)))).toEqual(new Set([1]));
  });

  it('refuses to compare nothing', () => {
    expect(() => createMethod({ method, ...options, bands: [] }, 2)).toThrow('at least one band, index or layer');
  });
});

describe('memberships', () => {
  it('are those of the definition: a share by the distances, and the entropy of all', async () => {
    const segmenter = createMethod({ method: 'fuzzy-c-means', clusters: 3, fuzziness: 1.5, bands: [1] });
    const params = { centers: [[0], [10], [40]], weights: [0.5] };
    const one = columnsOf(3, [Float32Array.of(4, 10, 300)]);
    const { score, entropy } = (await segmenter.predictScored!(one, params)) as Required<Prediction>;
    // By the power 2 / (m − 1) = 4 of the distances 4, 6 and 36.
    const shares = [4, 6, 36].map((own) => 1 / [4, 6, 36].reduce((sum, other) => sum + (own / other) ** 4, 0));
    expect(score[0]).toBeCloseTo(shares[0], 6);
    expect(entropy[0]).toBeCloseTo(-shares.reduce((sum, u) => sum + u * Math.log(u), 0) / Math.log(3), 6);
    expect([score[1], entropy[1]]).toEqual([1, 0]);
    expect(score[2]).toBeLessThan(0.5);
  });

  it('of a mixture add up to one far from all of it', async () => {
    const segmenter = createMethod({ method: 'gaussian-mixture', clusters: 3 }, 2);
    const params = fitParams(segmenter, scene);
    const far = columnsOf(1, [Float32Array.of(1e6), Float32Array.of(-1e6)]);
    const { classes, score, entropy } = (await segmenter.predictScored!(far, params)) as Required<Prediction>;
    expect(classes[0]).toBeGreaterThan(0);
    expect(score[0]).toBeGreaterThanOrEqual(1 / 3);
    expect(entropy[0]).toBeGreaterThanOrEqual(0);
  });
});

describe('what clusters are ordered and found by', () => {
  it('layers take part, and the first of them orders where there are no bands', async () => {
    const segmenter = createMethod({ method: 'k-means', clusters: 2, bands: [], layers: ['rough'] });
    expect(segmenter.sources).toEqual([{ kind: 'layer', name: 'rough' }]);
    const one = columnsOf(2, [Float32Array.of(8, -3)]);
    expect([...(await segmenter.predict(one, fitParams(segmenter, one)))]).toEqual([2, 1]);
  });

  it.each(Object.entries(METHODS))('an index orders the classes of %s', async (method, options) => {
    const segmenter = createMethod({ method, ...options, orderBy: 'ndvi' }, 2);
    expect(segmenter.sources.at(-1)).toEqual({ kind: 'index', name: 'ndvi' });
    const [red, nir] = scene.values as Float32Array[];
    const ndvi = nir.map((value, i) => (value - red[i]) / (value + red[i]));
    const ordered = { ...scene, values: [red, nir, ndvi] };
    const classes = await segmenter.predict(ordered, fitParams(segmenter, ordered));
    // Negative in the third blob, 0.14 in the second, 0.2 in the first.
    expect(blob.filter((b, i) => classes[i] === [3, 2, 1][b]).length / 1200).toBeGreaterThan(0.98);
  });

  it('a wider bandwidth finds fewer clusters, and no more are kept than asked for', () => {
    const count = (options: object) =>
      fitParams(createMethod({ method: 'mean-shift', ...options }, 2), scene).centers.length;
    expect(count({ bandwidth: 0.1 })).toBeGreaterThan(3);
    expect(count({ bandwidth: 5 })).toBe(1);
    expect(count({ bandwidth: 0.1, maxClusters: 2 })).toBe(2);
    expect(count({ bandwidth: 0.3, kernel: 'gaussian' })).toBeGreaterThanOrEqual(3);
  });
});
