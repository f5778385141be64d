import { deflateSync, inflateSync } from 'node:zlib';
import type { Window } from '../raster/window.js';
import { hasInstances } from '../segment/instances.js';
import type { Recipe } from '../segment/recipe.js';
import { SIDES, type Side } from '../vectorize/borders.js';
import type { JoinedSplits, SplitToJoin } from '../vectorize/instances/join-splits.js';
import type { PassColumns } from '../vectorize/instances/pass.js';
import type { TileSplit } from '../vectorize/instances/split-tile.js';
import type { Cells } from '../vectorize/label.js';
import type { RunContext } from './context.js';
import { type OpenPack, type Pack, type PackArray, writePack } from './pack.js';
import { loadFinalTile, loadTilePack, readClasses } from './tile-pack.js';

/** Numbers per pixel, small: most of them are those of the pixel before or above. */
export function deflateNumbers(numbers: Uint32Array): Uint8Array {
  return deflateSync(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), { level: 1 });
}

export function inflateNumbers(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = inflateSync(bytes);
  const isAligned = byteOffset % 4 === 0;
  return isAligned
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

const PASS_COLUMNS = ['a', 'b', 'low', 'high'] as const;
const PASS_PIXELS = ['lowPixel', 'highPixel'] as const;

/** What a tile can say alone of its objects, as arrays of a pack. */
export function packTileSplit({
  objects,
  peakDepths,
  peakPixels,
  passes,
  border,
}: TileSplit): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = { objects: deflateNumbers(objects), peakDepths, peakPixels };
  for (const column of [...PASS_COLUMNS, ...PASS_PIXELS]) {
    arrays[`pass.${column}`] = passes.columns[column].subarray(0, passes.count);
  }
  for (const side of SIDES) {
    arrays[`border.${side}.classes`] = border.classes[side];
    arrays[`border.${side}.depths`] = border.depths[side];
    arrays[`border.${side}.objects`] = border.objects[side];
  }
  return arrays;
}

/** What the joiner needs of a tile's pack. */
export async function unpackSplitToJoin(pack: OpenPack, core: Window): Promise<SplitToJoin> {
  const { openCount, completeCount } = pack.facts as { openCount: number; completeCount: number };
  const numbers = (name: string) => pack.array(name, 'Uint32Array');
  const columns = {} as PassColumns;
  for (const column of PASS_COLUMNS) columns[column] = await numbers(`pass.${column}`);
  for (const column of PASS_PIXELS) columns[column] = await pack.array(`pass.${column}`, 'Float64Array');
  const sides = async <T>(read: (side: Side) => Promise<T>) =>
    Object.fromEntries(await Promise.all(SIDES.map(async (side) => [side, await read(side)]))) as Record<Side, T>;
  return {
    openCount,
    completeCount,
    peakDepths: await numbers('peakDepths'),
    peakPixels: await pack.array('peakPixels', 'Float64Array'),
    passes: { columns, count: columns.a.length },
    border: {
      core,
      classes: await sides((side) => pack.array(`border.${side}.classes`, 'Uint8Array')),
      depths: await sides((side) => numbers(`border.${side}.depths`)),
      objects: await sides((side) => numbers(`border.${side}.objects`)),
    },
  };
}

export function packJoinedSplits({ instanceCount, ...arrays }: JoinedSplits): Uint8Array[] {
  return writePack({ ...arrays }, { instanceCount });
}

export async function unpackJoinedSplits(pack: OpenPack): Promise<JoinedSplits> {
  return {
    openOffsets: await pack.array('openOffsets', 'Float64Array'),
    instances: await pack.array('instances', 'Uint32Array'),
    instanceCount: (pack.facts as { instanceCount: number }).instanceCount,
    completeOffsets: await pack.array('completeOffsets', 'Float64Array'),
  };
}

/** The pack that has the tile's regions: that of the instances, or the tile's final one. */
export async function loadRegionTile(context: RunContext, tile: number): Promise<Pack> {
  const isSplit = hasInstances(context.plan.recipe);
  return isSplit ? loadTilePack(context, context.keys.split(tile)) : loadFinalTile(context, tile);
}

/** Which pixels of the tile belong together. */
export function readCells(pack: Pack): Cells {
  const { isSplit } = pack.facts as { isSplit?: boolean };
  return isSplit ? inflateNumbers(pack.array('cells', 'Uint8Array')) : readClasses(pack);
}

/** The apron of a tile as it is stored, and back. */
export function toApronBytes({ buffer, byteOffset, byteLength }: Cells): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function fromApronBytes(bytes: Uint8Array, recipe: Pick<Recipe, 'segmenter' | 'vectorize'>): Cells {
  return hasInstances(recipe) ? new Uint32Array(bytes.slice().buffer) : bytes;
}
