import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { sceneRaster } from './scene-raster.js';
import { loadClasses } from './tile-pack.js';
import { createRowReader } from './tile-rows.js';

/** The class mask of the whole scene as a cloud optimized GeoTIFF, put together from the tiles. */
export function writeMask(context: RunContext): AsyncGenerator<Uint8Array> {
  const { plan } = context;
  const common = sceneRaster(context);
  const rows = createRowReader(context, (tile) => loadClasses(context, tile));
  const options = {
    ...common,
    dataType: 'uint8',
    palette: plan.legend,
    bandNames: ['class'],
    metadata: {
      ...common.metadata,
      ...Object.fromEntries(plan.recipe.legend.map(({ id, name }) => [`CLASS_${id}`, name])),
    },
    overviews: 'mode',
  } as const;
  return writeCog(options, async (row, count) => [await rows(row, count)]);
}
