import { NotThere } from '../../query/ogc/problem.js';
import { BlockCache } from '../../tiling/block-cache.js';
import { createTileDrawer } from '../../vectorize/formats/pmtiles/draw-tile.js';
import { gzip } from '../../vectorize/formats/pmtiles/gzip.js';
import { mercatorArea, mercatorBoxes } from '../../vectorize/formats/pmtiles/mercator.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { planZooms } from '../../vectorize/formats/pmtiles/zooms.js';
import { atOnce } from '../at-once.js';
import type { PublishedRun } from '../load-run.js';
import { oncePer } from '../once-per.js';
import type { Readers, RunReader } from '../run-reader.js';
import { toMapFeatures } from './map-of-features.js';
import { readTileFeatures } from './read-tile-features.js';
import type { Tile } from './tileset.js';

/** Tiles that are kept, packed, so that they are not drawn again for the next who asks. */
const KEPT_BYTES = 32_000_000;
/** At the smallest zoom a tile holds no more on average: the larger half of them, at least, is drawn. */
const MEAN_FEATURES = 40_000;
const MEAN_BYTES = 40_000_000;
const MOST_ZOOM = 22;
/** Each takes some ten megabytes while it is drawn. */
const DRAWN_AT_ONCE = 2;
/** A tile is given up after this, the time that it waits for others included. */
const LONGEST_MS = 20_000;
/** Bytes of a vertex in FlatGeobuf. */
const VERTEX_BYTES = 16;

/** Vector tiles drawn when they are asked for, from the ranges of `regions.fgb` that lie in them. */
export function createDrawnTiles(readers: Readers) {
  const kept = new BlockCache<Tile>({ capacityBytes: KEPT_BYTES, sizeOf: ({ bytes }) => 200 + bytes.length });
  const inTurn = atOnce(DRAWN_AT_ONCE);
  return {
    zooms: async (run: PublishedRun) => zoomsOf(run),
    async tile(run: PublishedRun, place: TilePlace): Promise<Tile | null> {
      const { minzoom } = zoomsOf(run);
      if (place.z < minzoom) throw new NotThere('tile of so many polygons below zoom', String(minzoom));
      const key = [run.file.key, run.runId, run.fileEtag, place.z, place.x, place.y].join(' ');
      const tile = await kept.get(key, async () => {
        // Not that of who asks: others may wait for the same tile.
        const signal = AbortSignal.timeout(LONGEST_MS);
        const bytes = await inTurn(() => drawTile(readers.open(run), place, signal));
        return { bytes: bytes ? gzip(bytes) : new Uint8Array(0), isGzipped: true };
      });
      return tile.bytes.length > 0 ? tile : null;
    },
  };
}

/**
 * The largest as for an archive of tiles, or larger; the smallest so that a tile holds no more on average than can be
 * looked at.
 */
const zoomsOf = oncePer(({ statistics, file }: PublishedRun): { minzoom: number; maxzoom: number } => {
  const { featureCount } = file.header;
  const bytes = file.size - file.featuresStart;
  const bounds = mercatorBoxes(Float64Array.from(statistics.scene.bboxLonLat));
  if (bounds[2] < bounds[0]) bounds[2] += 1;
  const { areaM2, pixels } = statistics;
  const pixelArea = mercatorArea(areaM2.valid / Math.max(1, pixels.valid), (bounds[1] + bounds[3]) / 2);
  const { max } = planZooms({
    pixelSide: pixelArea > 0 ? Math.sqrt(pixelArea) : 1,
    bounds,
    features: featureCount,
    vertices: bytes / VERTEX_BYTES,
    pixels: pixels.valid,
  });
  const share = Math.min(1, MEAN_FEATURES / Math.max(1, featureCount), MEAN_BYTES / Math.max(1, bytes));
  const area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]);
  const fits = share < 1 ? Math.ceil(-Math.log2(area * share) / 2) : 0;
  const minzoom = Math.max(0, Math.min(MOST_ZOOM - 1, fits));
  // At the largest, hardly any tile has to leave something out.
  return { minzoom, maxzoom: Math.max(max, minzoom > 0 ? minzoom + 1 : 0) };
});

async function drawTile(reader: RunReader, place: TilePlace, signal: AbortSignal): Promise<Uint8Array | null> {
  signal.throwIfAborted();
  const { run } = reader;
  const features = await readTileFeatures(reader, place, signal);
  if (features.length === 0) return null;
  const { map, node } = toMapFeatures(run, features, place);
  if (node.rings?.list.count === 0) return null;
  return createTileDrawer(map, { maxZoom: zoomsOf(run).maxzoom })(node);
}
