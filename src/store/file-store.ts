import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InternalError, UsageError } from '../errors.js';
import { type ObjectInfo, ObjectMissing, PreconditionFailed, type PutOptions, type Store } from './store.js';

/** Marks a file still being written; never listed. */
const PARTIAL = '.partial-';

/** A store in a folder: keys are paths below it. Writes go to a partial file that is renamed when complete. */
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
    const facts = await stat(path, { bigint: true }).catch(missingIsNull);
    if (!facts?.isFile()) return null;
    return { key, size: Number(facts.size), etag: `${facts.size}-${facts.mtimeNs}-${facts.ino}` };
  }

  async function writeWhole(key: string, write: (file: FileHandle) => Promise<void>): Promise<ObjectInfo> {
    const path = pathOf(key);
    const partial = `${path}${PARTIAL}${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, 'w');
    try {
      await write(file);
      await file.close();
      await rename(partial, path);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(partial, { force: true });
      throw error;
    }
    return (await headPath(key, path))!;
  }

  const store: Store = {
    async get(key) {
      const buffer = await readFile(pathOf(key)).catch((error) => throwMissing(error, pathOf(key)));
      // Not a Buffer, whose slices share memory.
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    },
    async getRange(key, startByte, endByte) {
      const path = pathOf(key);
      const file = await open(path).catch((error) => throwMissing(error, path));
      try {
        const bytes = new Uint8Array(endByte - startByte);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, startByte);
        if (bytesRead === bytes.length) return bytes;
        throw new InternalError({
          thing: 'object range',
          wanted: `bytes ${startByte} to ${endByte}`,
          got: `${bytesRead} bytes`,
          source: path,
        });
      } finally {
        await file.close();
      }
    },
    async head(key) {
      return headPath(key, pathOf(key));
    },
    async put(key, content, options: PutOptions = {}) {
      if (options.ifMatch !== undefined) {
        const current = await store.head(key);
        if ((current?.etag ?? null) !== options.ifMatch) throw new PreconditionFailed(pathOf(key));
      }
      return writeWhole(key, async (file) => file.writeFile(content));
    },
    async putStream(key, chunks) {
      return writeWhole(key, async (file) => {
        for await (const chunk of chunks) await file.writeFile(chunk);
      });
    },
    async *list(prefix) {
      // Only the folder that the prefix names in full is walked.
      const folderKey = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const entries = await readdir(pathOf(folderKey), { recursive: true }).catch(missingIsNull);
      const keys = (entries ?? []).map((name) => folderKey + name);
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

function missingIsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function throwMissing(error: NodeJS.ErrnoException, path: string): never {
  if (error.code === 'ENOENT') throw new ObjectMissing(path);
  throw error;
}
