import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Compression, PMTiles, ResolvedValueCache, type Source } from 'pmtiles';
import { InternalError } from '../../errors.js';
import { VECTOR_FORMATS } from '../../run/outputs.js';
import type { ObjectInfo, Store } from '../../store/store.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import type { PublishedRun } from '../load-run.js';
import { createOpenedFiles } from '../opened-files.js';
import type { Readers } from '../run-reader.js';
import type { Tile } from './tileset.js';

const MOST_OPEN = 64;
/** Directories of up to 4096 entries that are kept, of all archives together. */
const MOST_DIRECTORIES = 128;
const unpack = promisify(gunzip);

/** Tiles of `regions.pmtiles`, as they lie there. */
export function createArchives(store: Store, readers: Readers) {
  const directories = new ResolvedValueCache(MOST_DIRECTORIES, undefined, async (bytes, compression) => {
    if (compression === Compression.None) return bytes;
    if (compression === Compression.Gzip) return toBuffer(await unpack(new Uint8Array(bytes)));
    throw new InternalError({ thing: 'vector tiles', wanted: 'packed by gzip', got: `compression ${compression}` });
  });
  const archives = createOpenedFiles(
    { store, readers, name: VECTOR_FORMATS.pmtiles.file, mostOpen: MOST_OPEN },
    // Tiles stay packed.
    async (info, run) => new PMTiles(toSource(store, info, run), directories, async (bytes) => bytes),
  );
  return {
    async zooms(run: PublishedRun): Promise<{ minzoom: number; maxzoom: number }> {
      const { minZoom, maxZoom } = await (await archives.of(run)).getHeader();
      return { minzoom: minZoom, maxzoom: maxZoom };
    },
    async tile(run: PublishedRun, { z, x, y }: TilePlace): Promise<Tile | null> {
      const archive = await archives.of(run);
      const { tileCompression } = await archive.getHeader();
      const found = await archive.getZxy(z, x, y);
      return found ? { bytes: new Uint8Array(found.data), isGzipped: tileCompression === Compression.Gzip } : null;
    },
  };
}

/** Of a run: one that takes its place is another archive. */
function toSource(store: Store, { key, size, etag }: ObjectInfo, { runId }: PublishedRun): Source {
  return {
    getKey: () => `${key} ${runId} ${etag}`,
    // The reader asks for the head without knowing how long the file is.
    getBytes: async (start, length) => ({
      data: toBuffer(await store.getRange(key, start, Math.min(size, start + length))),
    }),
  };
}

/** The very bytes, without what else their memory holds. */
const toBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
