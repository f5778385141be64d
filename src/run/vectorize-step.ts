import { hasSimplify } from '../segment/vectorize-options.js';
import { tileAt } from '../tiling/grid.js';
import { padWithApron } from '../vectorize/borders.js';
import { openByClass } from '../vectorize/dissolve.js';
import { vectorizeTile } from '../vectorize/vectorize-tile.js';
import type { RunContext } from './context.js';
import { featureFacts, packFeatures } from './features-pack.js';
import { labelTile } from './label-tile.js';
import { openPack, writePack } from './pack.js';
import { readCornerCodes } from './simplify-step.js';
import { fromApronBytes, loadRegionTile, readCells } from './split-pack.js';
import { packArcs, unpackMeasures } from './table-pack.js';
import { readOpenParts } from './tile-pack.js';

/** The stitcher's numbers of every tile's open parts. */
export interface ScenePartNumbers {
  partOffsets: Uint32Array;
  part: Uint32Array;
}

export async function loadScenePartNumbers({ store, keys }: RunContext): Promise<ScenePartNumbers> {
  const pack = await openPack(store, keys.stitch);
  return { partOffsets: await pack.array('partOffsets', 'Uint32Array'), part: await pack.array('part', 'Uint32Array') };
}

/** One tile from class mask to polygons: finished features in every format, and arcs of regions that go on outside. */
export async function vectorizeStep(context: RunContext, index: number, numbers: ScenePartNumbers): Promise<void> {
  const { grid, plan, ground, keys, store, layers } = context;
  const { core } = tileAt(grid, index);
  const { width, height } = core;
  const pack = await loadRegionTile(context, index);
  const classes = readCells(pack);
  const { parts, regionOfPart } = labelTile(context, classes, core);
  const { dissolve } = plan.recipe.vectorize;
  const measures = await unpackMeasures('parts', pack, layers);
  const apron = fromApronBytes(await store.get(keys.apron(index)), plan.recipe);
  const { features, arcs } = vectorizeTile({
    mask: { core, classes: padWithApron(classes, core, apron) },
    parts,
    regionOfPart,
    measures,
    open: dissolve ? openByClass(measures) : readOpenParts(pack),
    scenePart: numbers.part.subarray(numbers.partOffsets[index], numbers.partOffsets[index + 1]),
    ground,
    sceneWidth: grid.width,
    visited: context.scratch.zeros((width + 2) * (height + 2)),
    ...(hasSimplify(plan.recipe.vectorize) ? { codes: await readCornerCodes(context, core) } : {}),
  });
  const arrays = { ...packFeatures(features, context), ...packArcs('arcs', arcs) };
  await store.putStream(keys.vectorize(index), writePack(arrays, featureFacts(features)));
}
