import type { Store } from './store.js';

/** One call on a recorded store; `bytes` is what was read or written, where that is known. */
export interface StoreCall {
  method: keyof Store;
  key: string;
  bytes: number;
}

/** The store itself with every call noted in `calls`, to count reads and bytes in tests. */
export function recordStore(store: Store): { store: Store; calls: StoreCall[] } {
  const calls: StoreCall[] = [];
  const note = (method: keyof Store, key: string, bytes = 0) => calls.push({ method, key, bytes });
  return {
    calls,
    store: {
      reading: store.reading,
      async get(key) {
        const content = await store.get(key);
        note('get', key, content.length);
        return content;
      },
      async getRange(key, startByte, endByte) {
        note('getRange', key, endByte - startByte);
        return store.getRange(key, startByte, endByte);
      },
      async getStart(key, bytes) {
        const start = await store.getStart(key, bytes);
        note('getStart', key, start.content.length);
        return start;
      },
      async head(key) {
        note('head', key);
        return store.head(key);
      },
      async put(key, content, options) {
        note('put', key, content.length);
        return store.put(key, content, options);
      },
      async putStream(key, chunks) {
        const info = await store.putStream(key, chunks);
        note('putStream', key, info.size);
        return info;
      },
      list(prefix, after) {
        note('list', prefix);
        return store.list(prefix, after);
      },
      async move(fromKey, toKey) {
        note('move', fromKey);
        return store.move(fromKey, toKey);
      },
      async deletePrefix(prefix) {
        note('deletePrefix', prefix);
        return store.deletePrefix(prefix);
      },
      describe: (key) => store.describe(key),
    },
  };
}
