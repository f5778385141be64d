import { cropBand } from '../raster/crop.js';
import type { Raster } from '../raster/raster.js';
import { scoresOf } from '../segment/prepare.js';
import { type Tile, tileAt } from '../tiling/grid.js';
import { describeBorders } from '../vectorize/borders.js';
import { measureParts } from '../vectorize/measure.js';
import type { RunContext } from './context.js';
import { labelTile } from './label-tile.js';
import { writePack } from './pack.js';
import { samplePreview } from './preview-sample.js';
import { loadScores, packScoreMap, packScores } from './scores-pack.js';
import { segmentBlocks } from './segment-blocks.js';
import { packTile } from './tile-pack.js';
import { sumTileZones } from './zones-step.js';

/**
 * One tile from pixels to class mask: reads core and overlap, classifies, keeps the core, labels and measures its
 * parts. Writes one pack; what it holds depends on the plan alone.
 */
export async function segmentTile(context: RunContext, index: number): Promise<void> {
  const { plan, grid, ground, keys, store, layers } = context;
  const tile = tileAt(grid, index);
  const { core } = tile;
  const { width, height } = core;
  const prepared = await context.prepared();
  const scene = await context.scene();

  const wanted = [...new Set([...prepared.bandNumbers, ...plan.previewBands])];
  const all = await scene.read(tile.read, { bands: wanted });
  // Validity is that of the bands the recipe reads; the preview must not change it.
  const readRaster = async () => (wanted.length === prepared.bandNumbers.length ? all : readRecipeBands(context, tile));
  const { classes, values, blockScores } = await classify(context, tile, readRaster);

  const { parts, regionOfPart } = labelTile(context, classes, core);
  const measures = measureParts(parts, { classes, core, sceneWidth: grid.width, ground, layers, values });
  // Zones are measured by the indices alone.
  const indices = values.slice(0, plan.recipe.attributes.indices.length);
  const { borders, open } = describeBorders({ classes, width, height }, parts, regionOfPart);
  const preview = samplePreview({ raster: all, bandOrder: wanted, classes, core, plan });
  const pack = writePack(
    {
      ...packTile({ classes, borders, open, measures }),
      'preview.classes': preview.classes,
      'preview.values': preview.values,
      ...packScores(blockScores),
      ...packScoreMap(plan, classes, values),
      ...sumTileZones(await context.zones(), index, { core, classes, indices, ground }),
    },
    { width, height },
  );
  await store.putStream(keys.segment(index), pack);
}

/** The values of each layer per pixel of a tile's core, read and made anew; what blocks said is taken from the tile's pack. */
export async function readLayerValues(context: RunContext, tile: Tile): Promise<Float32Array[]> {
  const readRaster = () => readRecipeBands(context, tile);
  const { blockPx } = await context.prepared();
  if (blockPx === null) return (await classify(context, tile, readRaster)).values;
  return [...(await measure(context, tile, readRaster)), ...(await loadScores(context, tile.index))];
}

type ReadRaster = () => Promise<Raster>;

async function readRecipeBands(context: RunContext, tile: Tile): Promise<Raster> {
  const { bandNumbers } = await context.prepared();
  return (await context.scene()).read(tile.read, { bands: bandNumbers });
}

/** Class ids of a tile's core, and the values of each layer; the last of them come from squares of the scene, if any do. */
async function classify(context: RunContext, tile: Tile, readRaster: ReadRaster) {
  const { read, core } = tile;
  const prepared = await context.prepared();
  if (prepared.blockPx !== null) {
    const { classes, scores } = await segmentBlocks(context, tile);
    return { classes, values: [...(await measure(context, tile, readRaster)), ...scores], blockScores: scores };
  }
  const segmented = await prepared.segment(await readRaster(), await context.fitParams());
  return {
    classes: cropBand(segmented.classes, read, core),
    values: segmented.layers.map((layer) => cropBand(layer, read, core)),
    blockScores: [],
  };
}

/** The values alone, where the classes come from squares of the scene; nothing is read where nothing is measured. */
async function measure(context: RunContext, { read, core }: Tile, readRaster: ReadRaster): Promise<Float32Array[]> {
  const prepared = await context.prepared();
  if (context.layers.length === scoresOf(prepared.recipe).length) return [];
  const layers = prepared.measure(await readRaster(), await context.fitParams());
  return layers.map((layer) => cropBand(layer, read, core));
}
