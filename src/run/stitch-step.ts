import { readEach, writeAtOnce } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { collectApron, type TileBorders } from '../vectorize/borders.js';
import { dissolveTile } from '../vectorize/dissolve.js';
import { Stitcher, type TileToStitch } from '../vectorize/stitch.js';
import type { RunContext } from './context.js';
import { writePack } from './pack.js';
import { loadRegionTile, toApronBytes } from './split-pack.js';
import { packMeasures, unpackMeasures } from './table-pack.js';
import { readTileToStitch } from './tile-pack.js';

/**
 * Joins regions across tile borders and gives every tile the pixels around it. Reads borders row by row of tiles;
 * three rows are in memory.
 */
export async function stitchTiles(context: RunContext, onTile: () => void): Promise<void> {
  const { grid, plan, keys, store, layers } = context;
  const { connectivity, dissolve } = plan.recipe.vectorize;
  const stitcher = new Stitcher(grid.columns, connectivity, dissolve ? 'class' : 'touch');
  const rows = new Map<number, TileBorders[]>();
  const tiles = readEach(store, grid.count, readTile);
  const aprons = writeAtOnce(store);

  for (let row = 0; row <= grid.rows; row++) {
    if (row < grid.rows) {
      const borders: TileBorders[] = [];
      for (let column = 0; column < grid.columns; column++) {
        const { value: tile } = (await tiles.next()) as IteratorYieldResult<TileToStitch>;
        stitcher.add(tile);
        borders.push(tile.borders);
      }
      rows.set(row, borders);
    }
    if (row > 0) await writeAprons(row - 1);
    rows.delete(row - 2);
  }

  async function readTile(index: number): Promise<TileToStitch> {
    const pack = await loadRegionTile(context, index);
    const tile = await readTileToStitch(pack, layers);
    return dissolve ? dissolveTile(tile.borders, tile.open, await unpackMeasures('parts', pack, layers)) : tile;
  }

  async function writeAprons(row: number): Promise<void> {
    for (let column = 0; column < grid.columns; column++) {
      const index = row * grid.columns + column;
      const around = (columnStep: number, rowStep: number) => rows.get(row + rowStep)?.[column + columnStep] ?? null;
      const apron = toApronBytes(collectApron(tileAt(grid, index).core, around));
      await aprons.begin(() => store.put(keys.apron(index), apron));
      onTile();
    }
  }

  await aprons.finish();
  const { partOffsets, part, region, measures } = stitcher.finish();
  await store.putStream(keys.stitch, writePack({ partOffsets, part, region, ...packMeasures('regions', measures) }));
}
