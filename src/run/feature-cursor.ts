import type { Encoding } from './outputs.js';
import type { OpenPack } from './pack.js';

export interface CursorOptions {
  pack: OpenPack;
  encoding: Encoding;
  /** Rows of the table (ids, offsets, boxes) and encoded bytes that are read and kept at once. */
  rowsPerRead: number;
  bytesPerRead: number;
  /** Reads boxes too. */
  hasBboxes?: boolean;
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
  /** Copies minX, minY, maxX, maxY of the feature at hand to place `feature`. */
  copyBbox(target: Float64Array, feature: number): void;
}

/** A cursor before the first feature. */
export function createFeatureCursor({ pack, encoding, ...sizes }: CursorOptions): FeatureCursor {
  const count = pack.lengthOf('id');
  const totalBytes = pack.lengthOf(`${encoding}.bytes`);
  const empty = new Float64Array(0);
  let at = -1;
  let table = { from: 0, ids: empty, offsets: empty, bboxes: empty };
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
    const bboxes = sizes.hasBboxes ? await pack.slice('bboxes', 'Float64Array', 4 * from, 4 * to) : empty;
    table = { from, ids, offsets, bboxes };
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
    copyBbox(target, feature) {
      const row = at - table.from;
      for (let side = 0; side < 4; side++) target[4 * feature + side] = table.bboxes[4 * row + side];
    },
  };
  return cursor;
}
