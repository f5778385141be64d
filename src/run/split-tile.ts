import { separatesObjects } from '../segment/instances.js';
import { tileAt } from '../tiling/grid.js';
import { describeBorders } from '../vectorize/borders.js';
import { createDepthScale } from '../vectorize/instances/depth.js';
import { type JoinedSplits, toInstances } from '../vectorize/instances/join-splits.js';
import { type SplitOptions, splitTile, splitWindow } from '../vectorize/instances/split-tile.js';
import { measureParts } from '../vectorize/measure.js';
import { readClassWindow } from './class-window.js';
import type { RunContext } from './context.js';
import { labelTile } from './label-tile.js';
import { openPack, writePack } from './pack.js';
import { segmentBlocks } from './segment-blocks.js';
import { readLayerValues } from './segment-step.js';
import { deflateNumbers, inflateNumbers, packTileSplit, unpackJoinedSplits } from './split-pack.js';
import { loadClasses, packRegions } from './tile-pack.js';

export function splitOptions({ plan, grid, ground }: RunContext): SplitOptions {
  const { splitM, splitClasses, connectivity } = plan.recipe.vectorize;
  return { scale: createDepthScale(ground, grid), splitM, splitClasses, connectivity, sceneWidth: grid.width };
}

/** Finds the objects of a tile as far as the tile itself and the pixels around it tell. */
export async function objectsStep(context: RunContext, index: number): Promise<void> {
  const { grid, keys, store } = context;
  const tile = tileAt(grid, index);
  const { core } = tile;
  // Segmenting has written what the method found; here it is found again where that was lost.
  if (separatesObjects(context.plan.recipe)) return void (await segmentBlocks(context, tile));
  const window = splitWindow(core, grid);
  const split = splitTile({ core, window, classes: await readClassWindow(context, window) }, splitOptions(context));
  const { openCount, completeCount } = split;
  await store.putStream(keys.objects(index), writePack(packTileSplit(split), { openCount, completeCount }));
}

export async function loadJoinedSplits({ store, keys }: RunContext): Promise<JoinedSplits> {
  return unpackJoinedSplits(await openPack(store, keys.instances));
}

/** Writes the regions of a tile anew, those of the instances. What they measure is read from the scene once more. */
export async function splitStep(context: RunContext, index: number, joined: JoinedSplits): Promise<void> {
  const { grid, ground, keys, store, layers } = context;
  const tile = tileAt(grid, index);
  const { core } = tile;
  const { width, height } = core;
  const pack = await openPack(store, keys.objects(index));
  const { openCount } = pack.facts as { openCount: number };
  const objects = inflateNumbers(await pack.array('objects', 'Uint8Array'));
  const cells = toInstances(objects, openCount, index, joined);

  const { parts, regionOfPart } = labelTile(context, cells, core);
  const classes = await loadClasses(context, index);
  const values = layers.length > 0 ? await readLayerValues(context, tile) : [];
  const measures = measureParts(parts, { classes, core, sceneWidth: grid.width, ground, layers, values });
  const { borders, open } = describeBorders({ classes: cells, width, height }, parts, regionOfPart);
  const cellOf = (first: number): number => {
    const row = Math.floor(first / grid.width);
    return cells[(row - core.row) * width + first - row * grid.width - core.col];
  };
  const arrays = {
    cells: deflateNumbers(cells),
    'parts.cells': Uint32Array.from(measures.first, (first, label) => (label === 0 ? 0 : cellOf(first))),
    ...packRegions({ borders, open, measures }),
  };
  await store.putStream(keys.split(index), writePack(arrays, { width, height, isSplit: true }));
}
