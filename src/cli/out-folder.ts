import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { isS3, openStore } from '../store/open-store.js';

/** Makes the folder for results, or asks the bucket, before any work is done. Throws `UsageError` where nothing can be written there. */
export async function prepareOutFolder(out: string): Promise<void> {
  const problem = (got: string, cause?: unknown) =>
    new UsageError({ thing: '--out', wanted: 'a folder that can be written', got, source: out }, { cause });
  if (isS3(out)) return checkBucket(out);
  const scheme = /^[a-z][a-z0-9+.-]+:\/\//i.exec(out)?.[0];
  if (out === '' || scheme) throw problem(scheme ?? 'nothing');
  try {
    await makeFolder(resolve(out));
    await access(out, constants.W_OK);
  } catch (error) {
    throw problem(describe(error as NodeJS.ErrnoException), error);
  }
}

/** Asks the bucket for what it lists there: nothing is, mostly, but no answer tells what is amiss. */
async function checkBucket(out: string): Promise<void> {
  for await (const _ of openStore(out).list('.landquilt/')) return;
}

/** One level at a time: where a file system makes no folders, `mkdir` with `recursive` may try for ever. */
async function makeFolder(path: string): Promise<void> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error(path), { code: 'ENOTDIR' });
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function describe({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOTDIR') return 'a file in its place';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'one that must not be written';
  return code ?? message;
}
