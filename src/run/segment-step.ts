import { constants, deflateSync, inflateSync } from 'node:zlib';
import type { Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import { tileAt } from '../tiling/grid.js';
import { describeBorders, SIDES, type Side, type TileBorders } from '../vectorize/borders.js';
import { groupParts, labelParts } from '../vectorize/label.js';
import {
  createMeasureTable,
  type MeasureTable,
  measureParts,
  mergeMeasures,
  selectMeasures,
} from '../vectorize/measure.js';
import type { TileToStitch } from '../vectorize/stitch.js';
import type { RunContext } from './context.js';
import { openPack, type Pack, type PackArray, readPack, writePack } from './pack.js';
import { samplePreview } from './preview-sample.js';
import { packMeasures, unpackMeasures } from './table-pack.js';
import { sumTileZones } from './zones-step.js';

/**
 * One tile from pixels to class mask: reads core and overlap, classifies, keeps the core, labels and measures its
 * parts. Writes one pack; what it holds depends on the plan alone.
 */
export async function segmentTile(context: RunContext, index: number): Promise<void> {
  const { plan, grid, ground, keys, store } = context;
  const tile = tileAt(grid, index);
  const { core } = tile;
  const { width, height } = core;
  const prepared = await context.prepared();
  const scene = await context.scene();

  const wanted = [...new Set([...prepared.bandNumbers, ...plan.previewBands])];
  const all = await scene.read(tile.read, { bands: wanted });
  // Validity is that of the bands the recipe reads; the preview must not change it.
  const raster = wanted.length === prepared.bandNumbers.length ? all : await readRecipeBands();
  const segmented = prepared.segment(raster, await context.fitParams());
  const classes = cropToCore(segmented.classes, tile.read, core);
  const indices = segmented.indices.map((values) => cropToCore(values, tile.read, core));

  const parts = labelParts(classes, width, height, context.scratch.labels(width * height));
  const { connectivity } = plan.recipe.vectorize;
  const { regionOfPart } = groupParts(parts, { classes, width, height, connectivity });
  const measures = measureParts(parts, { classes, core, sceneWidth: grid.width, ground, indices });
  const { borders, open } = describeBorders({ classes, width, height }, parts, regionOfPart);
  const preview = samplePreview({ raster: all, bandOrder: wanted, classes, core, plan });
  const pack = writePack(
    {
      classes: deflateSync(classes, { level: 1, strategy: constants.Z_RLE }),
      'open.labels': open.labels,
      'open.region': open.region,
      ...packBorders(borders),
      ...packMeasures('parts', measures),
      ...packMeasures('open', selectMeasures(measures, open.labels)),
      ...packMeasures('classes', sumByClass(measures)),
      'preview.classes': preview.classes,
      'preview.values': preview.values,
      ...sumTileZones(await context.zones(), index, { core, classes, indices, ground }),
    },
    { width, height },
  );
  await store.putStream(keys.segment(index), pack);

  async function readRecipeBands(): Promise<Raster> {
    return scene.read(tile.read, { bands: prepared.bandNumbers });
  }
}

function cropToCore<T extends Uint8Array | Float32Array>(values: T, read: Window, core: Window): T {
  if (read.width === core.width && read.height === core.height) return values;
  const cropped = values.slice(0, core.width * core.height) as T;
  for (let row = 0; row < core.height; row++) {
    const from = (core.row - read.row + row) * read.width + core.col - read.col;
    cropped.set(values.subarray(from, from + core.width), row * core.width);
  }
  return cropped;
}

/** One row per class that occurs. */
function sumByClass(parts: MeasureTable): MeasureTable {
  const byClass = createMeasureTable(256, parts.indexSums.length);
  for (let label = 1; label < parts.pixels.length; label++) mergeMeasures(byClass, parts.classId[label], parts, label);
  return selectMeasures(
    byClass,
    Uint32Array.from(byClass.pixels.keys()).filter((id) => byClass.pixels[id] > 0),
  );
}

function packBorders(borders: TileBorders): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {};
  for (const side of SIDES) {
    arrays[`border.${side}.classes`] = borders.classes[side];
    arrays[`border.${side}.parts`] = borders.parts[side];
  }
  return arrays;
}

export async function loadSegmentPack({ store, keys }: RunContext, index: number): Promise<Pack> {
  const key = keys.segment(index);
  return readPack(await store.get(key), store.describe(key));
}

/** What the stitcher needs of a tile's pack. */
export async function readTileToStitch(pack: Pack, indexCount: number): Promise<TileToStitch> {
  const { width, height } = pack.facts as { width: number; height: number };
  const sides = <T>(read: (side: Side) => T) =>
    Object.fromEntries(SIDES.map((side) => [side, read(side)])) as Record<Side, T>;
  return {
    borders: {
      width,
      height,
      classes: sides((side) => pack.array(`border.${side}.classes`, 'Uint8Array')),
      parts: sides((side) => pack.array(`border.${side}.parts`, 'Uint32Array')),
    },
    open: readOpenParts(pack),
    measures: await unpackMeasures('open', pack, indexCount),
  };
}

export function readOpenParts(pack: Pack) {
  return { labels: pack.array('open.labels', 'Uint32Array'), region: pack.array('open.region', 'Uint32Array') };
}

export function readClasses(pack: Pack): Uint8Array {
  return inflateSync(pack.array('classes', 'Uint8Array'));
}

/** A tile's class mask without the rest of its pack. */
export async function loadClasses({ store, keys }: RunContext, index: number): Promise<Uint8Array> {
  return inflateSync(await (await openPack(store, keys.segment(index))).array('classes', 'Uint8Array'));
}
