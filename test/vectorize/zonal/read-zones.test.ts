import fc from 'fast-check';
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { crsFromEpsg, fromLonLat } from '../../../src/raster/crs.js';
import { readZones } from '../../../src/vectorize/zonal/read-zones.js';
import type { Zone } from '../../../src/vectorize/zonal/zone.js';

type Ring = number[][];

const square = (west: number, south: number, side = 0.01): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];

const FIELDS: Zone[] = [
  {
    id: 'north',
    properties: { id: 'north', crop: 'Dinkel, früh', year: 2026, ha: 1.5, sown: true },
    geometry: { type: 'Polygon', coordinates: [square(15, 48), square(15.004, 48.004, 0.002).toReversed()] },
  },
  {
    id: 'two',
    properties: { id: 'two', crop: null, year: -1, ha: 0.25, sown: false },
    geometry: { type: 'MultiPolygon', coordinates: [[square(15.02, 48)], [square(15.04, 48)]] },
  },
];

function toFlatGeobuf(zones: readonly Zone[], code = 4326): Uint8Array {
  const features = zones.map(({ properties, geometry }) => ({ type: 'Feature' as const, properties, geometry }));
  return serialize({ type: 'FeatureCollection', features } as Parameters<typeof serialize>[0], code);
}

/** Little-endian WKB of a geometry, with heights where there are some. */
function toWkb({ type, coordinates }: Zone['geometry']): Uint8Array {
  const bytes: number[] = [];
  const put = (value: number, isDouble = false): void => {
    const view = new DataView(new ArrayBuffer(isDouble ? 8 : 4));
    if (isDouble) view.setFloat64(0, value, true);
    else view.setUint32(0, value, true);
    bytes.push(...new Uint8Array(view.buffer));
  };
  const putPolygon = (rings: Ring[]): void => {
    bytes.push(1);
    put(rings[0]![0]!.length > 2 ? 1003 : 3);
    put(rings.length);
    for (const ring of rings) {
      put(ring.length);
      for (const value of ring.flat()) put(value, true);
    }
  };
  if (type === 'MultiPolygon') {
    bytes.push(1);
    put(coordinates[0]![0]![0]!.length > 2 ? 1006 : 6);
    put(coordinates.length);
    coordinates.forEach(putPolygon);
  } else putPolygon(coordinates);
  return Uint8Array.from(bytes);
}

const GEO = {
  version: '1.1.0',
  primary_column: 'outline',
  columns: { outline: { encoding: 'WKB', geometry_types: [] } },
};
const withCrs = (crs: unknown) => ({ ...GEO, columns: { outline: { ...GEO.columns.outline, crs } } });

function toParquet(zones: readonly Zone[], geo: unknown = GEO): Uint8Array {
  const names = Object.keys(zones[0]?.properties ?? {});
  const columnData = names.map((name) => ({ name, data: zones.map(({ properties }) => properties[name]) }));
  const outline = { name: 'outline', data: zones.map(({ geometry }) => toWkb(geometry)), type: 'BYTE_ARRAY' as const };
  const kvMetadata = geo === null ? [] : [{ key: 'geo', value: JSON.stringify(geo) }];
  return new Uint8Array(parquetWriteBuffer({ columnData: [...columnData, outline], kvMetadata }));
}

const toGeoJson = (zones: readonly Zone[]): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      type: 'FeatureCollection',
      features: zones.map(({ id: _, ...rest }) => ({ type: 'Feature', ...rest })),
    }),
  );

/** Positions brought to another CRS, the shapes kept. */
const moved = (zones: readonly Zone[], project: (x: number, y: number) => number[]): Zone[] => {
  const walk = (value: unknown): unknown =>
    Array.isArray(value) ? (typeof value[0] === 'number' ? project(value[0], value[1]) : value.map(walk)) : value;
  return zones.map((zone) => ({
    ...zone,
    geometry: { ...zone.geometry, coordinates: walk(zone.geometry.coordinates) } as Zone['geometry'],
  }));
};

