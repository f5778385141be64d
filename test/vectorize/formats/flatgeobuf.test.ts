import fc from 'fast-check';
import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import type { HeaderMeta } from 'flatgeobuf/lib/mjs/header-meta.js';
import type { Feature, MultiPolygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FeatureSchema } from '../../../src/vectorize/feature.js';
import { encodeFlatGeobuf } from '../../../src/vectorize/formats/flatgeobuf.js';
import { featureBboxes } from '../../../src/vectorize/formats/wkb.js';
import {
  batchOf,
  bytesOf,
  expectedProperties,
  meansOf,
  type PlainFeature,
  randomFeatures,
  schemaWith,
} from './batches.js';
import { flatGeobufFile } from './files.js';

// the reader tells every step of a search
beforeAll(() => void vi.spyOn(console, 'debug').mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

type Region = Feature<MultiPolygon>;
type Box = { minX: number; minY: number; maxX: number; maxY: number };

async function readBack(file: Uint8Array, rect?: Box): Promise<{ header: HeaderMeta | undefined; regions: Region[] }> {
  let header: HeaderMeta | undefined;
  const regions: Region[] = [];
  const headerMetaFn = (meta: HeaderMeta): void => {
    header = meta;
  };
  const options = { ...(rect && { rect }), headerMetaFn };
  for await (const feature of deserialize(file, options)) regions.push(feature as Region);
  return { header, regions };
}

const idOf = ({ properties }: Region): number => properties!.id;
const byId = (regions: Region[]): Region[] => regions.toSorted((a, b) => idOf(a) - idOf(b));

/** Nulls are properties that a FlatGeobuf feature does not have. */
const expected = (feature: PlainFeature, schema: FeatureSchema): unknown => {
  const properties = Object.entries({ id: feature.id, ...expectedProperties(feature, schema) });
  return {
    properties: Object.fromEntries(properties.filter(([, value]) => value !== null)),
    geometry: { type: 'MultiPolygon', coordinates: feature.polygons },
  };
};

describe('a FlatGeobuf file', () => {
  it.each([1, 2, 15, 16, 17, 255, 256, 257, 4097])(
    'of %i features is read back whole by the reference reader',
    async (count) => {
      const schema = schemaWith(count % 2 ? {} : { datetime: null, scene: 'ä', layers: meansOf('ndvi') });
      const features = randomFeatures(count, { seed: count });
      const { header, regions } = await readBack(flatGeobufFile(features, schema));
      expect(byId(regions).map(({ properties, geometry }) => ({ properties, geometry }))).toEqual(
        features.map((feature) => expected(feature, schema)),
      );
      expect(header).toMatchObject({ geometryType: 6, featuresCount: count, indexNodeSize: 16 });
      expect(header!.crs).toMatchObject({ org: 'EPSG', code: 4326, name: 'WGS 84' });
      const positions = features.flatMap(({ polygons }) => polygons.flat(2));
      const [xs, ys] = [positions.map(([x]) => x), positions.map(([, y]) => y)];
      const envelope = [
        xs.reduce((a, b) => Math.min(a, b)),
        ys.reduce((a, b) => Math.min(a, b)),
        xs.reduce((a, b) => Math.max(a, b)),
        ys.reduce((a, b) => Math.max(a, b)),
      ];
      expect([...header!.envelope!]).toEqual(envelope);
    },
  );

  it('answers a box through its index as a search of everything does', async () => {
    for (const count of [1, 15, 16, 17, 257, 1000]) {
      const features = randomFeatures(count, { seed: count + 1 });
      const schema = schemaWith();
      const file = flatGeobufFile(features, schema);
      const bboxes = featureBboxes(batchOf(features));
      const corner = fc.double({ min: 0, max: 1, noNaN: true });
      await fc.assert(
        fc.asyncProperty(corner, corner, corner, corner, fc.nat(count - 1), async (x, y, w, h, touched) => {
          // a box anywhere, and one that touches a feature's box in a corner only
          const free = { minX: x - 0.5, minY: y + 51, maxX: x - 0.5 + w * w, maxY: y + 51 + h * h };
          const [maxX, maxY] = [bboxes[4 * touched]!, bboxes[4 * touched + 1]!];
          for (const box of [free, { minX: maxX - w / 10, minY: maxY - h / 10, maxX, maxY }]) {
            const { regions } = await readBack(file, box);
            expect(byId(regions).map(idOf)).toEqual(
              features.filter((_, i) => meets(bboxes.subarray(4 * i, 4 * i + 4), box)).map(({ id }) => id),
            );
          }
        }),
        { numRuns: 20 },
      );
    }
  });

  it('without features has no index and is still read', async () => {
    const { header, regions } = await readBack(flatGeobufFile([], schemaWith()));
    expect(regions).toEqual([]);
    expect(header).toMatchObject({ featuresCount: 0, indexNodeSize: 0, envelope: null });
  });

  it('declares its columns in the order of the properties', async () => {
    const { header } = await readBack(flatGeobufFile(randomFeatures(1), schemaWith()));
    expect(
      header!.columns!.map(({ name, type, nullable, primary_key }) => [name, type, nullable, primary_key]),
    ).toEqual([
      ['id', 7, false, true],
      ['class', 1, false, false],
      ['label', 11, false, false],
      ['area_m2', 10, false, false],
      ['perimeter_m', 10, false, false],
      ['pixels', 7, false, false],
      ['ndvi_mean', 10, true, false],
      ['ndwi_mean', 10, true, false],
      ['scene', 11, false, false],
      ['recipe', 11, false, false],
      ['datetime', 13, true, false],
    ]);
  });

  it('holds the extremes: large ids and counts, a ring of 100,000 vertices, many holes', async () => {
    const ring = Array.from({ length: 100_000 }, (_, i): [number, number] => [i / 1000, -i / 10_000]);
    const [feature] = randomFeatures(1);
    const features: PlainFeature[] = [
      { ...feature!, id: 2 ** 53 - 1, pixels: 2 ** 52 + 1, polygons: [[ring]] },
      {
        ...feature!,
        id: 2 ** 32,
        pixels: 2 ** 32 - 1,
        polygons: [Array.from({ length: 500 }, () => ring.slice(0, 5))],
      },
    ];
    const { regions } = await readBack(flatGeobufFile(features, schemaWith()));
    const found = new Map(regions.map((region) => [idOf(region), region]));
    for (const wanted of features) {
      const { properties, geometry } = found.get(wanted.id)!;
      expect({ properties, geometry }).toEqual(expected(wanted, schemaWith()));
    }
  });
});

describe('encodeFlatGeobuf', () => {
  it('gives every feature its size in front and a multiple of 8 bytes, so that all stay aligned', () => {
    const features = randomFeatures(257, { seed: 4 });
    const encoded = encodeFlatGeobuf(batchOf(features), schemaWith());
    features.forEach((_, i) => {
      const bytes = bytesOf(encoded, i);
      expect(bytes.length % 8).toBe(0);
      expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)).toBe(bytes.length - 4);
    });
  });

  it('names a class outside the legend', () => {
    const [feature] = randomFeatures(1);
    expect(() => encodeFlatGeobuf(batchOf([{ ...feature!, classId: 7 }]), schemaWith())).toThrow('got 7');
  });
});

function meets([minX, minY, maxX, maxY]: Float64Array, box: Box): boolean {
  return minX! <= box.maxX && maxX! >= box.minX && minY! <= box.maxY && maxY! >= box.minY;
}
