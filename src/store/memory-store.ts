import { createHash } from 'node:crypto';
import { type ObjectInfo, ObjectMissing, PreconditionFailed, type PutOptions, type Store } from './store.js';

/** A store in a map, for tests and for callers that want no files. */
export function createMemoryStore(): Store {
  const objects = new Map<string, { content: Uint8Array; info: ObjectInfo }>();
  const find = (key: string) => {
    const object = objects.get(key);
    if (!object) throw new ObjectMissing(`memory:${key}`);
    return object;
  };

  const store: Store = {
    reading: { atOnce: 1, bytes: 0 },
    async get(key) {
      return find(key).content.slice();
    },
    async getRange(key, startByte, endByte) {
      return find(key).content.slice(startByte, endByte);
    },
    async getStart(key, bytes) {
      const { content } = find(key);
      return { content: content.slice(0, bytes), size: content.length };
    },
    async head(key) {
      return objects.get(key)?.info ?? null;
    },
    async put(key, content, options: PutOptions = {}) {
      const current = objects.get(key)?.info.etag ?? null;
      if (options.ifMatch !== undefined && options.ifMatch !== current) throw new PreconditionFailed(`memory:${key}`);
      const info = { key, size: content.length, etag: createHash('sha256').update(content).digest('hex') };
      objects.set(key, { content: new Uint8Array(content), info });
      return info;
    },
    async putStream(key, chunks) {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
      return store.put(key, Buffer.concat(parts));
    },
    async *list(prefix, after = '') {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      for (const key of keys) yield find(key).info;
    },
    async move(fromKey, toKey) {
      const { content } = find(fromKey);
      await store.put(toKey, content);
      objects.delete(fromKey);
    },
    async deletePrefix(prefix) {
      for (const key of [...objects.keys()]) if (key.startsWith(prefix)) objects.delete(key);
    },
    describe: (key) => `memory:${key}`,
  };
  return store;
}
