import { ByteWriter } from './byte-writer.js';
import { gzip } from './gzip.js';

/** Tiles `tileId` to `tileId + runLength - 1`, all of the same bytes; a run of 0 names a leaf directory. */
export interface DirectoryEntry {
  tileId: number;
  /** From the start of the tile data, or of the leaf directories. */
  startByte: number;
  length: number;
  runLength: number;
}

export interface DirectoryLimits {
  /** Most bytes of the root, for header and root must lie in the first 16,384 (PMTiles 3, "Directory Hierarchy"). */
  rootBytes: number;
  /** Entries of a leaf; more where the root would become too large. */
  leafEntries: number;
}

/** Root and leaves, compressed. One root alone where it is small enough. */
export function writeDirectories(
  entries: readonly DirectoryEntry[],
  { rootBytes, leafEntries }: DirectoryLimits,
): { root: Uint8Array; leaves: Uint8Array[] } {
  const whole = serializeDirectory(entries);
  if (whole.length <= rootBytes) return { root: whole, leaves: [] };
  for (let size = leafEntries; ; size *= 2) {
    const leaves: Uint8Array[] = [];
    const rootEntries: DirectoryEntry[] = [];
    let startByte = 0;
    for (let from = 0; from < entries.length; from += size) {
      const leaf = serializeDirectory(entries.slice(from, from + size));
      leaves.push(leaf);
      rootEntries.push({ tileId: entries[from].tileId, startByte, length: leaf.length, runLength: 0 });
      startByte += leaf.length;
    }
    const root = serializeDirectory(rootEntries);
    // A root of one entry is as small as it gets.
    if (root.length <= rootBytes || leaves.length === 1) return { root, leaves };
  }
}

/** Columns of varints: differences of tile ids, run lengths, lengths, places; 0 for a place right after the one before. */
function serializeDirectory(entries: readonly DirectoryEntry[]): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(entries.length);
  let lastId = 0;
  for (const { tileId } of entries) {
    writer.varint(tileId - lastId);
    lastId = tileId;
  }
  for (const { runLength } of entries) writer.varint(runLength);
  for (const { length } of entries) writer.varint(length);
  let next = -1;
  for (const { startByte, length } of entries) {
    writer.varint(startByte === next ? 0 : startByte + 1);
    next = startByte + length;
  }
  return gzip(writer.written());
}
