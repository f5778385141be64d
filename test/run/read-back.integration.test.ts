import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/command-line.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

/** What every reader is asked of every file: per region its id and figures, and its box where it has geometry. */
const OSGEO = `
import json, sys
from osgeo import ogr
ogr.UseExceptions()
answers = {}
for name in ['regions.geojson', 'regions.geojsonl', 'regions.fgb', 'areas.csv']:
    source = ogr.Open(sys.argv[1] + '/' + name)
    rows = []
    for feature in source.GetLayer(0):
        id = feature.GetField('id') if feature.GetFieldIndex('id') >= 0 else feature.GetFID()
        shape = feature.GetGeometryRef()
        box = None if shape is None else [shape.GetEnvelope()[i] for i in (0, 2, 1, 3)]
        if shape is not None: assert shape.IsValid()
        rows.append([int(id), float(feature.GetField('area_m2')), feature.GetField('label'), box])
    answers[name] = sorted(rows)
print(json.dumps(answers))
`;
const WHEELS = `
import json, sys, warnings
import duckdb, geopandas, pyarrow.parquet, pyogrio
folder = sys.argv[1] + '/'
answers = {}
def add(reader, ids, areas, labels, boxes):
    rows = zip([int(id) for id in ids], [float(area) for area in areas], labels, boxes)
    answers[reader] = sorted([list(row) for row in rows])
def add_frame(reader, frame):
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ('OGC', 'CRS84'), frame.crs
    assert frame.geometry.is_valid.all()
    ids = frame['id'] if 'id' in frame else frame.index
    add(reader, ids, frame.area_m2, frame.label, frame.geometry.bounds.values.tolist())
for name in ['regions.geojson', 'regions.geojsonl', 'regions.fgb']:
    add_frame('pyogrio ' + name, pyogrio.read_dataframe(folder + name, fid_as_index='json' in name))
add_frame('geopandas regions.parquet', geopandas.read_parquet(folder + 'regions.parquet'))
table = pyarrow.parquet.read_table(folder + 'regions.parquet').to_pydict()
sides = ['xmin', 'ymin', 'xmax', 'ymax']
add('pyarrow regions.parquet', table['id'], table['area_m2'], table['label'], [[box[side] for side in sides] for box in table['bbox']])
for name, query in {
    'regions.parquet': "select id, area_m2, label, [bbox.xmin, bbox.ymin, bbox.xmax, bbox.ymax] from read_parquet('{}')",
    'areas.csv': "select id, area_m2, label, [west, south, east, north] from read_csv('{}')",
    'regions.geojsonl': "select json->>'id', json->'properties'->>'area_m2', json->'properties'->>'label', null from read_ndjson_objects('{}')",
}.items():
    add('duckdb ' + name, *zip(*duckdb.sql(query.format(folder + name)).fetchall()))
answers['classes'] = duckdb.sql("select label, area_m2, regions from read_csv('{}classes.csv') order by class".format(folder)).fetchall()
print(json.dumps(answers))
`;

type Row = [id: number, areaM2: number, label: string, bbox: number[] | null];

const folder = makeFolder('read-back');
let outputs: string;
let expected: Row[];

function ask<T>(program: string, script: string): T {
  const { status, stdout, stderr } = spawnSync(program, ['-c', script, outputs], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

interface Region {
  id: number;
  properties: { area_m2: number; label: string };
  geometry: { coordinates: unknown[] };
}

function bboxOf({ geometry }: Region): number[] {
  const flat = geometry.coordinates.flat(9) as number[];
  const side = (axis: 0 | 1) => flat.filter((_, i) => i % 2 === axis);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(0)), Math.max(...side(1))];
}

/** The rows of a reader; a file without geometry, and a reader without a box, have null. */
function expectRows(rows: Row[], hasBoxes: boolean): void {
  expect(rows).toEqual(expected.map(([id, area, label, bbox]) => [id, area, label, hasBoxes ? bbox : null]));
}

beforeAll(async () => {
  await writeTestScene(join(folder, 'fields.tif'), makeRedNir(160, 120));
  const options = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '1', '--tile-size', '64', '--json'];
  const formats = ['--formats', 'geojson,ndjson,fgb,parquet,csv'];
  const { stdout } = await call(['run', join(folder, 'fields.tif'), '--out', folder, ...options, ...formats]);
  outputs = JSON.parse(stdout).folder;
  const { features } = JSON.parse(readFileSync(join(outputs, 'regions.geojson'), 'utf8')) as { features: Region[] };
  expected = features.map((region) => [region.id, region.properties.area_m2, region.properties.label, bboxOf(region)]);
});

describe('the files of a run are read back whole', () => {
  it('by GDAL', () => {
    expect(expected.length).toBeGreaterThan(1000);
    const { 'areas.csv': csv, ...withGeometry } = ask<Record<string, Row[]>>('/usr/bin/python3', OSGEO);
    for (const rows of Object.values(withGeometry)) expectRows(rows, true);
    expectRows(csv!, false);
  });

  it('by pyogrio, geopandas, pyarrow and DuckDB', () => {
    const { classes, ...answers } = ask<Record<string, Row[]>>(GEO_PYTHON, WHEELS);
    for (const [reader, rows] of Object.entries(answers)) expectRows(rows, reader !== 'duckdb regions.geojsonl');
    expect(Object.keys(answers)).toHaveLength(8);
    const { classes: totals } = JSON.parse(readFileSync(join(outputs, 'statistics.json'), 'utf8'));
    expect(classes).toEqual(
      totals.map(({ name, areaM2, regions }: Record<string, unknown>) => [name, areaM2, regions]),
    );
  });

  it('by ogr2ogr, to GeoPackage', () => {
    for (const name of ['regions.geojson', 'regions.geojsonl', 'regions.fgb']) {
      const target = join(folder, `${name}.gpkg`);
      const made = spawnSync('ogr2ogr', ['-f', 'GPKG', target, join(outputs, name)], { encoding: 'utf8' });
      expect([made.status, made.stderr]).toEqual([0, '']);
      const { stdout } = spawnSync('ogrinfo', ['-so', '-al', target], { encoding: 'utf8' });
      expect(stdout).toContain(`Feature Count: ${expected.length}`);
    }
  });
});
