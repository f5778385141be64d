import { describe, expect, it } from 'vitest';
import { felzenszwalb } from '../../../../src/segment/methods/objects/felzenszwalb.js';
import { flood } from '../../../../src/segment/methods/objects/flood-fill.js';
import { normalizedCut } from '../../../../src/segment/methods/objects/normalized-cut.js';
import { regionGrowing } from '../../../../src/segment/methods/objects/region-growing.js';
import { regionMerging } from '../../../../src/segment/methods/objects/region-merging.js';
import { splitAndMerge } from '../../../../src/segment/methods/objects/split-and-merge.js';
import type { Method, SceneBands, Segmenter, WindowColumns } from '../../../../src/segment/segmenter.js';
import { measureSeams } from '../../../support/seam-agreement.js';
import { countParts, makePatches } from './support/graph-images.js';

const SIZE = { width: 100, height: 90 };
const SCENE: SceneBands = {
  dataBands: [1, 2],
  canRead: () => true,
  sourceOf: (band) => ({ kind: 'raw', band }),
};
const METHODS: { method: Method; options: Record<string, unknown>; seams: number }[] = [
  { method: felzenszwalb, options: {}, seams: 0.97 },
  { method: regionMerging, options: {}, seams: 0.97 },
  { method: regionMerging, options: { cost: 'ward', start: 'pixels', tolerance: 60 }, seams: 0.9 },
  { method: regionMerging, options: { start: 'superpixels' }, seams: 0.95 },
  { method: regionGrowing, options: {}, seams: 0.9 },
  { method: regionGrowing, options: { seeds: { from: 'range', of: 2, min: 150 }, tolerance: 80 }, seams: 0.97 },
  {
    method: regionGrowing,
    options: { seeds: { from: 'pixels', pixels: [[40, 50]] }, compareWith: 'seed', tolerance: 70 },
    seams: 0.9,
  },
  { method: flood, options: {}, seams: 0.97 },
  { method: flood, options: { minPixels: 1 }, seams: 1 },
  { method: flood, options: { seeds: [[50, 50]], tolerance: 100, units: 'own' }, seams: 0.9 },
  { method: splitAndMerge, options: {}, seams: 0.97 },
  { method: splitAndMerge, options: { measure: 'range', tolerance: 60, minPixels: 1 }, seams: 0.97 },
  { method: normalizedCut, options: { startPixels: 10 }, seams: 0.95 },
];

/** Patches, some pixels of which hold no data: those are `filler`. */
function makeColumns(filler: number): WindowColumns {
  const { columns, defined } = makePatches({ ...SIZE, seed: 77, holes: 0.03 });
  const values = columns.map((column) => Float32Array.from(column, (value, i) => (defined![i] === 1 ? value : filler)));
  return { length: values[0].length, values, valid: defined, window: { col: 0, row: 0, ...SIZE } };
}

function prepare({ method, options }: (typeof METHODS)[number]): Segmenter {
  return method.create(method.options.parse({ method: method.name, ...options }) as { method: string }, SCENE);
}

/** All columns that a segmenter reads: bands by number. */
function columnsFor({ sources }: Segmenter, columns: WindowColumns): WindowColumns {
  return {
    ...columns,
    values: sources.map((source) => columns.values[Number('band' in source ? source.band : 0) - 1]),
  };
}

const isSame = (a: Uint32Array, b: Uint32Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

describe.each(METHODS.map((entry) => ({ ...entry, title: `${entry.method.name} ${JSON.stringify(entry.options)}` })))(
  '$title',
  (entry) => {
    const segmenter = prepare(entry);

    it('does not look at pixels without data', async () => {
      const results = [0, Number.NaN, 1e6].map(async (filler) => {
        const columns = columnsFor(segmenter, makeColumns(filler));
        return segmenter.predictObjects!(columns, segmenter.fit!(columns));
      });
      const [{ objects }, ...others] = await Promise.all(results);
      const { valid } = makeColumns(0);
      expect(objects.some((object) => object > 0)).toBe(true);
      expect(objects.every((object, i) => object === 0 || valid![i] === 1)).toBe(true);
      for (const other of others) expect(isSame(other.objects, objects)).toBe(true);
    });

    it('numbers objects in one piece from 1, the same each time', async () => {
      const columns = columnsFor(segmenter, makeColumns(0));
      const params = segmenter.fit!(columns);
      const { objects } = await segmenter.predictObjects!(columns, params);
      const count = new Set(objects.filter((object) => object > 0)).size;
      expect(objects.reduce((most, object) => Math.max(most, object), 0)).toBe(count);
      expect(countParts(objects, SIZE, 4)).toBe(count);
      expect(isSame((await segmenter.predictObjects!(columns, params)).objects, objects)).toBe(true);
    });

    it('agrees at the seams of blocks with a run in one piece', async () => {
      const columns = columnsFor(segmenter, makeColumns(0));
      const params = segmenter.fit!(columns);
      const find = async (seen: WindowColumns) => await segmenter.predictObjects!(seen, params);
      const { share } = await measureSeams({ find, columns, blockPx: 48, overlapPx: 40 });
      expect(share).toBeGreaterThanOrEqual(entry.seams);
    });
  },
);

describe('levels', () => {
  it('make methods blind to the unit of a band', async () => {
    const segmenter = prepare(METHODS[0]);
    const columns = makeColumns(0);
    const scaled = {
      ...columns,
      values: columns.values.map((band) => Float64Array.from(band, (v) => v * 2048 - 4096)),
    };
    const objectsOf = async (seen: WindowColumns) =>
      (await segmenter.predictObjects!(seen, segmenter.fit!(seen))).objects;
    expect(isSame(await objectsOf(scaled), await objectsOf(columns))).toBe(true);
  });

  it('of an even band are 0', async () => {
    const segmenter = prepare(METHODS[0]);
    const columns = {
      ...makeColumns(0),
      values: [new Uint8Array(9000).fill(9), new Uint8Array(9000).fill(3)],
      valid: null,
    };
    const { objects } = await segmenter.predictObjects!(columns, segmenter.fit!(columns));
    expect(new Set(objects)).toEqual(new Set([1]));
  });
});
