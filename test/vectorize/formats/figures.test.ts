import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import type { HeaderMeta } from 'flatgeobuf/lib/mjs/header-meta.js';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { columnsOf } from '../../../src/vectorize/formats/columns.js';
import { compactnessOf } from '../../../src/vectorize/formats/properties.js';
import { BAND_SCALE, INDEX_SCALE, type Layer, SCORE_SCALE, STATISTICS } from '../../../src/vectorize/layer.js';
import {
  batchOf,
  countFigures,
  expectedProperties,
  type PlainFeature,
  randomFeatures,
  schemaWith,
  seededRandom,
} from './batches.js';
import { flatGeobufFile, geoJsonFile, geoParquetFile } from './files.js';

const LAYERS: Layer[] = [
  { name: 'ndvi', statistics: STATISTICS, ...INDEX_SCALE },
  { name: 'red', statistics: ['min', 'std'], ...BAND_SCALE },
  { name: 'score', statistics: ['mean', 'min'], ...SCORE_SCALE },
];
const schema = schemaWith({ layers: LAYERS, hasShape: true });

/** Features with a figure for every statistic: some missing, some as large as stored values. */
function featuresWithFigures(count: number): PlainFeature[] {
  const random = seededRandom(count + 5);
  const figure = (): number => {
    const kind = random();
    if (kind < 0.1) return Number.NaN;
    return (random() - 0.5) * (kind < 0.3 ? 131_070 : 2);
  };
  return randomFeatures(count, { seed: count }).map((feature) => ({
    ...feature,
    means: Array.from({ length: countFigures(schema) }, figure),
  }));
}

const NAMES = [
  ...['id', 'class', 'label', 'area_m2', 'perimeter_m', 'pixels', 'compactness'],
  ...['ndvi_mean', 'ndvi_min', 'ndvi_max', 'ndvi_std', 'red_min', 'red_std', 'score_mean', 'score_min'],
  ...['scene', 'recipe', 'datetime'],
];

const bufferOf = (file: Uint8Array): ArrayBuffer => file.slice().buffer as ArrayBuffer;
const byId = <T extends { id?: unknown }>(rows: T[]): T[] => rows.toSorted((a, b) => Number(a.id) - Number(b.id));

// the reader of FlatGeobuf tells every step of a search
beforeAll(() => void vi.spyOn(console, 'debug').mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

describe('the columns of features', () => {
  const features = featuresWithFigures(300);

  it('are one list, with the values that every format holds', () => {
    const columns = columnsOf(schema);
    expect(columns.map(({ name }) => name)).toEqual(NAMES);
    const batch = batchOf(features, countFigures(schema));
    const reads = columns.map(({ name, read }) => [name, read(batch)] as const);
    features.forEach((feature, i) => {
      const row = Object.fromEntries(reads.map(([name, at]) => [name, at(i)]));
      expect(row).toEqual({ id: feature.id, ...expectedProperties(feature, schema) });
    });
    for (const { name, isNullable, decimals, kind, read } of columns) {
      const values = features.map((_, i) => read(batch)(i));
      if (!isNullable) expect(values, name).not.toContain(null);
      for (const value of kind === 'decimal' ? values : []) {
        if (value !== null) expect(Number(Number(value).toFixed(decimals))).toBe(value);
      }
    }
  });

  it('come in GeoJSON as properties, beside the box', () => {
    const { features: parsed }: FeatureCollection<Polygon | MultiPolygon> = JSON.parse(
      new TextDecoder().decode(geoJsonFile(features, schema)),
    );
    parsed.forEach((feature, i) => {
      expect(Object.keys(feature)).toEqual(['type', 'id', 'bbox', 'properties', 'geometry']);
      expect(Object.keys(feature.properties!)).toEqual(NAMES.slice(1));
      expect(feature.properties).toEqual(expectedProperties(features[i]!, schema));
      const positions = features[i]!.polygons.flat(2);
      const [lons, lats] = [positions.map(([lon]) => lon), positions.map(([, lat]) => lat)];
      expect(feature.bbox).toEqual([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
    });
  });

  it('have a box that goes the short way round where a feature was cut at the antimeridian', () => {
    const square = (west: number, east: number): PlainFeature['polygons'][number] => [
      [
        [west, 10],
        [east, 10],
        [east, 11],
        [west, 11],
        [west, 10],
      ],
    ];
    const boxOf = (...polygons: PlainFeature['polygons']): unknown => {
      const cut = [{ ...features[0]!, polygons }];
      const text = new TextDecoder().decode(geoJsonFile(cut, schema));
      return (JSON.parse(text) as FeatureCollection).features[0]!.bbox;
    };
    expect(boxOf(square(-180, -178.5), square(179, 180))).toEqual([179, 10, -178.5, 11]);
    expect(boxOf(square(179, 180), square(-180, -178.5), square(170, 171))).toEqual([170, 10, -178.5, 11]);
    expect(boxOf(square(-180, 180))).toEqual([-180, 10, 180, 11]);
    expect(boxOf(square(-180, -1), square(2, 3))).toEqual([-180, 10, 3, 11]);
  });

  it('come in FlatGeobuf as columns', async () => {
    let header: HeaderMeta | undefined;
    const regions: Feature[] = [];
    const file = flatGeobufFile(features, schema);
    const headerMetaFn = (meta: HeaderMeta): void => {
      header = meta;
    };
    for await (const region of deserialize(file, { headerMetaFn })) regions.push(region as Feature);
    expect(header!.columns!.map(({ name }) => name)).toEqual(NAMES);
    const nullable = header!.columns!.filter((column) => column.nullable).map(({ name }) => name);
    expect(nullable).toEqual(NAMES.filter((name) => /_(mean|min|max|std)$|datetime/.test(name)));
    expect(byId(regions.map(({ properties }) => properties!))).toEqual(
      features.map((feature) => {
        const properties = Object.entries({ id: feature.id, ...expectedProperties(feature, schema) });
        return Object.fromEntries(properties.filter(([, value]) => value !== null));
      }),
    );
  });

  it('come in GeoParquet as columns', async () => {
    const file = bufferOf(await geoParquetFile(features, schema, 100));
    const children = parquetSchema(parquetMetadata(file)).children.map(({ element }) => element);
    expect(children.map(({ name }) => name)).toEqual([...NAMES, 'geometry', 'bbox']);
    const rows = await parquetReadObjects({ file, columns: NAMES });
    expect(rows).toEqual(
      features.map((feature) => ({
        ...expectedProperties(feature, schema),
        ...{ id: BigInt(feature.id), pixels: BigInt(feature.pixels), datetime: new Date(schema.datetime!) },
      })),
    );
  });
});

describe('compactness', () => {
  it('is 1 for a circle, π/4 for a square, and never more than 1', () => {
    expect(compactnessOf(Math.PI * 100, 2 * Math.PI * 10)).toBeCloseTo(1, 12);
    expect(compactnessOf(100, 40)).toBeCloseTo(Math.PI / 4, 12);
    expect(compactnessOf(1, 100)).toBeCloseTo(0.001257, 6);
    expect(compactnessOf(1000, 10)).toBe(1);
  });
});
