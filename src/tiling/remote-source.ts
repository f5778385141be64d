import { InputError } from '../errors.js';
import type { RemoteObject } from '../store/remote-object.js';
import type { ByteSource } from './byte-source.js';

/** Ranges so close together are fetched at once: a request costs more time than this many bytes. */
const GAP_BYTES = 2 ** 16;
/** The longest piece that is fetched at once. */
const MOST_BYTES = 8 * 2 ** 20;
/** Reads that a decoder may have under way, so that there are neighbours to be fetched together. */
const READS_AT_ONCE = 32;

interface Wish {
  startByte: number;
  endByte: number;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/**
 * A remote object as a source of bytes. Reads that are asked for in the same moment and lie close together share a
 * request; what came with the first answer is not fetched again.
 */
export function createRemoteSource(location: string, object: RemoteObject): ByteSource {
  const { size, head } = object;
  let wishes: Wish[] = [];
  const traffic = { requests: 1, bytes: head.length, wantedBytes: 0 };

  function fulfil(): void {
    const asked = wishes.sort((a, b) => a.startByte - b.startByte);
    wishes = [];
    for (const group of groupWishes(asked)) void fetchGroup(group);
  }

  async function fetchGroup(group: readonly Wish[]): Promise<void> {
    const start = group[0].startByte;
    const end = group.reduce((most, { endByte }) => Math.max(most, endByte), 0);
    try {
      traffic.requests++;
      traffic.bytes += end - start;
      const bytes = await object.read(start, end);
      if (bytes.length !== end - start) throw cutShort(location, end - start, bytes.length);
      // Copies: a decoder may lay typed arrays of any width over what it gets.
      for (const { startByte, endByte, resolve } of group) resolve(bytes.slice(startByte - start, endByte - start));
    } catch (error) {
      for (const { reject } of group) reject(error as Error);
    }
  }

  return {
    location,
    size,
    version: object.etag,
    readsAtOnce: READS_AT_ONCE,
    traffic,
    read(startByte, endByte) {
      if (!(startByte >= 0 && startByte <= endByte && endByte <= size)) {
        return Promise.reject(cutShort(location, endByte, size));
      }
      traffic.wantedBytes += endByte - startByte;
      if (endByte <= head.length) return Promise.resolve(head.slice(startByte, endByte));
      return new Promise((resolve, reject) => {
        // All that is asked for before the event loop turns belongs together.
        if (wishes.push({ startByte, endByte, resolve, reject }) === 1) setImmediate(fulfil);
      });
    },
    close: async () => {},
  };
}

/** Neighbours that are fetched together, of wishes in order of their start. */
export function groupWishes<Range extends { startByte: number; endByte: number }>(wishes: readonly Range[]): Range[][] {
  const groups: Range[][] = [];
  let end = 0;
  for (const wish of wishes) {
    const group = groups.at(-1);
    const isNear = wish.startByte <= end + GAP_BYTES;
    const isShort = group && Math.max(end, wish.endByte) - group[0].startByte <= MOST_BYTES;
    if (group && isNear && isShort) group.push(wish);
    else {
      groups.push([wish]);
      end = 0;
    }
    end = Math.max(end, wish.endByte);
  }
  return groups;
}

const cutShort = (source: string, wanted: number, got: number): InputError =>
  new InputError({ thing: 'file', wanted: `${wanted} bytes`, got: `${got}: it is cut short or damaged`, source });
