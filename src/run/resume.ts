import { createHash, type Hash } from 'node:crypto';
import { hasInstances } from '../segment/instances.js';
import { readAhead, readEach } from '../store/read-ahead.js';
import { ObjectMissing, type Store } from '../store/store.js';
import { type Tile, tileAt } from '../tiling/grid.js';
import { findJson, getJson, putJson, type RunContext } from './context.js';
import { HEADER_ALONE, openPack } from './pack.js';
import { type PackStep, packsOf } from './task-packs.js';

/*
 * What an earlier start of the same run left behind. Work that is not whole (cut off by a full disk or a power failure)
 * counts as not done: doing it again gives the bytes it should have had.
 */

/** Tiles, or the first `count` blocks, of which a step has no whole pack. */
export async function findMissingPacks(
  { grid, keys, store }: RunContext,
  step: PackStep,
  count = grid.count,
): Promise<number[]> {
  const { prefix, keyOf } = packsOf(keys, step);
  const there = new Set<string>();
  const listed = readAhead(store, store.list(prefix), async ({ key }) =>
    (await isWholePack(store, key)) ? key : null,
  );
  for await (const key of listed) if (key !== null) there.add(key);
  return Array.from({ length: count }, (_, tile) => tile).filter((tile) => !there.has(keyOf(tile)));
}

export async function isStitched({ grid, keys, plan, store }: RunContext): Promise<boolean> {
  if (!(await isWholePack(store, keys.stitch))) return false;
  const cellBytes = hasInstances(plan.recipe) ? 4 : 1;
  const sizes = new Map<string, number>();
  for await (const { key, size } of store.list(keys.apronPrefix)) sizes.set(key, size);
  for (let tile = 0; tile < grid.count; tile++) {
    if (sizes.get(keys.apron(tile)) !== cellBytes * apronCells(tileAt(grid, tile))) return false;
  }
  return true;
}

const apronCells = ({ core }: Tile): number => 2 * (core.width + 2) + 2 * core.height;

export async function isJoined({ keys, store }: RunContext): Promise<boolean> {
  const count = await findJson<{ pieces: number }>(store, keys.joinedCount);
  const pieces = readEach(store, count?.pieces ?? 0, (piece) => isWholePack(store, keys.joined(piece)));
  for await (const isWhole of pieces) if (!isWhole) return false;
  return count !== null;
}

/** True where there is a pack that can be read. */
export async function isWholePack(store: Store, key: string): Promise<boolean> {
  return openPack(store, key, HEADER_ALONE).then(
    () => true,
    () => false,
  );
}

/** What is known of a file that waits to be published. */
export interface StagedFile {
  bytes: number;
  sha256: string;
}

/** True where there is JSON that can be read, be it `null`. */
export async function isWholeJson(store: Store, key: string): Promise<boolean> {
  return getJson(store, key).then(
    () => true,
    () => false,
  );
}

/** Writes a file where it waits to be published, and beside it how long it is, with its checksum. */
export async function stageFile(
  { keys, store }: RunContext,
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const hash = createHash('sha256');
  const { size } = await store.putStream(keys.staged(file), hashChunks(chunks, hash));
  const staged: StagedFile = { bytes: size, sha256: hash.digest('hex') };
  await putJson(store, keys.stagedSize(file), staged);
}

async function* hashChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

export async function isStaged(context: RunContext, file: string): Promise<boolean> {
  return (await loadStaged(context, file)) !== null;
}

/** Throws `ObjectMissing` where the file is not staged, or not whole. */
export async function requireStaged(context: RunContext, file: string): Promise<StagedFile> {
  const staged = await loadStaged(context, file);
  if (staged) return staged;
  // Moved away by the same run in another process, mostly: whoever catches it looks.
  throw new ObjectMissing(context.store.describe(context.keys.staged(file)));
}

/** Null where it is not whole. */
async function loadStaged({ keys, store }: RunContext, file: string): Promise<StagedFile | null> {
  const staged = await findJson<StagedFile>(store, keys.stagedSize(file));
  if (staged?.sha256 === undefined) return null;
  return (await store.head(keys.staged(file)))?.size === staged.bytes ? staged : null;
}
