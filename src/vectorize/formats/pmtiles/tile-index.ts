import { createHash } from 'node:crypto';
import type { DirectoryEntry } from './directory.js';

/** A stretch of the spool, or of the archive's tile data. */
export interface Blob {
  startByte: number;
  length: number;
}

export interface Arrangement {
  entries: DirectoryEntry[];
  /** Pieces of the spool in the order in which the archive has them, each once. */
  blobs: Blob[];
  dataBytes: number;
  addressedTiles: number;
}

/** Only tiles so small, such as those within one region, are the same often enough to look for. */
const ALIKE_BYTES = 1024;

/** Remembers where each tile lies in the spool; equal small tiles lie there once. About 40 bytes a tile. */
export class TileIndex {
  private readonly ids: number[] = [];
  private readonly blobOf: number[] = [];
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private readonly known = new Map<string, number>();
  private endByte = 0;

  /** True where the bytes are new and have to be put behind the others. */
  add(id: number, bytes: Uint8Array): boolean {
    this.ids.push(id);
    const blob = this.starts.length;
    if (bytes.length <= ALIKE_BYTES) {
      const key = createHash('sha256').update(bytes).digest('base64');
      const same = this.known.get(key);
      if (same !== undefined) {
        this.blobOf.push(same);
        return false;
      }
      this.known.set(key, blob);
    }
    this.blobOf.push(blob);
    this.starts.push(this.endByte);
    this.lengths.push(bytes.length);
    this.endByte += bytes.length;
    return true;
  }

  /** Tiles in order of number, and their bytes in the order in which they are first named ("clustered"). */
  arrange(): Arrangement {
    const { ids, blobOf, starts, lengths } = this;
    const order = Uint32Array.from(ids, (_, i) => i).sort((a, b) => ids[a] - ids[b]);
    const placed = new Float64Array(starts.length).fill(-1);
    const entries: DirectoryEntry[] = [];
    const blobs: Blob[] = [];
    let dataBytes = 0;
    for (const tile of order) {
      const blob = blobOf[tile];
      const length = lengths[blob];
      if (placed[blob] < 0) {
        placed[blob] = dataBytes;
        blobs.push({ startByte: starts[blob], length });
        dataBytes += length;
      }
      const last = entries.at(-1);
      if (last && last.startByte === placed[blob] && last.tileId + last.runLength === ids[tile]) last.runLength++;
      else entries.push({ tileId: ids[tile], startByte: placed[blob], length, runLength: 1 });
    }
    return { entries, blobs, dataBytes, addressedTiles: ids.length };
  }
}
