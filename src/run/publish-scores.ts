import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { sceneRaster } from './scene-raster.js';
import { SCORE_STEPS } from './score-map.js';
import { loadScoreMap } from './scores-pack.js';
import { createRowReader } from './tile-rows.js';

/** How sure the method is of every pixel's class, as a cloud optimized GeoTIFF: (value − 1) / 254, and 0 is nodata. */
export function writeScores(context: RunContext): AsyncGenerator<Uint8Array> {
  const rows = createRowReader(context, (tile) => loadScoreMap(context, tile));
  const options = {
    ...sceneRaster(context),
    dataType: 'uint8',
    scaling: { scale: 1 / SCORE_STEPS, offset: -1 / SCORE_STEPS },
    bandNames: ['score'],
    overviews: 'nearest',
  } as const;
  return writeCog(options, async (row, count) => [await rows(row, count)]);
}
