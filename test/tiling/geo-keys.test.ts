import { describe, expect, it } from 'vitest';
import { geoKeyTags } from '../../src/tiling/geo-keys.js';

/** The keys of a CRS, doubles and text put in their places. */
function keysOf(epsg: number | null, proj: string): Record<number, number | string | number[]> {
  const tags = new Map(geoKeyTags({ epsg, proj }).map(({ id, values }) => [id, values]));
  const directory = tags.get(34735) as number[];
  expect(directory.slice(0, 4)).toEqual([1, 1, 1, directory.length / 4 - 1]);
  const keys: Record<number, number | string | number[]> = {};
  for (let i = 4; i < directory.length; i += 4) {
    const [key, place, count, value] = directory.slice(i, i + 4) as [number, number, number, number];
    const source = tags.get(place);
    if (place === 0) keys[key] = value;
    else {
      const part = (source as string | number[]).slice(value, value + count);
      keys[key] = typeof part === 'string' || count > 1 ? part : part[0]!;
    }
  }
  expect(Object.keys(keys)).toEqual(Object.keys(keys).sort((a, b) => Number(a) - Number(b)));
  return keys;
}

describe('the GeoKeys of a CRS', () => {
  it('name its EPSG code, projected or geographic', () => {
    expect(keysOf(32633, '+proj=utm +zone=33 +datum=WGS84')).toEqual({
      1024: 1,
      1025: 1,
      1026: 'EPSG:32633|',
      3072: 32633,
    });
    expect(keysOf(4326, '+proj=longlat +datum=WGS84')).toMatchObject({ 1024: 2, 1025: 1, 2048: 4326, 2054: 9102 });
  });

  it('describe the projection where there is no code', () => {
    expect(keysOf(null, '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +datum=WGS84')).toMatchObject({
      ...{ 1024: 1, 2048: 4326, 3072: 32767, 3074: 32767, 3075: 8, 3076: 9001 },
      ...{ 3078: 49, 3079: 44, 3084: 3, 3085: 46.5, 3086: 700000, 3087: 0 },
    });
  });

  it('give false eastings in the unit of the projection; proj has them in metres', () => {
    const keys = keysOf(null, '+proj=tmerc +lat_0=0 +lon_0=-99 +x_0=304800 +units=ft +datum=NAD83');
    expect(keys).toMatchObject({ 3076: 9002, 2048: 4269, 3092: 1 });
    expect(keys[3082]).toBeCloseTo(1_000_000, 6);
  });

  it('carry the shift of an old datum', () => {
    const proj = '+proj=longlat +ellps=intl +towgs84=-87,-98,-121 +no_defs';
    expect(keysOf(null, proj)).toMatchObject({ 1024: 2, 2048: 32767, 2057: 6378388, 2062: [-87, -98, -121] });
  });

  it('know web Mercator, which keys cannot describe', () => {
    const proj =
      '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext';
    expect(keysOf(null, proj)).toMatchObject({ 1024: 1, 3072: 3857 });
  });

  it.each([
    '+proj=omerc +lat_0=46.95 +lonc=7.44 +alpha=90 +ellps=bessel',
    '+proj=utm +zone=33 +ellps=intl +towgs84=@null',
    '+proj=lcc +lat_0=40 +lat_1=45 +datum=WGS84',
    '+proj=tmerc +lon_0=2 +pm=paris +ellps=GRS80',
    '+proj=tmerc +lon_0=2 +nadgrids=ntf.gsb +ellps=GRS80',
    '+proj=tmerc +lon_0=2 +units=chain +ellps=GRS80',
    '+proj=tmerc +lon_0=2 +datum=unheard',
    '+proj=tmerc +lon_0=2 +ellps=GRS80 +axis=wsu +unheard=1',
  ])('cite what they cannot say exactly: %s', (proj) => {
    expect(keysOf(null, proj)).toEqual({ 1024: 32767, 1025: 1, 1026: `${proj}|` });
  });
});
