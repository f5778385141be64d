import fc from 'fast-check';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../../../src/vectorize/feature.js';
import { encodeGeoJson, GEOJSON_TAIL, geoJsonHead } from '../../../src/vectorize/formats/geojson.js';
import {
  batchOf,
  bytesOf,
  countFigures,
  expectedProperties,
  meansOf,
  type PlainFeature,
  randomFeatures,
  schemaWith,
} from './batches.js';

type Region = Feature<Polygon | MultiPolygon>;
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

function roundTrip(features: PlainFeature[], schema: FeatureSchema): Region[] {
  const encoded = encodeGeoJson(batchOf(features, countFigures(schema)), schema);
  expect(encoded.offsets).toHaveLength(features.length + 1);
  expect(encoded.offsets[features.length]).toBe(encoded.bytes.length);
  return features.map((_, i) => JSON.parse(decode(bytesOf(encoded, i))));
}

const expected = (feature: PlainFeature, schema: FeatureSchema): unknown => ({
  type: 'Feature',
  id: feature.id,
  properties: expectedProperties(feature, schema),
  geometry:
    feature.polygons.length === 1
      ? { type: 'Polygon', coordinates: feature.polygons[0] }
      : { type: 'MultiPolygon', coordinates: feature.polygons },
});

describe('encodeGeoJson', () => {
  it('parses back to the same values and the same doubles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.nat(),
        fc.integer({ min: 3, max: 12 }),
        fc.option(fc.string({ unit: 'binary' })),
        (count, seed, coordinateDecimals, text) => {
          const legend = schemaWith().legend.map((entry) => ({ ...entry, name: text ?? entry.name }));
          const names = { scene: text ?? 'scene', datetime: text };
          const schema = schemaWith({ ...names, legend, coordinateDecimals });
          const features = randomFeatures(count, { seed, decimals: coordinateDecimals });
          const parsed = roundTrip(features, schema);
          expect(parsed).toEqual(features.map((feature) => expected(feature, schema)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds the extremes: far corners, large ids, tiny areas, a ring of 100,000 vertices, names that need escapes', () => {
    const corners: PlainFeature['polygons'] = [
      [
        [
          [-180, -90],
          [180, -90],
          [180, 90],
          [-180, 90],
          [-180, -90],
        ],
      ],
    ];
    const [huge] = randomFeatures(1, { seed: 3, vertices: 1 });
    const ring = Array.from({ length: 100_000 }, (_, i): [number, number] => [i / 1000, -i / 10_000 + 0]);
    const features: PlainFeature[] = [
      {
        id: 2 ** 53 - 1,
        classId: 255,
        pixels: 2 ** 52,
        areaM2: 5.1e14,
        perimeterM: 1e-9,
        means: [-1e-9],
        polygons: corners,
      },
      { id: 0, classId: 1, pixels: 1, areaM2: 0.0004321, perimeterM: 0.005, means: [Infinity], polygons: corners },
      { ...huge!, means: [-0.12345], polygons: [[ring]] },
    ];
    const schema = schemaWith({ layers: meansOf('a"b\\'), datetime: null });
    expect(roundTrip(features, schema)).toEqual(features.map((feature) => expected(feature, schema)));
  });

  it('writes the agreed text', () => {
    const feature: PlainFeature = {
      id: 42,
      classId: 2,
      pixels: 3,
      areaM2: 299.999,
      perimeterM: 80,
      means: [0.5, Number.NaN],
      polygons: [
        [
          [
            [-0, 0],
            [1.5, 0],
            [1.5, -0.0000001],
            [0, 0],
          ],
        ],
      ],
    };
    const { bytes } = encodeGeoJson(batchOf([feature]), schemaWith({ recipe: 'r' }));
    expect(decode(bytes)).toBe(
      '{"type":"Feature","id":42,"properties":{"class":2,"label":"forest","area_m2":300,"perimeter_m":80,"pixels":3,' +
        '"ndvi_mean":0.5,"ndwi_mean":null,"scene":"S2A_T31UFS","recipe":"r","datetime":"2026-06-01T10:50:31Z"},' +
        '"geometry":{"type":"Polygon","coordinates":[[[0,0],[1.5,0],[1.5,-0.0000001],[0,0]]]}}',
    );
  });

  it('names what it cannot write', () => {
    const [feature] = randomFeatures(1);
    const encode = (changes: Partial<PlainFeature>, schema = schemaWith()) =>
      encodeGeoJson(batchOf([{ ...feature!, ...changes }]), schema);
    expect(() => encode({ classId: 7 })).toThrow('class of a feature: wanted one of 1, 2, 255, got 7');
    expect(() => encode({ polygons: [[[[Number.NaN, 0]]]] })).toThrow(
      'coordinate of a feature: wanted degrees, got NaN',
    );
    expect(() => encode({ areaM2: Infinity })).toThrow('wanted a finite number, got Infinity');
    expect(() => encode({}, schemaWith({ coordinateDecimals: 13 }))).toThrow('decimals of coordinates');
  });
});

describe('head and tail', () => {
  it('make a FeatureCollection of any number of features', () => {
    for (const count of [0, 1, 2]) {
      const features = randomFeatures(count);
      const schema = schemaWith();
      const encoded = encodeGeoJson(batchOf(features), schema);
      const texts = features.map((_, i) => decode(bytesOf(encoded, i)));
      const file = decode(geoJsonHead(schema)) + texts.join(',\n') + decode(GEOJSON_TAIL);
      const collection: FeatureCollection = JSON.parse(file);
      expect(Object.keys(collection)).toEqual(['type', 'name', 'features']);
      expect(collection.features.map(({ id }) => id)).toEqual(features.map(({ id }) => id));
    }
  });
});
