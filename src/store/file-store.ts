import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InternalError, UsageError } from '../errors.js';
import { type ObjectInfo, ObjectMissing, PreconditionFailed, type PutOptions, type Store } from './store.js';

/** Marks a file still being written; never listed. */
const PARTIAL = '.partial-';
/** How often a lock is asked for, and how long between; after that its holder is taken for dead. */
const LOCK_TRIES = 300;
const LOCK_WAIT_MS = 10;
/** The place cannot be written to: trying again does not help, another folder or more room does. */
const UNWRITABLE = [
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENAMETOOLONG',
];

/**
 * A store in a folder: keys are paths below it. Writes go to a partial file that is renamed when complete. Bytes are
 * read and written without waiting: a worker has nothing else to do meanwhile, and the way through the pool of threads
 * takes longer than most of these calls.
 */
export function createFileStore(folder: string): Store {
  const root = resolve(folder);
  const pathOf = (key: string): string => {
    const path = join(root, key);
    if (key.includes('\0') || (path !== root && !path.startsWith(`${root}/`))) {
      throw new UsageError({ thing: 'store key', wanted: 'a path inside the store', got: key, source: root });
    }
    return path;
  };

  async function headPath(key: string, path: string): Promise<ObjectInfo | null> {
    const facts = statOf(path);
    if (!facts?.isFile()) return null;
    return { key, size: Number(facts.size), etag: `${facts.size}-${facts.mtimeNs}-${facts.ino}` };
  }

  /** `commit` makes the complete partial file the object. */
  async function writeWhole(
    key: string,
    write: (file: number) => Promise<void> | void,
    commit: (partial: string, path: string) => Promise<void> = rename,
  ): Promise<ObjectInfo> {
    const path = pathOf(key);
    const partial = `${path}${PARTIAL}${randomUUID()}`;
    try {
      const file = openNew(partial);
      try {
        await write(file);
      } finally {
        closeSync(file);
      }
      await commit(partial, path);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {});
      throw nameUnwritable(error as NodeJS.ErrnoException, path);
    }
    return (await headPath(key, path))!;
  }

  const store: Store = {
    // The next bytes of a file are at hand when the first ones are.
    reading: { atOnce: 1, bytes: 0 },
    async get(key) {
      const buffer = orMissing(pathOf(key), (path) => readFileSync(path));
      // Not a Buffer, whose slices share memory.
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    },
    async getRange(key, startByte, endByte) {
      const path = pathOf(key);
      return readOpened(path, (file) => {
        const bytes = new Uint8Array(endByte - startByte);
        const bytesRead = readSync(file, bytes, 0, bytes.length, startByte);
        if (bytesRead === bytes.length) return bytes;
        throw new InternalError({
          thing: 'object range',
          wanted: `bytes ${startByte} to ${endByte}`,
          got: `${bytesRead} bytes`,
          source: path,
        });
      });
    },
    async getStart(key, bytes) {
      return readOpened(pathOf(key), (file) => {
        const { size } = fstatSync(file);
        const content = new Uint8Array(Math.min(size, bytes));
        return { content: content.subarray(0, readSync(file, content, 0, content.length, 0)), size };
      });
    },
    async head(key) {
      return headPath(key, pathOf(key));
    },
    async put(key, content, options: PutOptions = {}) {
      const { ifMatch } = options;
      const write = (file: number) => writeFully(file, content);
      if (ifMatch === undefined) return writeWhole(key, write);
      return writeWhole(key, write, (partial, path) =>
        underLock(path, async () => {
          if (((await headPath(key, path))?.etag ?? null) !== ifMatch) throw new PreconditionFailed(path);
          await rename(partial, path);
        }),
      );
    },
    async putStream(key, chunks) {
      return writeWhole(key, async (file) => {
        for await (const chunk of chunks) writeFully(file, chunk);
      });
    },
    async *list(prefix, after = '') {
      // Only the folder that the prefix names in full is walked.
      const folderKey = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const entries = await readdir(pathOf(folderKey), { recursive: true }).catch(missingIsNull);
      const keys = (entries ?? []).map((name) => folderKey + name).filter((key) => key > after);
      for (const key of keys.filter((name) => name.startsWith(prefix) && !name.includes(PARTIAL)).sort()) {
        const info = await store.head(key);
        if (info) yield info;
      }
    },
    async move(fromKey, toKey) {
      await mkdir(dirname(pathOf(toKey)), { recursive: true });
      await rename(pathOf(fromKey), pathOf(toKey)).catch((error) => throwMissing(error, pathOf(fromKey)));
    },
    async deletePrefix(prefix) {
      if (prefix.endsWith('/')) return rm(pathOf(prefix), { recursive: true, force: true });
      for await (const { key } of store.list(prefix)) await rm(pathOf(key), { force: true });
    },
    describe: pathOf,
  };
  return store;
}

/** Its folder is made only where it is missing. */
function openNew(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'w');
}

function writeFully(file: number, content: Uint8Array): void {
  for (let written = 0; written < content.length; ) written += writeSync(file, content, written);
}

function readOpened<T>(path: string, read: (file: number) => T): T {
  const file = orMissing(path, (existing) => openSync(existing, 'r'));
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    return missingIsNull(error as NodeJS.ErrnoException);
  }
}

function orMissing<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    return throwMissing(error as NodeJS.ErrnoException, path);
  }
}

/** Between looking at an object and replacing it, no other process may do the same. */
async function underLock(path: string, work: () => Promise<void>): Promise<void> {
  const lock = `${path}${PARTIAL}lock`;
  for (let tries = 1; ; tries++) {
    try {
      await (await open(lock, 'wx')).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (tries % LOCK_TRIES === 0) await rm(lock, { force: true });
    else await sleep(LOCK_WAIT_MS);
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

function nameUnwritable(error: NodeJS.ErrnoException, path: string): Error {
  if (!UNWRITABLE.includes(error.code ?? '')) return error;
  const facts = { thing: 'store', wanted: 'a place that can be written to', got: error.message, source: path };
  return new UsageError(facts, { cause: error });
}

function missingIsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function throwMissing(error: NodeJS.ErrnoException, path: string): never {
  if (error.code === 'ENOENT') throw new ObjectMissing(path);
  throw error;
}
