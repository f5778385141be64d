import { NotThere } from '../../query/ogc/problem.js';
import { BlockCache } from '../../tiling/block-cache.js';
import { createTileDrawer } from '../../vectorize/formats/pmtiles/draw-tile.js';
import { gzip } from '../../vectorize/formats/pmtiles/gzip.js';
import { mercatorArea, mercatorBoxes } from '../../vectorize/formats/pmtiles/mercator.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { planZooms } from '../../vectorize/formats/pmtiles/zooms.js';
import type { PublishedRun } from '../load-run.js';
import { oncePer } from '../once-per.js';
import type { Readers } from '../run-reader.js';
import { toMapFeatures } from './map-of-features.js';
import { readTileFeatures, TILE_LIMITS } from './read-tile-features.js';
import type { Tile } from './tileset.js';

/** Tiles that are kept, packed, so that they are not drawn again for the next who asks. */
const KEPT_BYTES = 32_000_000;
const MOST_ZOOM = 22;
/** A tile is given up after this. */
const LONGEST_MS = 20_000;
/** Bytes of a vertex in FlatGeobuf. */
const VERTEX_BYTES = 16;

/** Vector tiles drawn when they are asked for, from the ranges of `regions.fgb` that lie in them. */
export function createDrawnTiles(readers: Readers) {
  const kept = new BlockCache<Tile>({ capacityBytes: KEPT_BYTES, sizeOf: ({ bytes }) => 200 + bytes.length });
  return {
    zooms: async (run: PublishedRun) => zoomsOf(run),
    async tile(run: PublishedRun, place: TilePlace): Promise<Tile | null> {
      const { minzoom } = zoomsOf(run);
      if (place.z < minzoom) throw new NotThere('tile of so many polygons below zoom', String(minzoom));
      const key = [run.file.key, run.runId, run.fileEtag, place.z, place.x, place.y].join(' ');
      const tile = await kept.get(key, async () => {
        const bytes = await drawTile(run, place, readers);
        return { bytes: bytes ? gzip(bytes) : new Uint8Array(0), isGzipped: true };
      });
      return tile.bytes.length > 0 ? tile : null;
    },
  };
}

/**
 * The largest as for an archive of tiles, or larger; the smallest so that a tile holds on average no more than is drawn of one, and
 * that as much as may be read for it.
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
  const share = Math.min(1, TILE_LIMITS.features / Math.max(1, featureCount), TILE_LIMITS.bytes / Math.max(1, bytes));
  const area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]);
  const fits = share < 1 ? Math.ceil(-Math.log2(area * share) / 2) : 0;
  const minzoom = Math.max(0, Math.min(MOST_ZOOM - 1, fits));
  // At the largest, hardly any tile has to leave something out.
  return { minzoom, maxzoom: Math.max(max, minzoom > 0 ? minzoom + 1 : 0) };
});

async function drawTile(run: PublishedRun, place: TilePlace, readers: Readers): Promise<Uint8Array | null> {
  // Not that of who asks: others may wait for the same tile.
  const signal = AbortSignal.timeout(LONGEST_MS);
  const features = await readTileFeatures(readers.open(run), place, signal);
  if (features.length === 0) return null;
  const { map, node } = toMapFeatures(run, features, place);
  if (node.rings?.list.count === 0) return null;
  return createTileDrawer(map, { maxZoom: zoomsOf(run).maxzoom })(node);
}
