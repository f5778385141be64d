import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { type Crs, crsFromEpsg, crsFromGeoKeys, fromLonLat, isGeographic, toLonLat } from '../../src/raster/crs.js';

/** PROJ 9.1.1 (through GDAL's osr): the place of a longitude and latitude, x before y. */
const PLACES: [epsg: number, x: number, y: number, longitude: number, latitude: number][] = [
  [32633, 596597.8306954704, 5339346.792079027, 16.3, 48.2],
  [32753, 306279.41483290534, 7377695.608163929, 133.1, -23.7],
  [32660, 809762.6906483155, -1815396.6817665664, 179.9, -16.4],
  [26914, 492397.4426734191, 5205168.962186821, -99.1, 47],
  [25832, 554525.441947026, 6328877.115326128, 9.9, 57.1],
  [3857, -7836892.15184646, -3921880.8067032443, -70.4, -33.2],
  [3395, 16831507.007942963, -3991551.390212818, 151.2, -33.9],
  [2193, 1742542.362464723, 5437647.531626101, 174.7, -41.2],
  [3035, 5117738.64739366, 4192366.673210869, 24.4, 60.1],
  [5070, -1451012.222664125, 1552283.7385664943, -112.3, 35.9],
  [2263, 1011978.0767643413, 194321.16597113851, -73.9, 40.7],
  [3031, -1416711.4009476302, 801536.7452044286, -60.5, -75.1],
  [3413, 35270.376020887314, -2020638.4889390888, -44, 71.5],
  [6933, 3396317.0648315577, -2368754.921881419, 35.2, -18.9],
  [2154, 648583.2621252285, 6855774.715696832, 2.3, 48.8],
  [3577, 1281932.7199825803, -4656732.216563447, 147.1, -41.9],
  [4326, 16.3, 48.2, 16.3, 48.2],
  [4269, -99.1, 47, -99.1, 47],
];

/** Old datums: our parameters are some metres from PROJ's best. */
const OLD_DATUMS: typeof PLACES = [
  [27700, 433342.5089180595, 389357.929605882, -1.5, 53.4],
  [28992, 135321.21812639205, 456900.4281491477, 5.1, 52.1],
  [31467, 3514797.397043852, 5395845.284136688, 9.2, 48.7],
];

/** 1e-9 degrees are a tenth of a millimetre. The series of laea and cea on an ellipsoid end a little earlier. */
const tolerance = (epsg: number) => ([3035, 6933].includes(epsg) ? 2e-8 : 1e-9);

