import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/command-line.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { parseCsv } from '../support/parse-csv.js';
import { createRandom, makeFolder, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('zone-files');
const path = (name: string) => join(folder, name);

/** Fields over a scene of 1.2 km: with a hole, of two parts, beyond the edge. */
const ring = (west: number, south: number, width: number, height: number) => [
  [west, south],
  [west + width, south],
  [west + width, south + height],
  [west, south + height],
  [west, south],
];
const field = (id: string, properties: object, coordinates: number[][][][]) => ({
  type: 'Feature',
  properties: { id, ...properties },
  geometry:
    coordinates.length === 1 ? { type: 'Polygon', coordinates: coordinates[0] } : { type: 'MultiPolygon', coordinates },
});
const [lon, lat] = [15.607, 48.202];
const FIELDS = [
  field('mill', { crop: 'Dinkel, früh', year: 2026, ha: 1.25 }, [
    [ring(lon, lat, 0.006, 0.004), ring(lon + 0.002, lat + 0.001, 0.001, 0.001).toReversed()],
  ]),
  field('two', { crop: null, year: -3, ha: 0.5 }, [
    [ring(lon + 0.008, lat, 0.001, 0.003)],
    [ring(lon + 0.01, lat + 0.001, 0.0017, 0.0021)],
  ]),
  field('edge', { crop: 'say "rye"', year: 0, ha: 12.125 }, [[ring(lon - 0.01, lat - 0.004, 0.012, 0.003)]]),
];

/** Files of the same fields by geopandas (pyogrio, pyarrow): plain, with an index, in UTM, compressed otherwise. */
const WRITE = `
import sys, geopandas
folder = sys.argv[1]
fields = geopandas.read_file(folder + '/fields.geojson')
fields.to_file(folder + '/plain.fgb', SPATIAL_INDEX='NO')
fields.to_file(folder + '/index.fgb')
fields.to_parquet(folder + '/plain.parquet')
fields.to_parquet(folder + '/gzip.parquet', compression='gzip', write_covering_bbox=True)
fields.to_file(folder + '/lines.geojsonl', driver='GeoJSONSeq')
fields.to_crs(32633).to_file(folder + '/utm.fgb')
fields.to_crs(32633).to_parquet(folder + '/utm.parquet')
fields.to_parquet(folder + '/zstd.parquet', compression='zstd')
`;

async function measure(zones: string): Promise<string[][]> {
  const out = path(`out-${zones.replace('.', '-')}`);
  const args = ['vectorize', path('mask.tif'), '--workers', '1', '--out', out, '--zones', path(zones), '--json'];
  const { code, stdout, stderr } = await call(args);
  expect([code, stderr]).toEqual([0, '']);
  const [head, ...rows] = parseCsv(readFileSync(join(JSON.parse(stdout).folder, 'zones.csv'), 'utf8'));
  return [head!, ...rows.toSorted((a, b) => a[0]!.localeCompare(b[0]!))];
}

let expected: string[][];

beforeAll(async () => {
  const random = createRandom(8);
  const classes = Uint8Array.from({ length: 120 * 120 }, () => Math.floor(4 * random()));
  await writeTestScene(path('mask.tif'), { width: 120, height: 120, dataType: 'uint8', bands: [classes], nodata: 0 });
  writeFileSync(path('fields.geojson'), JSON.stringify({ type: 'FeatureCollection', features: FIELDS }));
  const { status, stderr } = spawnSync(GEO_PYTHON, ['-c', WRITE, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const args = ['-f', 'FlatGeobuf', path('gdal.fgb'), path('fields.geojson')];
  const gdal = spawnSync('ogr2ogr', args, { encoding: 'utf8' });
  if (gdal.status !== 0) throw new Error(gdal.stderr);
  expected = await measure('fields.geojson');
});

describe('fields', () => {
  it('have their figures', () => {
    const [head, ...rows] = expected;
    expect(rows.map(([zone]) => zone)).toEqual(['edge', 'mill', 'two']);
    for (const row of rows) expect(Number(row[head!.indexOf('covered_m2')])).toBeGreaterThan(1000);
  });

  it.each(['plain.fgb', 'index.fgb', 'gdal.fgb', 'plain.parquet', 'gzip.parquet', 'lines.geojsonl'])(
    'as %s are measured the same as in GeoJSON',
    async (name) => {
      expect(await measure(name)).toEqual(expected);
    },
  );

  it.each(['utm.fgb', 'utm.parquet'])('as %s, in UTM, are measured nearly the same', async (name) => {
    const [head, ...rows] = await measure(name);
    expect(head).toEqual(expected[0]);
    rows.forEach((row, i) => {
      row.forEach((cell, k) => {
        const wanted = expected[i + 1]![k]!;
        if (!head![k]!.endsWith('_m2') && !/share|pixels/.test(head![k]!)) expect(cell).toBe(wanted);
        else expect(Math.abs(Number(cell) - Number(wanted))).toBeLessThan(1e-6 * Math.abs(Number(wanted)) + 0.02);
      });
    });
  });

  it('in a compression that is not read are refused by name', async () => {
    const args = ['vectorize', path('mask.tif'), '--out', path('out-refused'), '--zones', path('zstd.parquet')];
    const { code, stderr } = await call(args);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/zones: wanted .*Snappy, gzip or Brotli.*ZSTD.*zstd\.parquet/),
    ]);
  });
});
