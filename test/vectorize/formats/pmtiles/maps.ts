import type { FeatureSchema } from '../../../../src/vectorize/feature.js';
import { type ArchiveFacts, type TileSpool, writeArchive } from '../../../../src/vectorize/formats/pmtiles/archive.js';
import type { DirectoryLimits } from '../../../../src/vectorize/formats/pmtiles/directory.js';
import type { MapFeatures } from '../../../../src/vectorize/formats/pmtiles/map-features.js';
import { mercatorArea, mercatorBoxes } from '../../../../src/vectorize/formats/pmtiles/mercator.js';
import {
  createTileValues,
  tileFields,
  tileMetadata,
} from '../../../../src/vectorize/formats/pmtiles/tile-properties.js';
import { type DrawnTile, type WalkOptions, walkTiles } from '../../../../src/vectorize/formats/pmtiles/walk-tiles.js';
import { encodeWkb, featureBboxes } from '../../../../src/vectorize/formats/wkb.js';
import { vectorizeInMemory } from '../../../support/vectorize-in-memory.js';
import { batchOf, bytesOf, type PlainFeature, type Position, schemaWith } from '../batches.js';
import { concat } from '../files.js';

/** Features in order of id, as a step that writes tiles gets them. */
export function mapOf(features: PlainFeature[], schema = schemaWith()): MapFeatures {
  const batch = batchOf(features, schema.layers.length);
  const encoded = encodeWkb(batch);
  const boxes = mercatorBoxes(featureBboxes(batch));
  return {
    count: batch.count,
    boxes,
    areas: batch.areaM2.map((area, i) => mercatorArea(area, (boxes[4 * i + 1]! + boxes[4 * i + 3]!) / 2)),
    sizes: Float64Array.from(features, (_, i) => encoded.offsets[i + 1]! - encoded.offsets[i]!),
    classId: batch.classId,
    id: batch.id,
    fields: tileFields(schema),
    valuesOf: createTileValues(batch, schema),
    readWkb: (feature) => bytesOf(encoded, feature),
  };
}

export function memoryTileSpool(): TileSpool {
  let kept = new Uint8Array(0);
  return {
    async write(pieces) {
      kept = Uint8Array.from(concat(await collect(pieces)));
    },
    read: async (startByte, endByte) => kept.slice(startByte, endByte),
  };
}

export async function archiveOf(
  features: PlainFeature[],
  { maxZoom, schema = schemaWith(), ...options }: WalkOptions & { schema?: FeatureSchema },
): Promise<Uint8Array> {
  return packArchive(walkTiles(mapOf(features, schema), { maxZoom, ...options }), {
    maxZoom,
    metadata: tileMetadata(schema, maxZoom),
  });
}

export async function packArchive(
  tiles: AsyncIterable<DrawnTile>,
  {
    maxZoom = 5,
    metadata = {},
    bboxLonLat = [-0.5, 51, 0.5, 52],
    limits,
  }: Partial<Pick<ArchiveFacts, 'maxZoom' | 'metadata' | 'bboxLonLat'>> & { limits?: DirectoryLimits } = {},
): Promise<Uint8Array> {
  const facts = { maxZoom, centerZoom: 2, bboxLonLat, metadata };
  return concat(await collect(writeArchive(tiles, memoryTileSpool(), facts, limits)));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A mask as features on the ground: pixels of `pixelDeg` from the upper left corner `origin`. */
export function featuresOfMask(
  mask: { width: number; height: number; classes: Uint8Array },
  { pixelDeg, origin: [west, north], connectivity = 4 }: { pixelDeg: number; origin: Position; connectivity?: 4 | 8 },
): PlainFeature[] {
  const pixelM2 = (pixelDeg * 111_195) ** 2 * Math.cos((north * Math.PI) / 180);
  const place = ([col, row]: Position): Position => [west + col * pixelDeg, north + row * pixelDeg];
  return vectorizeInMemory(mask, { tileSizePx: 256, connectivity }).map(({ figures: _, ...feature }) => ({
    ...feature,
    means: [0.25, Number.NaN],
    areaM2: feature.areaM2 * pixelM2,
    polygons: feature.polygons.map((rings) => rings.map((ring) => ring.map(place))),
  }));
}

/** A mask whose pixels have classes at random: from blobs of `blobPx` pixels, some of them speckled. */
export function randomMask(side: number, random: () => number, { classes = 3, blobPx = 4, speckle = 0.1 } = {}) {
  const blobs = Math.ceil(side / blobPx);
  const ids = Uint8Array.from({ length: blobs * blobs }, () => Math.floor(random() * classes));
  const values = Uint8Array.from({ length: side * side }, (_, i) => {
    const blob = Math.floor(Math.floor(i / side) / blobPx) * blobs + Math.floor((i % side) / blobPx);
    return [1, 2, 255][random() < speckle ? Math.floor(random() * classes) : ids[blob]!]!;
  });
  return { width: side, height: side, classes: values };
}
