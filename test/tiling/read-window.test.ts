import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { createBand, type DataType } from '../../src/raster/raster.js';
import type { Window } from '../../src/raster/window.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { useScratch } from '../support/scratch.js';
import { buildTiff, type TinyPage, type TinyTag } from '../support/tiny-tiff.js';

const write = useScratch();
const DATA_TYPES: DataType[] = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'];

/** Any small image in any layout that the builder knows. */
const pages = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    dataType: fc.constantFrom(...DATA_TYPES),
    bandCount: fc.integer({ min: 1, max: 5 }),
    tile: fc.option(fc.record({ width: fc.constantFrom(16, 32), height: fc.constantFrom(16, 32) }), { nil: undefined }),
    rowsPerStrip: fc.integer({ min: 1, max: 50 }),
    isPlanar: fc.boolean(),
    isDeflated: fc.boolean(),
    isPredicted: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ bandCount, seed, isPredicted, tile, ...rest }): TinyPage => {
    const bands = Array.from({ length: bandCount }, (_, band) =>
      createBand(rest.dataType, rest.width * rest.height).map((_, i) => ((i + 1) * seed * (band + 3)) % 65_521),
    );
    const canPredict = isPredicted && rest.isDeflated && !rest.dataType.startsWith('float');
    return { ...rest, bands, predictor: canPredict ? 2 : 1, ...(tile ? { tile } : {}) };
  });

const windowIn = ({ width, height }: { width: number; height: number }) =>
  fc.tuple(fc.nat(width - 1), fc.nat(height - 1)).chain(([col, row]) =>
    fc.record({
      col: fc.constant(col),
      row: fc.constant(row),
      width: fc.integer({ min: 1, max: width - col }),
      height: fc.integer({ min: 1, max: height - row }),
    }),
  );

const cases = pages.chain((page) => fc.record({ page: fc.constant(page), window: windowIn(page) }));

describe('reading windows', () => {
  it('gives back what was written, any part of it, with a cache and without', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), fc.boolean(), async ({ page, window }, littleEndian, big) => {
        const path = write(buildTiff([page], { littleEndian, big }));
        for (const cacheBytes of [0, 3000, 2 ** 20]) {
          const scene = await openScene(path, { cacheBytes });
          const whole = await scene.read({ col: 0, row: 0, width: page.width, height: page.height });
          const part = await scene.read(window);
          await scene.close();
          expect(whole.bands).toEqual(page.bands);
          expect(part.bands).toEqual(page.bands.map((band) => crop(band, page, window)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the bands that were asked for, in that order', async () => {
    const bands = [10, 20, 30].map((value) => Uint8Array.of(value, value + 1));
    const scene = await openScene(write(buildTiff([{ width: 2, height: 1, dataType: 'uint8', bands }])));
    const { bands: read } = await scene.read({ col: 0, row: 0, width: 2, height: 1 }, { bands: [3, 1, 3] });
    expect(read).toEqual([bands[2], bands[0], bands[2]]);
    await scene.close();
  });

  it('fills blocks that the file leaves out with nodata, or 0', async () => {
    const page: TinyPage = {
      width: 20,
      height: 1,
      dataType: 'int16',
      bands: [new Int16Array(20).fill(5)],
      tile: { width: 16, height: 16 },
      missing: [1],
    };
    const nodata = { tag: 42113, type: 'ascii', values: '-7' } as const;
    for (const [tags, fill] of [[[], 0] as const, [[nodata], -7] as const]) {
      const scene = await openScene(write(buildTiff([{ ...page, tags: [...tags] }])));
      const { bands, valid } = await scene.read({ col: 14, row: 0, width: 4, height: 1 });
      expect([...bands[0]!]).toEqual([5, 5, fill, fill]);
      expect(valid).toEqual(fill === 0 ? null : Uint8Array.of(1, 1, 0, 0));
      await scene.close();
    }
  });

  it('refuses windows, bands and levels that are not there', async () => {
    const bands = [new Uint8Array(12)];
    const scene = await openScene(write(buildTiff([{ width: 4, height: 3, dataType: 'uint8', bands }])));
    const window = { col: 0, row: 0, width: 4, height: 3 };
    const wrong: Window[] = [
      { ...window, width: 5 },
      { ...window, col: 1 },
      { ...window, row: -1 },
      { ...window, height: 0 },
      { ...window, col: 0.5, width: 1 },
      { ...window, width: Number.NaN },
    ];
    for (const outside of wrong) await expect(scene.read(outside)).rejects.toThrow(UsageError);
    for (const list of [[], [0], [2], [1.5]])
      await expect(scene.read(window, { bands: list })).rejects.toThrow(UsageError);
    for (const level of [1, -1, 0.5])
      await expect(scene.read(window, { level })).rejects.toThrow(/level: wanted 0 to 0/);
    await scene.close();
    await scene.close();
    await expect(scene.read(window)).rejects.toThrow(/wanted an open one/);
  });

  it('reads overviews by level, large to small', async () => {
    const reduced: TinyTag = { tag: 254, type: 'long', values: [1] };
    const page = (size: number, value: number): TinyPage => ({
      width: size,
      height: size,
      dataType: 'uint8',
      bands: [new Uint8Array(size * size).fill(value)],
      tags: size === 8 ? [] : [reduced],
    });
    const scene = await openScene(write(buildTiff([page(8, 1), page(2, 3), page(4, 2)])));
    expect(scene.overviews).toEqual([4, 2].map((size) => ({ width: size, height: size })));
    const read = await scene.read({ col: 0, row: 0, width: 2, height: 2 }, { level: 2 });
    expect([...read.bands[0]!]).toEqual([3, 3, 3, 3]);
    await scene.close();
  });
});

function crop(band: TinyPage['bands'][number], page: { width: number }, window: Window) {
  const out = band.slice(0, window.width * window.height);
  for (let i = 0; i < out.length; i++) {
    const row = window.row + Math.floor(i / window.width);
    out[i] = band[row * page.width + window.col + (i % window.width)]!;
  }
  return out;
}
