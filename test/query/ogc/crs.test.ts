import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crsFromEpsg, fromLonLat } from '../../../src/raster/crs.js';
import { createMemorySource, makeSquare } from '../memory-source.js';
import { asker } from './ask.js';

const squares = Array.from({ length: 10 }, (_, id) => makeSquare(id, [15.64, 48.19]));
const ask = asker(createMemorySource({ fields: squares, wide: [makeSquare(0, [-170, 5]), makeSquare(1, [170, 5])] }));
const ITEMS = '/collections/fields/items';
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const epsg = (code: number) => `http://www.opengis.net/def/crs/EPSG/0/${code}`;

describe('the CRS of an answer', () => {
  it.each([CRS84, epsg(4326), epsg(3857), epsg(32633)])('%s is named, of many features and of one', async (crs) => {
    for (const path of [ITEMS, `${ITEMS}/3`]) {
      const { status, headers } = await ask(`${path}?crs=${encodeURIComponent(crs)}`);
      expect([status, headers.get('Content-Crs')]).toEqual([200, `<${crs}>`]);
    }
  });

  it('is longitude and latitude where none is asked for', async () => {
    const { headers, json } = await ask(`${ITEMS}/0`);
    expect(headers.get('Content-Crs')).toBe(`<${CRS84}>`);
    expect(json.geometry).toEqual(squares[0].geometry);
  });

  it('EPSG:4326 has the latitude first', async () => {
    const { json } = await ask(`${ITEMS}/0?crs=${epsg(4326)}`);
    expect(json.geometry.coordinates[0][0]).toEqual([48.19, 15.64]);
  });

  it.each([3857, 32633])('EPSG:%i is where the projection puts it', async (code) => {
    const { json } = await ask(`${ITEMS}/0?crs=${epsg(code)}`);
    const [x, y] = fromLonLat(crsFromEpsg(code))(15.64, 48.19);
    expect(json.geometry.coordinates[0][0][0]).toBeCloseTo(x, 3);
    expect(json.geometry.coordinates[0][0][1]).toBeCloseTo(y, 3);
  });

  it('is one of those that the collection lists', async () => {
    expect((await ask('/collections/wide')).json.crs).toEqual([CRS84, epsg(4326), epsg(3857)]);
    const { status, json } = await ask(`/collections/wide/items?crs=${epsg(32633)}`);
    expect(status).toBe(400);
    expect(json.detail).toContain(epsg(3857));
  });
});

describe('a box', () => {
  it.each([
    [CRS84, '15.6395,48.1895,15.6405,48.1905'],
    [epsg(4326), '48.1895,15.6395,48.1905,15.6405'],
    [epsg(4326), '48.1895,15.6395,-1,48.1905,15.6405,1'],
  ])('in %s: %s', async (crs, bbox) => {
    const { json } = await ask(`${ITEMS}?bbox=${bbox}&bbox-crs=${crs}`);
    expect(json.features.map(({ id }: { id: number }) => id)).toEqual([0]);
  });

  it('in metres has all that its two corners in degrees have', async () => {
    const corner = fc.tuple(
      fc.double({ min: 15.63, max: 15.66, noNaN: true }),
      fc.double({ min: 48.18, max: 48.2, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(corner, corner, fc.constantFrom(3857, 32633), async (a, b, code) => {
        const low = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
        const high = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
        const project = fromLonLat(crsFromEpsg(code));
        const places = [
          project(low[0], low[1]),
          project(high[0], high[1]),
          project(low[0], high[1]),
          project(high[0], low[1]),
        ];
        const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
        const metres = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].join();
        const idsOf = async (query: string): Promise<number[]> =>
          (await ask(`${ITEMS}?${query}`)).json.features.map(({ id }: { id: number }) => id);
        const inDegrees = await idsOf(`bbox=${[...low, ...high].join()}`);
        expect(await idsOf(`bbox=${metres}&bbox-crs=${epsg(code)}`)).toEqual(expect.arrayContaining(inDegrees));
      }),
      { numRuns: 30 },
    );
  });

  it('across the antimeridian has both sides', async () => {
    const ids = async (bbox: string) =>
      (await ask(`/collections/wide/items?bbox=${bbox}`)).json.features.map(({ id }: { id: number }) => id);
    expect(await ids('169,0,-169,10')).toEqual([0, 1]);
    expect(await ids('169,0,191,10')).toEqual([0, 1]);
    expect(await ids('-169,0,169,10')).toEqual([]);
    expect(await ids('-200,-90,200,90')).toEqual([0, 1]);
  });
});

describe('geometries in a filter', () => {
  it.each([
    [CRS84, 'POINT(15.6405 48.1905)'],
    [epsg(4326), 'POINT(48.1905 15.6405)'],
    [epsg(4326), 'BBOX(48.1904,15.6404,48.1906,15.6406)'],
    [epsg(3857), 'POINT(1741092.5 6138606)'],
    [epsg(32633), 'POINT(547594 5337675)'],
  ])('in %s: %s', async (crs, shape) => {
    const filter = encodeURIComponent(`S_INTERSECTS(geometry, ${shape})`);
    const { json } = await ask(`${ITEMS}?filter=${filter}&filter-crs=${crs}`);
    expect(json.features.map(({ id }: { id: number }) => id)).toEqual([0]);
  });
});
