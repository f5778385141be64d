import { readEach } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { openPack } from './pack.js';
import { rankIds } from './rank.js';
import { sceneRaster } from './scene-raster.js';
import { inflateNumbers } from './split-pack.js';
import { loadJoinedSplits } from './split-tile.js';

/** The instance mask of the whole scene: objects are numbered from 1 in order of their ids, 0 is nodata. */
export async function* writeInstances(context: RunContext): AsyncGenerator<Uint8Array> {
  const numbers = await numberInstances(context);
  const options = {
    ...sceneRaster(context),
    dataType: 'uint32',
    bandNames: ['instance'],
    overviews: 'mode',
  } as const;
  yield* writeCog(options, async (row, count) => [await readRows(context, numbers, row, count)]);
}

/** Number of each instance by its place, as ids are: by the first pixel in the scene. */
async function numberInstances(context: RunContext): Promise<Uint32Array> {
  const { grid, keys, store } = context;
  const { instanceCount } = await loadJoinedSplits(context);
  const firsts = new Float64Array(instanceCount).fill(Number.POSITIVE_INFINITY);
  const tiles = readEach(store, grid.count, async (tile) => {
    const pack = await openPack(store, keys.split(tile));
    return {
      cells: await pack.array('parts.cells', 'Uint32Array'),
      first: await pack.array('parts.first', 'Float64Array'),
    };
  });
  for await (const { cells, first } of tiles) {
    for (let label = 1; label < cells.length; label++) {
      const instance = cells[label] - 1;
      firsts[instance] = Math.min(firsts[instance], first[label]);
    }
  }
  return rankIds(firsts).map((rank) => rank + 1);
}

/** Full rows of the scene, tile by tile: one tile is in memory beside them. */
async function readRows(context: RunContext, numbers: Uint32Array, row: number, count: number): Promise<Uint32Array> {
  const { grid, keys, store } = context;
  const rows = new Uint32Array(count * grid.width);
  const tileRowOf = (at: number): number => Math.floor(at / grid.tileSizePx);
  for (let tileRow = tileRowOf(row); tileRow <= tileRowOf(row + count - 1); tileRow++) {
    const tiles = readEach(store, grid.columns, async (column) => {
      const { index, core } = tileAt(grid, tileRow * grid.columns + column);
      return { core, packed: await (await openPack(store, keys.split(index))).array('cells', 'Uint8Array') };
    });
    for await (const { core, packed } of tiles) {
      const cells = inflateNumbers(packed);
      const end = Math.min(row + count, core.row + core.height);
      for (let y = Math.max(row, core.row); y < end; y++) {
        const from = (y - core.row) * core.width;
        const to = (y - row) * grid.width + core.col;
        for (let x = 0; x < core.width; x++) {
          const cell = cells[from + x];
          if (cell !== 0) rows[to + x] = numbers[cell - 1];
        }
      }
    }
  }
  return rows;
}
