import { constants, deflateSync, inflateSync } from 'node:zlib';
import type { Json } from '../raster/json.js';
import { hasSieve } from '../segment/vectorize-options.js';
import { forSides, type OpenParts, SIDES, type TileBorders } from '../vectorize/borders.js';
import type { Layer } from '../vectorize/layer.js';
import { createMeasureTable, type MeasureTable, mergeMeasures, selectMeasures } from '../vectorize/measure.js';
import type { TileToStitch } from '../vectorize/stitch.js';
import type { RunContext } from './context.js';
import { type OpenPack, openPack, type Pack, type PackArray, readPack } from './pack.js';
import { packMeasures, unpackMeasures } from './table-pack.js';

/*
 * A tile's pack: its class mask, its borders, and the sums of its parts, of its open parts and of its classes. Segment
 * writes one for each tile; a run with a sieve writes a second, in which small regions have joined a neighbour. A run that
 * splits objects writes another one of the regions alone (see `split-pack.ts`), in which they are those of the instances.
 */

/** Where the pack of a tile is that the outputs are made of. */
export function finalTileKey({ plan, keys }: Pick<RunContext, 'plan' | 'keys'>, tile: number): string {
  return hasSieve(plan.recipe.vectorize) ? keys.sieved(tile) : keys.segment(tile);
}

/** What a tile's pack is made of. `measures` has one row per label. */
export interface TileContent {
  classes: Uint8Array;
  borders: TileBorders;
  open: OpenParts;
  measures: MeasureTable;
}

export function packTile({ classes, ...regions }: TileContent): Record<string, PackArray> {
  return {
    classes: deflateSync(classes, { level: 1, strategy: constants.Z_RLE }),
    ...packRegions(regions),
    ...packMeasures('classes', sumByClass(regions.measures)),
  };
}

/** What stitching and vectorizing need of a tile beside its pixels. */
export function packRegions({ borders, open, measures }: Omit<TileContent, 'classes'>): Record<string, PackArray> {
  return {
    'open.labels': open.labels,
    'open.region': open.region,
    ...packBorders(borders),
    ...packMeasures('parts', measures),
    ...packMeasures('open', selectMeasures(measures, open.labels)),
  };
}

function packBorders(borders: TileBorders): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {};
  for (const side of SIDES) {
    arrays[`border.${side}.classes`] = borders.classes[side];
    arrays[`border.${side}.parts`] = borders.parts[side];
  }
  return arrays;
}

/** One row per class that occurs. */
function sumByClass(parts: MeasureTable): MeasureTable {
  const byClass = createMeasureTable(256, parts.layers);
  for (let label = 1; label < parts.pixels.length; label++) mergeMeasures(byClass, parts.classId[label], parts, label);
  return selectMeasures(
    byClass,
    Uint32Array.from(byClass.pixels.keys()).filter((id) => byClass.pixels[id] > 0),
  );
}

/** The whole pack at `key`. */
export async function loadTilePack({ store }: Pick<RunContext, 'store'>, key: string): Promise<Pack> {
  return readPack(await store.get(key), store.describe(key));
}

/** The pack of a tile that the outputs are made of. */
export async function loadFinalTile(context: RunContext, tile: number): Promise<Pack> {
  return loadTilePack(context, finalTileKey(context, tile));
}

/** The same, of which only the arrays asked for are read. */
export async function openFinalTile(context: RunContext, tile: number): Promise<OpenPack> {
  return openPack(context.store, finalTileKey(context, tile));
}

/** A tile's final class ids without the rest of its pack. */
export async function loadClasses(context: RunContext, tile: number): Promise<Uint8Array> {
  const pack = await openFinalTile(context, tile);
  return inflateClasses(await pack.array('classes', 'Uint8Array'), pack.facts);
}

export function readClasses(pack: Pack): Uint8Array {
  return inflateClasses(pack.array('classes', 'Uint8Array'), pack.facts);
}

export function readOpenParts(pack: Pack): OpenParts {
  return { labels: pack.array('open.labels', 'Uint32Array'), region: pack.array('open.region', 'Uint32Array') };
}

/** What the stitcher needs of a tile's pack. */
export async function readTileToStitch(pack: Pack, layers: readonly Layer[]): Promise<TileToStitch> {
  const { width, height, isSplit } = pack.facts as { width: number; height: number; isSplit?: boolean };
  return {
    borders: {
      width,
      height,
      classes: forSides((side) => pack.array(`border.${side}.classes`, isSplit ? 'Uint32Array' : 'Uint8Array')),
      parts: forSides((side) => pack.array(`border.${side}.parts`, 'Uint32Array')),
    },
    open: readOpenParts(pack),
    measures: await unpackMeasures('open', pack, layers),
  };
}

/** In one piece: zlib's usual sixteen kilobytes at a time cost as much again. */
function inflateClasses(bytes: Uint8Array, facts: Json): Uint8Array {
  const { width, height } = facts as { width: number; height: number };
  return inflateSync(bytes, { chunkSize: Math.max(64, width * height + 1) });
}
