import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClassWindow } from '../../src/run/class-window.js';
import type { RunContext } from '../../src/run/context.js';
import { writePack } from '../../src/run/pack.js';
import { finalTileKey } from '../../src/run/tile-pack.js';
import { createRunKeys } from '../../src/store/keys.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { createGrid, tileAt } from '../../src/tiling/grid.js';
import { crop } from '../support/vectorize-in-memory.js';

const classAt = (col: number, row: number) => 1 + ((col * 7 + row * 13) % 250);

async function cutScene(size: { width: number; height: number; tileSizePx: number; minPixels: number }) {
  const { width, height, tileSizePx, minPixels } = size;
  const grid = createGrid({ width, height, tileSizePx, overlapPx: 0 });
  const keys = createRunKeys({ runId: 'r', sceneId: 's', recipe: 'c' });
  const plan = { recipe: { vectorize: { minPixels, minAreaM2: 0 } } };
  const context = { grid, keys, plan, store: createMemoryStore() } as unknown as RunContext;
  const classes = Uint8Array.from({ length: width * height }, (_, i) => classAt(i % width, Math.floor(i / width)));
  for (let tile = 0; tile < grid.count; tile++) {
    const { core } = tileAt(grid, tile);
    const own = deflateSync(crop(classes, width, core));
    const facts = { width: core.width, height: core.height };
    await context.store.putStream(finalTileKey(context, tile), writePack({ classes: own }, facts));
  }
  return context;
}

describe('a window of final classes', () => {
  it('is what the tiles hold, and 0 outside the scene', async () => {
    const number = (min: number, max: number) => fc.integer({ min, max });
    const window = fc.record({ col: number(-9, 40), row: number(-9, 40), width: number(1, 45), height: number(1, 45) });
    const size = fc.record({
      ...{ width: number(1, 30), height: number(1, 30), tileSizePx: number(1, 31) },
      minPixels: fc.constantFrom(0, 5),
    });
    await fc.assert(
      fc.asyncProperty(size, fc.array(window, { minLength: 1, maxLength: 4 }), async (scene, windows) => {
        const context = await cutScene(scene);
        for (const { col, row, width, height } of windows) {
          const expected = Uint8Array.from({ length: width * height }, (_, i) => {
            const [x, y] = [col + (i % width), row + Math.floor(i / width)];
            return x >= 0 && y >= 0 && x < scene.width && y < scene.height ? classAt(x, y) : 0;
          });
          expect(await readClassWindow(context, { col, row, width, height })).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tries a tile again that could not be read', async () => {
    const context = await cutScene({ width: 4, height: 4, tileSizePx: 4, minPixels: 0 });
    const key = finalTileKey(context, 0);
    const bytes = await context.store.get(key);
    await context.store.deletePrefix(key);
    const window = { col: 0, row: 0, width: 2, height: 1 };
    await expect(readClassWindow(context, window)).rejects.toThrow();
    await context.store.put(key, bytes);
    expect(await readClassWindow(context, window)).toEqual(Uint8Array.of(classAt(0, 0), classAt(1, 0)));
  });
});