describe('a file of zones', () => {
  it('is GeoJSON, GeoParquet or FlatGeobuf, whatever it is called', async () => {
    expect(await readZones(toGeoJson(FIELDS), 'fields')).toEqual(FIELDS);
    expect(await readZones(toParquet(FIELDS), 'fields')).toEqual(FIELDS);
    expect(await readZones(toFlatGeobuf(FIELDS), 'fields')).toEqual(FIELDS);
  });

  it('may have heights', async () => {
    const high = moved(FIELDS, (x, y) => [x, y, 250]);
    expect(await readZones(toParquet(high), 'fields')).toEqual(high);
    expect(await readZones(toFlatGeobuf(high), 'fields')).toEqual(high);
  });

  it('may be in any CRS that has an EPSG code', async () => {
    for (const code of [32633, 3857, 31287, 2154]) {
      const there = moved(FIELDS, fromLonLat(crsFromEpsg(code)));
      const crs = { name: 'whatever', id: { authority: 'EPSG', code } };
      for (const bytes of [toFlatGeobuf(there, code), toParquet(there, withCrs(crs))]) {
        const zones = await readZones(bytes, 'fields');
        zones.forEach((zone, i) => {
          expect(zone.id).toBe(FIELDS[i]!.id);
          const [got, wanted] = [zone, FIELDS[i]!].map(({ geometry }) => (geometry.coordinates as unknown[]).flat(9));
          got!.forEach((value, k) => {
            expect(Math.abs((value as number) - (wanted![k] as number)), `EPSG:${code}`).toBeLessThan(1e-8);
          });
        });
      }
    }
  });

  it.each([
    ['nothing', GEO],
    ['null', withCrs(null)],
    ['OGC:CRS84', withCrs({ name: 'WGS 84 (CRS84)', id: { authority: 'OGC', code: 'CRS84' } })],
    ['EPSG:4326', withCrs({ name: 'WGS 84', id: { authority: 'EPSG', code: 4326 } })],
  ])('that says %s of its CRS is in longitude and latitude', async (_, geo) => {
    expect(await readZones(toParquet(FIELDS, geo), 'fields')).toEqual(FIELDS);
  });

  it('names a zone by its id, its column id, or its number', async () => {
    const ids = async (zones: Zone[]) => (await readZones(toParquet(zones), 'fields')).map(({ id }) => id);
    const [north, two] = FIELDS as [Zone, Zone];
    expect(await ids([north, two])).toEqual(['north', 'two']);
    expect(
      await ids([
        { ...north, properties: { id: 7 } },
        { ...two, properties: { id: null } },
      ]),
    ).toEqual([7, 2]);
    expect(await ids([{ ...north, properties: { name: 'a' } }])).toEqual([1]);
    const both = { ...north, properties: { id: 'inner' } };
    const text = JSON.stringify({ type: 'Feature', ...both, id: 'outer' });
    expect((await readZones(new TextEncoder().encode(text), 'fields'))[0]!.id).toBe('outer');
  });

  it('keeps the values of every type', async () => {
    const outline = { name: 'outline', data: [toWkb(FIELDS[0]!.geometry)], type: 'BYTE_ARRAY' as const };
    const kvMetadata = [{ key: 'geo', value: JSON.stringify(GEO) }];
    const columnData = [
      { name: 'whole', data: [7n], type: 'INT64' as const },
      { name: 'huge', data: [2n ** 60n], type: 'INT64' as const },
      { name: 'not a number', data: [Number.NaN], type: 'DOUBLE' as const },
      { name: 'at', data: [new Date('2026-05-01T12:00:00Z')], type: 'TIMESTAMP' as const },
      { name: 'parts', data: [{ a: [1, 2] }], type: 'JSON' as const },
      outline,
    ];
    const [zone] = await readZones(new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata })), 'fields');
    expect(zone!.properties).toEqual({
      whole: 7,
      huge: '1152921504606846976',
      'not a number': null,
      at: '2026-05-01T12:00:00.000Z',
      parts: { a: [1, 2] },
    });
  });

  it.each([
    [
      'metres without a CRS',
      toParquet(moved(FIELDS, (x, y) => [1e5 * x, 1e5 * y])),
      /zone 1 \(id north\): .*another CRS/,
    ],
    ['a CRS without a code', toParquet(FIELDS, withCrs({ name: 'Local grid' })), /CRS of the zones: .*got Local grid/],
    ['an unknown code', toFlatGeobuf(FIELDS, 99999), /CRS of the zones: .*EPSG:99999/],
    ['no geometry column', toParquet(FIELDS, null), /wanted GeoParquet, got Parquet without/],
    [
      'geometry as GeoArrow',
      toParquet(FIELDS, { ...GEO, columns: { outline: { encoding: 'polygon' } } }),
      /wanted geometry as WKB, got outline as polygon/,
    ],
    ['no rows', toParquet([]), /at least one, got none/],
    ['Parquet of no content', new TextEncoder().encode('PAR1PAR1'), /wanted a whole Parquet file/],
  ])('with %s is refused by name', async (_, bytes, message) => {
    const reading = readZones(bytes, 'fields.bin');
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(/\(fields\.bin\)/);
  });

  it('that is cut off anywhere is refused', async () => {
    for (const whole of [toFlatGeobuf(FIELDS), toParquet(FIELDS)]) {
      const property = fc.asyncProperty(fc.integer({ min: 4, max: whole.length - 1 }), async (length) => {
        await expect(readZones(whole.slice(0, length), 'cut')).rejects.toThrow(InputError);
      });
      await fc.assert(property, { numRuns: 200 });
    }
  });
});