describe('projections by EPSG code', () => {
  it.each(PLACES)('EPSG:%i agrees with PROJ', (epsg, x, y, longitude, latitude) => {
    const crs = crsFromEpsg(epsg);
    expect(crs.epsg).toBe(epsg);
    const [gotLongitude, gotLatitude] = toLonLat(crs)(x, y);
    expect(Math.abs(gotLongitude - longitude)).toBeLessThan(tolerance(epsg));
    expect(Math.abs(gotLatitude - latitude)).toBeLessThan(tolerance(epsg));
    const [gotX, gotY] = fromLonLat(crs)(longitude, latitude);
    expect(Math.hypot(gotX - x, gotY - y)).toBeLessThan(1e-3);
  });

  it.each(OLD_DATUMS)('EPSG:%i is within some metres of PROJ', (epsg, x, y, longitude, latitude) => {
    const [gotLongitude, gotLatitude] = toLonLat(crsFromEpsg(epsg))(x, y);
    expect(Math.hypot(gotLongitude - longitude, gotLatitude - latitude)).toBeLessThan(5e-5);
  });

  it('there and back is the same place, in all UTM zones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 84, noNaN: true }),
        (zone, isSouth, east, north) => {
          const crs = crsFromEpsg((isSouth ? 32700 : 32600) + zone);
          const [longitude, latitude] = [6 * zone - 183 + east, isSouth ? -north : north];
          const [x, y] = fromLonLat(crs)(longitude, latitude);
          const [backLongitude, backLatitude] = toLonLat(crs)(x, y);
          expect(Math.abs(backLongitude - longitude) % 360).toBeLessThan(1e-9);
          expect(Math.abs(backLatitude - latitude)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('knows degrees', () => {
    expect([4326, 4269, 4258].map((code) => isGeographic(crsFromEpsg(code)))).toEqual([true, true, true]);
    expect([3857, 32633].map((code) => isGeographic(crsFromEpsg(code)))).toEqual([false, false]);
  });

  it.each<[number, RegExp]>([
    [99999, /EPSG:99999, which is not in the table/],
    [32600, /not in the table/],
    [Number.NaN, /not in the table/],
    [4978, /geocentric/],
    [2053, /axes that point west and south/],
    [4807, /another unit than degrees/],
    [24374, /units of 0.3047995 m/],
  ])('refuses EPSG:%s', (code, message) => {
    expect(() => crsFromEpsg(code)).toThrow(InputError);
    expect(() => crsFromEpsg(code)).toThrow(message);
  });
});

const USER = 32767;
const WGS84_KEYS = {
  GeographicTypeGeoKey: USER,
  GeogSemiMajorAxisGeoKey: 6378137,
  GeogInvFlatteningGeoKey: 298.257223563,
};
const PROJECTED_KEYS = {
  GTModelTypeGeoKey: 1,
  ProjectedCSTypeGeoKey: USER,
  ProjLinearUnitsGeoKey: 9001,
  ...WGS84_KEYS,
};

function expectPlace(crs: Crs | null, [x, y]: [number, number], [longitude, latitude]: [number, number]): void {
  const place = toLonLat(crs!)(x, y);
  expect(Math.hypot(place[0] - longitude, place[1] - latitude)).toBeLessThan(1e-8);
}

describe('the CRS that geokeys name', () => {
  it('is null where they name none', () => {
    expect(crsFromGeoKeys({})).toBeNull();
    expect(crsFromGeoKeys({ GTRasterTypeGeoKey: 1, GTModelTypeGeoKey: 0 })).toBeNull();
  });

  it('is that of the projected code where a geographic one stands beside it', () => {
    const keys = { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32633, GeographicTypeGeoKey: 4326 };
    expect(crsFromGeoKeys(keys)).toEqual(crsFromEpsg(32633));
    expect(crsFromGeoKeys({ GTModelTypeGeoKey: 2, GeographicTypeGeoKey: 4326 })).toEqual(crsFromEpsg(4326));
    expect(crsFromGeoKeys({ GTModelTypeGeoKey: 1, ProjectedCRSGeoKey: 3857, VerticalGeoKey: 1 })?.epsg).toBe(3857);
  });

  it('is built from parameters where it has no code', () => {
    const zone = crsFromGeoKeys({ ...PROJECTED_KEYS, ProjectionGeoKey: 16052 });
    expect(zone?.epsg).toBeNull();
    expectPlace(zone, [340678.995847801, 4140767.480850882], [127.2, 37.4]);
    const laea = { ProjCoordTransGeoKey: 10, ProjCenterLongGeoKey: 10, ProjCenterLatGeoKey: 52 };
    const shift = {
      ProjFalseEastingGeoKey: 4321000,
      ProjFalseNorthingGeoKey: 3210000,
      GeogInvFlatteningGeoKey: 298.257222101,
    };
    expectPlace(
      crsFromGeoKeys({ ...PROJECTED_KEYS, ...laea, ...shift }),
      [6303923.936604003, 3307333.1015566713],
      [38.1, 49.4],
    );
    // Polar stereographic: the latitude is that of true scale.
    const polar = { ProjCoordTransGeoKey: 15, ProjStraightVertPoleLongGeoKey: -45, ProjNatOriginLatGeoKey: 70 };
    expectPlace(
      crsFromGeoKeys({ ...PROJECTED_KEYS, ...polar }),
      [35270.376020887314, -2020638.4889390888],
      [-44, 71.5],
    );
  });

  it("is read from Esri's text where the projection is one of few", () => {
    const wkt = (name: string) =>
      `ESRI PE String = PROJCS["x",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.017453292519943295]],PROJECTION["${name}"],PARAMETER["false_easting",0.0],PARAMETER["false_northing",0.0],PARAMETER["central_meridian",-96.0],PARAMETER["standard_parallel_1",29.5],PARAMETER["standard_parallel_2",45.5],PARAMETER["latitude_of_origin",23.0],UNIT["Meter",1.0]]|`;
    const keys = (name: string) => ({
      GTModelTypeGeoKey: USER,
      GeographicTypeGeoKey: USER,
      PCSCitationGeoKey: wkt(name),
    });
    expectPlace(crsFromGeoKeys(keys('Albers')), [-7956.346770869023, 2367768.8449758785], [-96.1, 44.3]);
    expect(() => crsFromGeoKeys(keys('Geostationary_Satellite'))).toThrow(/got the projection Geostationary_Satellite/);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ GTModelTypeGeoKey: 3, GeographicTypeGeoKey: 4978 }, /geocentric/],
    [{ GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: USER }, /a projection that its keys do not name/],
    [{ GTModelTypeGeoKey: USER, GeographicTypeGeoKey: USER }, /keys that do not say what it is/],
    [{ ...PROJECTED_KEYS, ProjCoordTransGeoKey: 9815 }, /coordinateTransformation 9815/],
    [{ GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 65000 }, /EPSG:65000, which is not in the table/],
  ])('is refused for %o', (keys, message) => {
    expect(() => crsFromGeoKeys(keys)).toThrow(InputError);
    expect(() => crsFromGeoKeys(keys)).toThrow(message);
  });
});
