import { type DirectoryLimits, writeDirectories } from './directory.js';
import { gzip } from './gzip.js';
import { clampLatitude } from './mercator.js';
import { tileId } from './tile-id.js';
import { type Arrangement, type Blob, TileIndex } from './tile-index.js';
import type { DrawnTile } from './walk-tiles.js';

/** Where compressed tiles wait until the directories, which come before them, can be written. */
export interface TileSpool {
  write(pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** `endByte` exclusive. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
}

export interface ArchiveFacts {
  maxZoom: number;
  /** Degrees; `west` is greater than `east` where the map lies across the antimeridian. */
  bboxLonLat: readonly [west: number, south: number, east: number, north: number];
  /** Where a map of it begins. */
  centerZoom: number;
  /** TileJSON 3.0: what the tiles hold. */
  metadata: Record<string, unknown>;
}

const HEADER_BYTES = 127;
/** Header and root directory together have to be smaller than this. */
const HEAD_BYTES = 16_384;
const DIRECTORY_LIMITS: DirectoryLimits = { rootBytes: HEAD_BYTES - HEADER_BYTES - 1, leafEntries: 4096 };
const GZIP = 2;
const MVT = 1;
/** What is read from the spool at once; tiles of one zoom lie near each other. */
const READ_BYTES = 1 << 18;

/**
 * The bytes of an archive of vector tiles (PMTiles 3): header, root directory, metadata, leaf directories, tiles in
 * order of number, equal ones once. The tiles may come in any order; those of one zoom best in order of number.
 */
export async function* writeArchive(
  tiles: AsyncIterable<DrawnTile>,
  spool: TileSpool,
  facts: ArchiveFacts,
  limits: DirectoryLimits = DIRECTORY_LIMITS,
): AsyncGenerator<Uint8Array> {
  const index = new TileIndex();
  await spool.write(packTiles(tiles, index));
  const arrangement = index.arrange();
  const { root, leaves } = writeDirectories(arrangement.entries, limits);
  const metadata = gzip(new TextEncoder().encode(JSON.stringify(facts.metadata)));
  const leafBytes = leaves.reduce((sum, { length }) => sum + length, 0);
  yield writeHeader(facts, arrangement, { root: root.length, metadata: metadata.length, leaves: leafBytes });
  yield root;
  yield metadata;
  yield* leaves;
  yield* readBlobs(arrangement.blobs, spool, arrangement.dataBytes);
}

async function* packTiles(tiles: AsyncIterable<DrawnTile>, index: TileIndex): AsyncGenerator<Uint8Array> {
  for await (const { place, bytes } of tiles) {
    const packed = gzip(bytes);
    if (index.add(tileId(place), packed)) yield packed;
  }
}

/** @param spoolBytes the spool holds every piece once, as the archive does */
async function* readBlobs(blobs: readonly Blob[], spool: TileSpool, spoolBytes: number): AsyncGenerator<Uint8Array> {
  let from = 0;
  let block = new Uint8Array(0);
  for (const { startByte, length } of blobs) {
    if (startByte < from || startByte + length > from + block.length) {
      from = startByte;
      block = new Uint8Array(await spool.read(from, Math.min(spoolBytes, from + Math.max(length, READ_BYTES))));
    }
    yield block.subarray(startByte - from, startByte - from + length);
  }
}

/** PMTiles 3, "Header Design": little-endian. */
function writeHeader(
  { maxZoom, bboxLonLat, centerZoom }: ArchiveFacts,
  { entries, blobs, dataBytes, addressedTiles }: Arrangement,
  lengths: { root: number; metadata: number; leaves: number },
): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode('PMTiles'));
  header[7] = 3;
  let at = 8;
  const put64 = (value: number): void => {
    view.setBigUint64(at, BigInt(value), true);
    at += 8;
  };
  let startByte = HEADER_BYTES;
  for (const length of [lengths.root, lengths.metadata, lengths.leaves, dataBytes]) {
    put64(startByte);
    put64(length);
    startByte += length;
  }
  put64(addressedTiles);
  put64(entries.length);
  put64(blobs.length);
  // Clustered; both compressions; from zoom 0.
  header.set([1, GZIP, GZIP, MVT, 0, maxZoom], at);
  at += 6;
  const putDegrees = (degrees: number): void => {
    view.setInt32(at, Math.round(degrees * 1e7), true);
    at += 4;
  };
  const [west, east] = [bboxLonLat[0], bboxLonLat[2]];
  const [south, north] = [clampLatitude(bboxLonLat[1]), clampLatitude(bboxLonLat[3])];
  const isAcross = west > east;
  for (const degrees of isAcross ? [-180, south, 180, north] : [west, south, east, north]) putDegrees(degrees);
  header[at++] = centerZoom;
  const middle = (west + east) / 2;
  putDegrees(isAcross ? middle + (middle > 0 ? -180 : 180) : middle);
  putDegrees((south + north) / 2);
  return header;
}
