import type { ObjectInfo, Store } from '../../store/store.js';
import type { ByteSource } from '../../tiling/byte-source.js';
import { createRemoteSource } from '../../tiling/remote-source.js';

/** Headers of most files are shorter. */
const HEAD_BYTES = 2 ** 16;

/** An object of a store as a source of bytes; reads that lie close together share a request. */
export async function openStoreBytes(store: Store, { key, size, etag }: ObjectInfo): Promise<ByteSource> {
  const head = await store.getRange(key, 0, Math.min(size, HEAD_BYTES));
  const read = (startByte: number, endByte: number): Promise<Uint8Array> => store.getRange(key, startByte, endByte);
  return createRemoteSource(store.describe(key), { size, etag, head, read });
}
