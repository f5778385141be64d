import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { SCORE_STEPS } from './score-map.js';
import { loadScoreMap } from './scores-pack.js';
import { createRowReader } from './tile-rows.js';

/** How sure the method is of every pixel's class, as a cloud optimized GeoTIFF: (value − 1) / 254, and 0 is nodata. */
export function writeScores(context: RunContext): AsyncGenerator<Uint8Array> {
  const { plan, grid } = context;
  const { recipe, scene } = plan;
  const rows = createRowReader(grid, (tile) => loadScoreMap(context, tile));
  const options = {
    width: grid.width,
    height: grid.height,
    dataType: 'uint8',
    bandCount: 1,
    affine: scene.affine,
    crs: scene.crs,
    nodata: 0,
    scaling: { scale: 1 / SCORE_STEPS, offset: -1 / SCORE_STEPS },
    bandNames: ['score'],
    metadata: { LANDQUILT_RECIPE: `${recipe.name} ${recipe.version}` },
    overviews: 'nearest',
  } as const;
  return writeCog(options, async (row, count) => [await rows(row, count)]);
}
