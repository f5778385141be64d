import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { parseZones } from '../../../src/vectorize/zonal/parse-zones.js';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
];
const polygon = { type: 'Polygon', coordinates: [square] };
const feature = (geometry: unknown, rest: object = {}) => ({ type: 'Feature', properties: null, geometry, ...rest });
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const parse = (content: unknown) =>
  parseZones(typeof content === 'string' ? content : JSON.stringify(content), 'fields.geojson');

describe('a file of zones', () => {
  it('is a collection, a feature, or a feature a line', () => {
    const named = feature(polygon, { id: 'north', properties: { crop: 'wheat' } });
    expect(parse(collection(named, feature(polygon)))).toEqual([
      { id: 'north', properties: { crop: 'wheat' }, geometry: polygon },
      { id: 2, properties: {}, geometry: polygon },
    ]);
    expect(parse(named)).toHaveLength(1);
    const line = JSON.stringify(named);
    for (const text of [`${line}\n${line}`, `\u001e${line}\n\u001e${line}\n`, `\uFEFF${line}\r\n\r\n${line}\r\n`]) {
      expect(parse(text).map(({ id }) => id)).toEqual(['north', 'north']);
    }
  });

  it('may say that it is in longitude and latitude', () => {
    for (const name of ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326', 'urn:ogc:def:crs:EPSG::4326']) {
      expect(parse({ ...collection(feature(polygon)), crs: { type: 'name', properties: { name } } })).toHaveLength(1);
    }
  });

  it.each([
    ['another CRS', { ...collection(), crs: { type: 'name', properties: { name: 'EPSG:32633' } } }, /EPSG:32633/],
    [
      'coordinates in metres',
      collection(feature({ type: 'Polygon', coordinates: [square.map(([x, y]) => [545000 + x, y])] })),
      /zone 1: .*within ±180.*545000.*another CRS/,
    ],
    [
      'points',
      collection(feature(polygon), feature({ type: 'Point', coordinates: [0, 0] }, { id: 'p' })),
      /zone 2 \(id p\): wanted a Polygon or a MultiPolygon, got a Point/,
    ],
    ['no geometry', collection(feature(null)), /zone 1: .*got no geometry/],
    [
      'an open ring',
      collection(feature({ type: 'Polygon', coordinates: [square.slice(0, 4)] })),
      /zone 1: wanted closed rings.*from \[0,0\] to \[0,1\]/,
    ],
    [
      'a ring of three',
      collection(feature({ type: 'Polygon', coordinates: [square.slice(2)] })),
      /four positions.*one of 3/,
    ],
    ['an empty polygon', collection(feature({ type: 'Polygon', coordinates: [] })), /wanted rings/],
    ['an empty multipolygon', collection(feature({ type: 'MultiPolygon', coordinates: [] })), /at least one polygon/],
    ['a nested coordinate', collection(feature({ type: 'MultiPolygon', coordinates: [square] })), /zone 1/],
    [
      'text for numbers',
      collection(feature({ type: 'Polygon', coordinates: [square.map(() => ['0', '1'])] })),
      /two numbers/,
    ],
    ['no features', collection(), /at least one, got none/],
    ['a bare geometry', polygon, /FeatureCollection, got type "Polygon"/],
    ['a number', '7', /FeatureCollection, got 7/],
    ['nothing', '', /the file: .*JSON/],
    ['half a file', JSON.stringify(collection(feature(polygon)), null, 1).slice(0, -9), /the file: .*JSON/],
    ['half a line', `${JSON.stringify(feature(polygon))}\n{"type":`, /line 2: .*JSON/],
  ])('with %s is refused by name', (_, content, message) => {
    expect(() => parse(content)).toThrow(InputError);
    expect(() => parse(content)).toThrow(message);
    expect(() => parse(content)).toThrow(/\(fields\.geojson\)/);
  });
});
