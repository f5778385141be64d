import { tileAt } from '../tiling/grid.js';
import { collectApron, type TileBorders } from '../vectorize/borders.js';
import { Stitcher } from '../vectorize/stitch.js';
import type { RunContext } from './context.js';
import { writePack } from './pack.js';
import { packMeasures } from './table-pack.js';
import { loadFinalTile, readTileToStitch } from './tile-pack.js';

/**
 * Joins regions across tile borders and gives every tile the pixels around it. Reads borders row by row of tiles;
 * three rows are in memory.
 */
export async function stitchTiles(context: RunContext, onTile: () => void): Promise<void> {
  const { grid, plan, keys, store, layers } = context;
  const stitcher = new Stitcher(grid.columns, plan.recipe.vectorize.connectivity);
  const rows = new Map<number, TileBorders[]>();

  for (let row = 0; row <= grid.rows; row++) {
    if (row < grid.rows) {
      const borders: TileBorders[] = [];
      for (let column = 0; column < grid.columns; column++) {
        const tile = await readTileToStitch(await loadFinalTile(context, row * grid.columns + column), layers);
        stitcher.add(tile);
        borders.push(tile.borders);
      }
      rows.set(row, borders);
    }
    if (row > 0) await writeAprons(row - 1);
    rows.delete(row - 2);
  }

  async function writeAprons(row: number): Promise<void> {
    for (let column = 0; column < grid.columns; column++) {
      const index = row * grid.columns + column;
      const around = (columnStep: number, rowStep: number) => rows.get(row + rowStep)?.[column + columnStep] ?? null;
      await store.put(keys.apron(index), collectApron(tileAt(grid, index).core, around));
      onTile();
    }
  }

  const { partOffsets, part, region, measures } = stitcher.finish();
  await store.putStream(keys.stitch, writePack({ partOffsets, part, region, ...packMeasures('regions', measures) }));
}
