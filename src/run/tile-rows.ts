import { readEach } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import type { RunContext } from './context.js';

/**
 * Reads full rows of a scene from one value per pixel and tile; keeps one row of tiles, so rows are best asked for in
 * order.
 * @param load the values of a tile's core, row by row
 */
export function createRowReader(
  { grid, store }: Pick<RunContext, 'grid' | 'store'>,
  load: (tile: number) => Promise<Uint8Array>,
) {
  let loadedRow = -1;
  let strip = new Uint8Array(0);

  async function loadStrip(tileRow: number): Promise<void> {
    strip = new Uint8Array(tileAt(grid, tileRow * grid.columns).core.height * grid.width);
    const tiles = readEach(store, grid.columns, async (column) => {
      const { index, core } = tileAt(grid, tileRow * grid.columns + column);
      return { core, values: await load(index) };
    });
    for await (const { core, values } of tiles) {
      for (let y = 0; y < core.height; y++) {
        strip.set(values.subarray(y * core.width, (y + 1) * core.width), y * grid.width + core.col);
      }
    }
    loadedRow = tileRow;
  }

  return async (row: number, count: number): Promise<Uint8Array> => {
    const rows = new Uint8Array(count * grid.width);
    for (let at = row; at < row + count; ) {
      const tileRow = Math.floor(at / grid.tileSizePx);
      if (tileRow !== loadedRow) await loadStrip(tileRow);
      const first = at - tileRow * grid.tileSizePx;
      const taken = Math.min(row + count - at, strip.length / grid.width - first);
      rows.set(strip.subarray(first * grid.width, (first + taken) * grid.width), (at - row) * grid.width);
      at += taken;
    }
    return rows;
  };
}
