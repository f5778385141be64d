import { type TileSpool, writeArchive } from '../vectorize/formats/pmtiles/archive.js';
import type { MapFeatures } from '../vectorize/formats/pmtiles/map-features.js';
import { mercatorArea, mercatorBoxes } from '../vectorize/formats/pmtiles/mercator.js';
import { createTileValues, tileFields, tileMetadata } from '../vectorize/formats/pmtiles/tile-properties.js';
import { walkTiles } from '../vectorize/formats/pmtiles/walk-tiles.js';
import { planZooms, type Zooms } from '../vectorize/formats/pmtiles/zooms.js';
import { ChunkBuilder } from './chunk-builder.js';
import type { RunContext } from './context.js';
import { createFeatureReader } from './feature-table.js';
import { cacheBytes, loadTableAndColumns } from './publish-vectors.js';

/** Bytes of a vertex in WKB. */
const VERTEX_BYTES = 16;

/** All features as an archive of vector tiles, generalised for each zoom. */
export async function* writePmtiles(context: RunContext): AsyncGenerator<Uint8Array> {
  const { schema, ground } = context;
  const { map, zooms } = await loadMap(context);
  const facts = {
    maxZoom: zooms.max,
    centerZoom: zooms.fit,
    bboxLonLat: ground.bboxLonLat,
    metadata: tileMetadata(schema, zooms.max),
  };
  yield* inChunks(writeArchive(walkTiles(map, { maxZoom: zooms.max }), storeSpool(context), facts));
}

async function loadMap(context: RunContext): Promise<{ map: MapFeatures; zooms: Zooms }> {
  const { schema, ground } = context;
  const loaded = await loadTableAndColumns(context);
  const { table } = loaded;
  const { count, sizes } = table;
  const columns = { count, ...loaded.columns };
  const boxes = mercatorBoxes(table.bboxes);
  const areas = columns.areaM2.map((areaM2, i) => mercatorArea(areaM2, (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2));
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const bounds = mercatorBoxes(Float64Array.from(ground.bboxLonLat));
  // Across the antimeridian.
  if (bounds[2] < bounds[0]) bounds[2] += 1;
  const pixels = sum(columns.pixels);
  const pixelArea = mercatorArea(sum(columns.areaM2) / pixels, (bounds[1] + bounds[3]) / 2);
  const zooms = planZooms({
    pixelSide: count > 0 ? Math.sqrt(pixelArea) : 1,
    bounds,
    features: count,
    vertices: sizes.reduce((total, bytes) => total + bytes, 0) / VERTEX_BYTES,
    pixels,
  });
  const map: MapFeatures = {
    count,
    boxes,
    areas,
    sizes,
    classId: columns.classId,
    id: columns.id,
    fields: tileFields(schema),
    valuesOf: createTileValues(columns, schema),
    readWkb: createFeatureReader(table, 'wkb', cacheBytes(context)).read,
  };
  return { map, zooms };
}

/** Tiles wait among the run's work until the directories that come before them are known. */
function storeSpool({ keys, store }: RunContext): TileSpool {
  return {
    write: async (pieces) => {
      await store.putStream(keys.tileSpool, inChunks(pieces));
    },
    read: (startByte, endByte) => store.getRange(keys.tileSpool, startByte, endByte),
  };
}

async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = new ChunkBuilder();
  for await (const piece of pieces) {
    const full = chunks.add(piece);
    if (full) yield full;
  }
  const rest = chunks.take();
  if (rest) yield rest;
}
