import { lstatSync, mkdirSync } from 'node:fs';
import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors.js';

/** What all models that were fetched may take together. */
const MOST_BYTES = 8 * 2 ** 30;
/** How folders begin into which one is just being fetched, and after how long nobody does so any more. */
export const FETCHING = 'fetch-';
const ABANDONED_MS = 24 * 3600 * 1000;

/**
 * The folder of models that were fetched, by their content: of this user alone, so that nobody else puts one there.
 *
 * @throws InputError where somebody else made it
 */
export function modelsFolder(): string {
  const uid = process.getuid?.() ?? -1;
  const folder = join(tmpdir(), uid < 0 ? 'landquilt-models' : `landquilt-models-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = lstatSync(folder);
  if (made.isDirectory() && (uid < 0 || made.uid === uid)) return folder;
  const wanted = 'a folder of your own for models';
  throw new InputError({ thing: 'temporary folder', wanted, got: 'one of somebody else', source: folder });
}

/** Removes what was left behind, and models, those first that were fetched first, until there is room for another. */
export async function makeRoom(bytes: number, mostBytes = MOST_BYTES): Promise<void> {
  const folder = modelsFolder();
  await removeAbandoned(folder);
  const models = await listModels(folder);
  let taken = models.reduce((sum, model) => sum + model.bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  let free = bavail * bsize;
  for (const model of models) {
    if (free >= bytes && taken + bytes <= mostBytes) return;
    await rm(model.path, { force: true });
    free += model.bytes;
    taken -= model.bytes;
  }
}

/** Folders of processes that were killed while they fetched. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const changed = name.startsWith(FETCHING) ? await stat(path).catch(() => null) : null;
    if (changed && Date.now() - changed.mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

/** By age, the oldest first. */
async function listModels(folder: string): Promise<{ path: string; bytes: number; fetchedMs: number }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  const models = names.map(async (name) => {
    const path = join(folder, name);
    // Another process may have removed it.
    const { size: bytes, mtimeMs: fetchedMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }));
    return { path, bytes, fetchedMs };
  });
  return (await Promise.all(models)).sort((a, b) => a.fetchedMs - b.fetchedMs);
}
