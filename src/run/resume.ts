import { hasInstances } from '../segment/instances.js';
import type { Store } from '../store/store.js';
import { type Tile, tileAt } from '../tiling/grid.js';
import { findJson, putJson, type RunContext } from './context.js';
import { openPack } from './pack.js';

/*
 * What an earlier start of the same run left behind. Work that is not whole (cut off by a full disk or a power failure)
 * counts as not done: doing it again gives the bytes it should have had.
 */

/** Tiles without a whole pack at their key, all of which lie under `prefix`. */
export async function findMissingPacks(
  { grid, store }: RunContext,
  prefix: string,
  keyOf: (tile: number) => string,
  count = grid.count,
): Promise<number[]> {
  const there = new Set<string>();
  for await (const { key } of store.list(prefix)) if (await isWholePack(store, key)) there.add(key);
  return Array.from({ length: count }, (_, tile) => tile).filter((tile) => !there.has(keyOf(tile)));
}

export async function isStitched({ grid, keys, plan, store }: RunContext): Promise<boolean> {
  if (!(await isWholePack(store, keys.stitch))) return false;
  const cellBytes = hasInstances(plan.recipe) ? 4 : 1;
  for (let tile = 0; tile < grid.count; tile++) {
    if ((await store.head(keys.apron(tile)))?.size !== cellBytes * apronCells(tileAt(grid, tile))) return false;
  }
  return true;
}

const apronCells = ({ core }: Tile): number => 2 * (core.width + 2) + 2 * core.height;

export async function isJoined({ keys, store }: RunContext): Promise<boolean> {
  const count = await findJson<{ pieces: number }>(store, keys.joinedCount);
  for (let piece = 0; piece < (count?.pieces ?? 0); piece++) {
    if (!(await isWholePack(store, keys.joined(piece)))) return false;
  }
  return count !== null;
}

/** True where there is a pack that can be read. */
export async function isWholePack(store: Store, key: string): Promise<boolean> {
  return openPack(store, key).then(
    () => true,
    () => false,
  );
}

/** Writes a file where it waits to be published, and how long it is beside it. */
export async function stageFile(
  { keys, store }: RunContext,
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { size } = await store.putStream(keys.staged(file), chunks);
  await putJson(store, keys.stagedSize(file), { bytes: size });
}

export async function isStaged({ keys, store }: RunContext, file: string): Promise<boolean> {
  const size = await findJson<{ bytes: number }>(store, keys.stagedSize(file));
  return size !== null && (await store.head(keys.staged(file)))?.size === size.bytes;
}
