import { tileAt } from '../tiling/grid.js';
import { describeBorders } from '../vectorize/borders.js';
import { labelParts } from '../vectorize/label.js';
import { applySieve } from '../vectorize/sieve/apply-sieve.js';
import type { SceneRegions } from '../vectorize/sieve/scene-regions.js';
import { findTileNeighbours } from '../vectorize/sieve/tile-neighbours.js';
import type { RunContext } from './context.js';
import { labelTile } from './label-tile.js';
import { openPack, writePack } from './pack.js';
import { samplePreviewClasses } from './preview-sample.js';
import { packNeighbours, unpackEnds, unpackSceneRegions } from './sieve-pack.js';
import { unpackMeasures } from './table-pack.js';
import { loadTilePack, packTile, readClasses, readOpenParts } from './tile-pack.js';
import { sumTileZonesAgain } from './zones-step.js';

export async function loadRegionsToSieve({ store, keys }: RunContext): Promise<SceneRegions> {
  return unpackSceneRegions(await openPack(store, keys.sieveRegions));
}

/** Finds the neighbours of a tile's small regions. */
export async function neighboursStep(context: RunContext, index: number, scene: SceneRegions): Promise<void> {
  const { grid, ground, plan, keys, store } = context;
  const { connectivity, minPixels, minAreaM2, sieveRule } = plan.recipe.vectorize;
  const { core } = tileAt(grid, index);
  const pack = await loadTilePack(context, keys.segment(index));
  const neighbours = findTileNeighbours({
    ...labelTile(context, readClasses(pack), core),
    measures: await unpackMeasures('parts', pack, []),
    open: readOpenParts(pack),
    sceneRegion: scene.region.subarray(scene.partOffsets[index], scene.partOffsets[index + 1]),
    scene,
    core,
    sceneWidth: grid.width,
    connectivity,
    small: { minPixels, minAreaM2 },
    areaUnitM2: ground.areaUnitM2,
    rule: sieveRule,
  });
  const { innerRegions } = neighbours;
  await store.putStream(keys.neighbours(index), writePack(packNeighbours(neighbours), { innerRegions }));
}

export async function loadClassOfRegion({ store, keys }: RunContext): Promise<Uint8Array> {
  return (await openPack(store, keys.sieveClasses)).array('classOfRegion', 'Uint8Array');
}

/** Lets a tile's small regions join their neighbours: a pack as segment writes it, of the new class mask. */
export async function sieveStep(context: RunContext, index: number, classOfRegion: Uint8Array): Promise<void> {
  const { grid, ground, plan, keys, store, layers, scratch } = context;
  const { connectivity } = plan.recipe.vectorize;
  const { core } = tileAt(grid, index);
  const { width, height } = core;
  const raw = await loadTilePack(context, keys.segment(index));
  const parts = labelParts(readClasses(raw), width, height, scratch.labels(width * height));
  const { classes, counts, ...sieved } = applySieve({
    ...(await unpackEnds(await openPack(store, keys.neighbours(index)))),
    ...{ parts, width, height, connectivity, classOfRegion },
    measures: await unpackMeasures('parts', raw, layers),
  });
  const { borders, open } = describeBorders({ classes, width, height }, sieved.parts, sieved.regionOfPart);
  const pack = writePack(
    {
      ...packTile({ classes, borders, open, measures: sieved.measures }),
      'preview.classes': samplePreviewClasses(classes, core, plan.previewStepPx),
      'preview.values': raw.array('preview.values', 'Float32Array'),
      ...(await sumTileZonesAgain(await context.zones(), index, raw, { core, classes, ground })),
    },
    { width, height, sieve: { ...counts } },
  );
  await store.putStream(keys.sieved(index), pack);
}
