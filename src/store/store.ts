/** What is known of an object without reading it. `etag` changes whenever the content does. */
export interface ObjectInfo {
  key: string;
  size: number;
  etag: string;
}

/** How a store is best read: where every request waits for a network, more of them at once, and more bytes with each. */
export interface Reading {
  /** Requests that are worth having under way at once. */
  atOnce: number;
  /** Bytes that take no longer than one. */
  bytes: number;
}

/** Conditions under which a write may happen; a failed one throws `PreconditionFailed`. */
export interface PutOptions {
  /** Write only over the object with this etag; null: only where there is none. */
  ifMatch?: string | null;
}

/**
 * Where every step reads and writes: keys with `/`, whole objects, atomic writes. A reader sees the old object or
 * the new one, never a part. Keys are built in `keys.ts` alone.
 */
export interface Store {
  readonly reading: Reading;
  /** The whole object; throws `ObjectMissing`. */
  get(key: string): Promise<Uint8Array>;
  /** Bytes from `startByte` to `endByte` exclusive; throws `ObjectMissing`, or `InternalError` when short. */
  getRange(key: string, startByte: number, endByte: number): Promise<Uint8Array>;
  /** The first `bytes` bytes, or as many as there are, and the size of the whole; throws `ObjectMissing`. */
  getStart(key: string, bytes: number): Promise<{ content: Uint8Array; size: number }>;
  head(key: string): Promise<ObjectInfo | null>;
  put(key: string, content: Uint8Array, options?: PutOptions): Promise<ObjectInfo>;
  /** Writes an object of unknown length; it becomes visible when the last chunk is stored. */
  putStream(key: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ObjectInfo>;
  /** Objects whose key starts with `prefix` and comes after `after`, where that is given, in order of key. */
  list(prefix: string, after?: string): AsyncIterable<ObjectInfo>;
  /** Renames; the target is replaced. Throws `ObjectMissing`. */
  move(fromKey: string, toKey: string): Promise<void>;
  /** Removes every object under the prefix; nothing there is no error. */
  deletePrefix(prefix: string): Promise<void>;
  /** Path or URL that a person can open. */
  describe(key: string): string;
}

/** No object at that key. */
export class ObjectMissing extends Error {
  constructor(readonly location: string) {
    super(`object: wanted one to read, got none (${location})`);
    this.name = 'ObjectMissing';
  }
}

/** Somebody else wrote first. */
export class PreconditionFailed extends Error {
  constructor(readonly location: string) {
    super(`object: wanted it unchanged since it was read, got a newer one (${location})`);
    this.name = 'PreconditionFailed';
  }
}

/** What is known of an object that must be there; throws `ObjectMissing`. */
export async function requireObject(store: Store, key: string): Promise<ObjectInfo> {
  const info = await store.head(key);
  if (info) return info;
  throw new ObjectMissing(store.describe(key));
}
