import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { loadClasses } from './tile-pack.js';
import { createRowReader } from './tile-rows.js';

/** The class mask of the whole scene as a cloud optimized GeoTIFF, put together from the tiles. */
export function writeMask(context: RunContext): AsyncGenerator<Uint8Array> {
  const { plan, grid } = context;
  const { recipe, scene } = plan;
  const rows = createRowReader(grid, (tile) => loadClasses(context, tile));
  const options = {
    width: grid.width,
    height: grid.height,
    dataType: 'uint8',
    bandCount: 1,
    affine: scene.affine,
    crs: scene.crs,
    nodata: 0,
    palette: plan.legend,
    bandNames: ['class'],
    metadata: {
      LANDQUILT_RECIPE: `${recipe.name} ${recipe.version}`,
      ...Object.fromEntries(recipe.legend.map(({ id, name }) => [`CLASS_${id}`, name])),
    },
    overviews: 'mode',
  } as const;
  return writeCog(options, async (row, count) => [await rows(row, count)]);
}
