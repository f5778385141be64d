import { SIDES, type Side } from '../vectorize/borders.js';
import type { TileObjects } from '../vectorize/instances/join-blocks.js';
import type { ObjectsToJoin } from '../vectorize/instances/object-joiner.js';
import type { OpenPack, PackArray } from './pack.js';
import { deflateNumbers } from './split-pack.js';

/** What a tile knows of the objects that its method found, as arrays of a pack. */
export function packTileObjects({ objects, border }: TileObjects): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = { objects: deflateNumbers(objects) };
  for (const side of SIDES) {
    arrays[`border.${side}.classes`] = border.classes[side];
    arrays[`border.${side}.objects`] = border.objects[side];
    arrays[`border.${side}.joins`] = border.joins[side];
  }
  return arrays;
}

/** What the joiner needs of a tile's pack. */
export async function unpackObjectsToJoin(pack: OpenPack): Promise<ObjectsToJoin> {
  const { openCount, completeCount } = pack.facts as { openCount: number; completeCount: number };
  const sides = async <T>(read: (side: Side) => Promise<T>) =>
    Object.fromEntries(await Promise.all(SIDES.map(async (side) => [side, await read(side)]))) as Record<Side, T>;
  return {
    openCount,
    completeCount,
    border: {
      classes: await sides((side) => pack.array(`border.${side}.classes`, 'Uint8Array')),
      objects: await sides((side) => pack.array(`border.${side}.objects`, 'Uint32Array')),
      joins: await sides((side) => pack.array(`border.${side}.joins`, 'Uint8Array')),
    },
  };
}
