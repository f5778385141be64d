import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutBatches } from '../../functions/cut-batches.js';
import type { Task } from '../../src/run/tasks.js';
import { createGrid, type Grid, tileAt } from '../../src/tiling/grid.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { writeCog } from '../../src/tiling/write-cog.js';
import { type RangeServer, startRangeServer } from '../support/range-server.js';
import { createRandom, makeFolder } from '../support/write-scene.js';

const segment = (count: number): Task[] => Array.from({ length: count }, (_, tile) => ({ step: 'segment', tile }));

describe('batches', () => {
  it('hold every task once, and are of about the same size', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 50 }), (width, height, size) => {
        const grid = createGrid({ width, height, tileSizePx: 100, overlapPx: 0 });
        const tasks = segment(grid.count);
        const batches = cutBatches(grid, tasks, size);
        const tiles = batches.flat().map((task) => (task as { tile: number }).tile);
        expect(tiles.sort((a, b) => a - b)).toEqual(tasks.map((_, i) => i));
        const sizes = batches.map(({ length }) => length);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(batches.length).toBe(Math.ceil(grid.count / size));
      }),
    );
  });

  it('leave what is no tile to calls of their own, which start first', () => {
    const grid = createGrid({ width: 400, height: 100, tileSizePx: 100, overlapPx: 0 });
    const write: Task = { step: 'write', file: 'mask.tif' };
    const tiles = [0, 1, 2, 3].map((tile): Task => ({ step: 'vectorize', tile }));
    const batches = cutBatches(grid, [...tiles, write], 2);
    expect(batches).toEqual([[write], tiles.slice(0, 2), tiles.slice(2)]);
    const shares = [0, 1, 2].map((share): Task => ({ step: 'join', share, shares: 3 }));
    expect(cutBatches(grid, shares, 2)).toEqual(shares.map((task) => [task]));
  });
});

describe('what calls fetch of a scene', () => {
  const folder = makeFolder('cut-batches');
  const grid = createGrid({ width: 1024, height: 1024, tileSizePx: 64, overlapPx: 8 });
  let server: RangeServer;

  beforeAll(async () => {
    const { width, height } = grid;
    const random = createRandom(3);
    // Blocks of 64 KiB that do not get smaller, so that none is fetched for lying between two others.
    const options = { width, height, dataType: 'uint32', bandCount: 4, blockSizePx: 64, overviews: 'none' } as const;
    const place = { affine: [10, 0, 5e5, 0, -10, 5e6], crs: null, nodata: null } as const;
    const rows = (_: number, count: number) =>
      [0, 1, 2, 3].map(() => Uint32Array.from({ length: count * width }, () => random() * 2 ** 32));
    const chunks: Uint8Array[] = [];
    for await (const chunk of writeCog({ ...options, ...place }, rows)) chunks.push(chunk);
    const path = join(folder, 'noise.tif');
    writeFileSync(path, Buffer.concat(chunks));
    server = await startRangeServer(readFileSync(path));
  }, 60_000);
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** Bytes of pixels that all batches fetch, each by a machine that has none of them. */
  async function fetchAll({ count, ...of }: Grid, batches: readonly Task[][]): Promise<number> {
    let bytes = 0;
    for (const batch of batches) {
      const scene = await openScene(server.url('noise.tif'));
      const header = scene.traffic!()!.bytes;
      for (const task of batch) await scene.read(tileAt({ count, ...of }, (task as { tile: number }).tile).read);
      bytes += scene.traffic!()!.bytes - header;
      await scene.close();
    }
    return bytes;
  }

  it('is less where their tiles lie together than where they lie in rows, as they look around tiles', async () => {
    const size = 16;
    const tasks = segment(grid.count);
    const rows = Array.from({ length: tasks.length / size }, (_, i) => tasks.slice(i * size, (i + 1) * size));
    const inRows = await fetchAll(grid, rows);
    const together = await fetchAll(grid, cutBatches(grid, tasks, size));
    // A row of 16 meets the rows above and below: 16 × 3 blocks. A square of 4 × 4 meets 6 × 6; fewer at the borders.
    const pixels = grid.width * grid.height * 4 * 4;
    expect(inRows / pixels).toBeCloseTo((14 * 3 + 2 * 2) / 16, 1);
    expect(together / pixels).toBeCloseTo((4 * 25 + 8 * 30 + 4 * 36) / 256, 1);
    expect(together).toBeLessThan(0.7 * inRows);
  }, 60_000);
});
