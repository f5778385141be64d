import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../../../src/vectorize/feature.js';
import { writeGeoParquet } from '../../../src/vectorize/formats/geoparquet.js';
import { encodeWkb, featureBboxes } from '../../../src/vectorize/formats/wkb.js';
import {
  batchOf,
  bytesOf,
  countFigures,
  expectedProperties,
  type PlainFeature,
  randomFeatures,
  schemaWith,
} from './batches.js';
import { concat, geoParquetFile, parquetRows } from './files.js';

type Row = Record<string, unknown>;

const bufferOf = (file: Uint8Array): ArrayBuffer => file.slice().buffer as ArrayBuffer;
/** Rows with the geometry as the bytes of the file; else the reader makes GeoJSON of it. */
const rowsOf = (file: Uint8Array): Promise<Row[]> =>
  parquetReadObjects({ file: bufferOf(file), geoparquet: false, utf8: false });
const geoOf = (file: Uint8Array): Record<string, never> & { columns: { geometry: Row } } =>
  JSON.parse(parquetMetadata(bufferOf(file)).key_value_metadata!.find(({ key }) => key === 'geo')!.value!);

function expectedRows(features: PlainFeature[], schema: FeatureSchema): Row[] {
  const batch = batchOf(features, countFigures(schema));
  const encoded = encodeWkb(batch);
  const bboxes = featureBboxes(batch);
  return features.map((feature, i) => {
    const [xmin, ymin, xmax, ymax] = bboxes.subarray(4 * i, 4 * i + 4);
    return {
      id: BigInt(feature.id),
      ...expectedProperties(feature, schema),
      pixels: BigInt(feature.pixels),
      datetime: schema.datetime === null ? null : new Date(schema.datetime),
      geometry: bytesOf(encoded, i),
      bbox: { xmin, ymin, xmax, ymax },
    };
  });
}

describe('writeGeoParquet', () => {
  it.each([0, 1, 15, 16, 17, 257, 1001])('writes %i features that are read back whole', async (count) => {
    const schema = schemaWith(count % 2 ? { datetime: null } : {});
    const features = randomFeatures(count, { seed: count });
    const rows = await rowsOf(await geoParquetFile(features, schema, 100));
    expect(rows).toEqual(expectedRows(features, schema));
  });

  it('says what GeoParquet 1.1 asks for', async () => {
    const features = randomFeatures(257);
    const bboxes = featureBboxes(batchOf(features));
    const side = (i: number): number[] => features.map((_, k) => bboxes[4 * k + i]!);
    const bbox = [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
    expect(geoOf(await geoParquetFile(features, schemaWith(), 100))).toEqual({
      version: '1.1.0',
      primary_column: 'geometry',
      columns: {
        geometry: {
          encoding: 'WKB',
          geometry_types: ['MultiPolygon', 'Polygon'],
          orientation: 'counterclockwise',
          bbox,
          covering: {
            bbox: { xmin: ['bbox', 'xmin'], ymin: ['bbox', 'ymin'], xmax: ['bbox', 'xmax'], ymax: ['bbox', 'ymax'] },
          },
        },
      },
    });
  });

  it('names no types and no bbox where there are no features', async () => {
    const { geometry } = geoOf(await geoParquetFile([], schemaWith(), 100)).columns;
    expect(geometry).toMatchObject({ geometry_types: [] });
    expect(geometry).not.toHaveProperty('bbox');
  });

  it('keeps the row groups as given, with the covering in their statistics, and leaves out empty ones', async () => {
    const features = randomFeatures(250);
    const file = await geoParquetFile(features, schemaWith(), 100);
    const { row_groups } = parquetMetadata(bufferOf(file));
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([100n, 100n, 50n]);
    const bboxes = featureBboxes(batchOf(features));
    row_groups.forEach(({ columns }, group) => {
      const boxes = bboxes.subarray(400 * group, 400 * group + 400);
      const xmin = columns.find(({ meta_data }) => meta_data!.path_in_schema.join('.') === 'bbox.xmin')!;
      const values = boxes.filter((_, i) => i % 4 === 0);
      const limits = { min_value: Math.min(...values), max_value: Math.max(...values) };
      expect(xmin.meta_data!.statistics).toMatchObject(limits);
    });
  });

  it('gives the bytes of a row group away before it asks for the next', async () => {
    const schema = schemaWith();
    const events: string[] = [];
    async function* groups() {
      for (const seed of [1, 2, 3]) {
        events.push(`ask ${seed}`);
        yield parquetRows(randomFeatures(50, { seed }));
      }
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of writeGeoParquet(schema, groups())) {
      events.push('bytes');
      pieces.push(piece);
    }
    expect(events).toEqual(['ask 1', 'bytes', 'ask 2', 'bytes', 'ask 3', 'bytes', 'bytes']);
    const all = [1, 2, 3].flatMap((seed) => randomFeatures(50, { seed }));
    expect(await rowsOf(concat(pieces))).toEqual(expectedRows(all, schema));
  });

  it('names what it cannot write', async () => {
    const features = randomFeatures(1);
    await expect(geoParquetFile(features, schemaWith({ datetime: 'June' }), 1)).rejects.toThrow(
      'wanted RFC 3339, got June',
    );
    await expect(geoParquetFile([{ ...features[0]!, classId: 9 }], schemaWith(), 1)).rejects.toThrow('got 9');
  });
});
