import { separatesObjects } from '../segment/instances.js';
import { readEach } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { SplitJoiner } from '../vectorize/instances/join-splits.js';
import { ObjectJoiner } from '../vectorize/instances/object-joiner.js';
import type { RunContext } from './context.js';
import { unpackObjectsToJoin } from './objects-pack.js';
import { openPack } from './pack.js';
import { packJoinedSplits, unpackSplitToJoin } from './split-pack.js';
import { splitOptions } from './split-tile.js';

/** What tiles do to split objects: each finds those it sees, then, all being joined, its regions are those of instances. */
export interface SplitTask {
  step: 'objects' | 'split';
  tile: number;
}

/** Joins what crosses tile borders: the objects that the method found, or that touch and are split. */
export async function joinObjects(context: RunContext): Promise<void> {
  const { grid, keys, store } = context;
  if (separatesObjects(context.plan.recipe)) {
    const joiner = new ObjectJoiner(grid.columns);
    const tiles = readEach(store, grid.count, async (tile) =>
      unpackObjectsToJoin(await openPack(store, keys.objects(tile))),
    );
    for await (const objects of tiles) joiner.add(objects);
    await store.putStream(keys.instances, packJoinedSplits(joiner.finish()));
    return;
  }
  const { scale, ...options } = splitOptions(context);
  const joiner = new SplitJoiner(grid.columns, { ...options, unitM: scale.unitM });
  const tiles = readEach(store, grid.count, async (tile) =>
    unpackSplitToJoin(await openPack(store, keys.objects(tile)), tileAt(grid, tile).core),
  );
  for await (const split of tiles) joiner.add(split);
  const joined = joiner.finish();
  await store.putStream(keys.instances, packJoinedSplits(joined));
}
