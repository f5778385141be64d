import type { Encoding } from './outputs.js';
import type { OpenPack } from './pack.js';

export interface CursorOptions {
  pack: OpenPack;
  encoding: Encoding;
  /** Rows of the table (ids, offsets, columns) and encoded bytes that are read and kept at once. */
  rowsPerRead: number;
  bytesPerRead: number;
  /** Columns to read beside these, with so many values a feature. */
  columns?: readonly CursorColumn[];
}

export interface CursorColumn {
  name: string;
  type: 'Float64Array' | 'Uint8Array';
  /** Values a feature, 1 if not given. */
  width?: number;
}

/** Walks through the features of one source in order of id; only a few of them are in memory. */
export interface FeatureCursor {
  /** Id of the feature at hand. */
  headId: number;
  /** Where the feature at hand lies among the encoded features of its source. */
  startByte: number;
  endByte: number;
  /** Goes to the next feature; false where there is none. Waits only where something must be read. */
  next(): boolean | Promise<boolean>;
  /** The encoded feature at hand; good until the next call. */
  bytes(): Uint8Array | Promise<Uint8Array>;
  /** Copies the values of the feature at hand from column `k` to those of `feature`. */
  copyColumn(k: number, target: Float64Array | Uint8Array, feature: number): void;
}

/** A cursor before the first feature. */
export function createFeatureCursor({ pack, encoding, columns = [], ...sizes }: CursorOptions): FeatureCursor {
  const count = pack.lengthOf('id');
  const totalBytes = pack.lengthOf(`${encoding}.bytes`);
  const empty = new Float64Array(0);
  let at = -1;
  let table = { from: 0, ids: empty, offsets: empty, columns: [] as (Float64Array | Uint8Array)[] };
  let block = { startByte: 0, bytes: new Uint8Array(0) };

  function arrive(): true {
    const row = at - table.from;
    cursor.headId = table.ids[row];
    cursor.startByte = table.offsets[row];
    cursor.endByte = table.offsets[row + 1];
    return true;
  }

  async function loadTable(): Promise<true> {
    const from = at;
    const to = Math.min(count, from + sizes.rowsPerRead);
    const ids = await pack.slice('id', 'Float64Array', from, to);
    const offsets = await pack.slice(`${encoding}.offsets`, 'Float64Array', from, to + 1);
    const values: (Float64Array | Uint8Array)[] = [];
    for (const { name, type, width = 1 } of columns) {
      values.push(await pack.slice(name, type, width * from, width * to));
    }
    table = { from, ids, offsets, columns: values };
    return arrive();
  }

  async function loadBytes(startByte: number, endByte: number): Promise<Uint8Array> {
    const end = Math.min(totalBytes, Math.max(endByte, startByte + sizes.bytesPerRead));
    block = { startByte, bytes: await pack.slice(`${encoding}.bytes`, 'Uint8Array', startByte, end) };
    return block.bytes.subarray(0, endByte - startByte);
  }

  const cursor: FeatureCursor = {
    headId: -1,
    startByte: 0,
    endByte: 0,
    next() {
      if (++at >= count) return false;
      return at - table.from < table.ids.length ? arrive() : loadTable();
    },
    bytes() {
      const { startByte, endByte } = cursor;
      if (endByte > block.startByte + block.bytes.length) return loadBytes(startByte, endByte);
      return block.bytes.subarray(startByte - block.startByte, endByte - block.startByte);
    },
    copyColumn(k, target, feature) {
      const { width = 1 } = columns[k];
      const row = at - table.from;
      for (let i = 0; i < width; i++) target[width * feature + i] = table.columns[k][width * row + i];
    },
  };
  return cursor;
}
