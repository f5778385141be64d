import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterInTable, listTableColumns, TABLE_PREFIX } from '../../functions/sql-table.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { writeSampleScene } from '../../src/sample/index.js';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createFileStore } from '../../src/store/file-store.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { readDocument } from '../support/documents.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { makeFolder } from '../support/write-scene.js';

/* Every query of the page, as it stands there, over published runs of two dates of one place. */

const folder = makeFolder('sql');
afterAll(() => rmSync(folder, { recursive: true }));

const page = readDocument('docs/sql.md');
const queries = new Map(
  [...page.matchAll(/^```sql ([a-z-]+)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => [name, text]),
);

type Row = Record<string, string | number | null>;
const RUN_SQL = `
import duckdb, json, sys
asked = json.load(sys.stdin)
db = duckdb.connect()
db.execute(asked["setup"])
def ask(sql):
    found = db.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row)) for row in found.fetchall()]
json.dump({name: ask(sql) for name, sql in asked["queries"].items()}, sys.stdout, default=str)
`;

function ask(more: Record<string, string>, setup = queries.get('setup')!): Record<string, Row[]> {
  const input = JSON.stringify({ setup: setup.replace("'out/", `'${folder}/out/`), queries: more });
  return JSON.parse(execFileSync(GEO_PYTHON, ['-c', RUN_SQL], { input, encoding: 'utf8', maxBuffer: 1e9 }));
}

/** The same ground a month later: another date, and near infrared that has faded. */
const FADE = `
import rasterio, sys
with rasterio.open(sys.argv[1]) as scene:
    bands, profile, names, tags = scene.read(), scene.profile, scene.descriptions, scene.tags()
nir = names.index("B08")
bands[nir] = (bands[nir] * 0.8).astype(bands.dtype)
with rasterio.open(sys.argv[2], "w", **profile) as later:
    later.write(bands)
    later.descriptions = names
    later.update_tags(**{**tags, "DATETIME": "2026-07-18T10:15:00Z"})
`;

let rows: Record<string, Row[]>;
const statistics: Record<string, RunStatistics> = {};

beforeAll(async () => {
  const { scenePath } = await writeSampleScene(folder, { size: 300 });
  const later = join(folder, 'sample-later.tif');
  execFileSync(GEO_PYTHON, ['-c', FADE, scenePath, later]);
  for (const [path, recipeName] of [
    [scenePath, 'crop-health'],
    [later, 'crop-health'],
    [scenePath, 'water'],
  ]) {
    const scene = await openScene(path);
    const recipe = await loadRecipe(recipeName);
    const { folder: at } = await processScene({
      scene,
      recipe,
      out: join(folder, 'out'),
      formats: ['parquet', 'geojson'],
    });
    await scene.close();
    const told = JSON.parse(readFileSync(join(at, 'statistics.json'), 'utf8')) as RunStatistics;
    statistics[`${told.scene.id} ${recipeName}`] = told;
  }
  const { setup: _, ...asked } = Object.fromEntries(queries);
  rows = ask(asked);
}, 300_000);

const JUNE = 'sample-scene crop-health';
const JULY = 'sample-later crop-health';
const hectaresOf = (run: string): Record<string, number> =>
  Object.fromEntries(
    statistics[run].classes.filter(({ regions }) => regions > 0).map(({ name, areaM2 }) => [name, areaM2 / 10_000]),
  );

interface Region {
  id: number;
  bbox?: number[];
  geometry: { coordinates: number[][][] };
  properties: { label: string; area_m2: number; ndvi_mean: number };
}
const regionsOf = (scene: string): (Region['properties'] & { id: number; box: number[] })[] => {
  const path = join(folder, 'out', scene, 'crop-health/regions.geojson');
  const { features } = JSON.parse(readFileSync(path, 'utf8')) as { features: Region[] };
  return features.map(({ id, geometry, properties }) => {
    const ring = geometry.coordinates[0];
    const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
    return { ...properties, id, box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] };
  });
};

describe('the queries of the page', () => {
  it('all run, and find something', () => {
    expect(queries.size).toBeGreaterThan(6);
    for (const [name, found] of Object.entries(rows)) expect(found.length, name).toBeGreaterThan(0);
  });

  it('find the areas that the runs know of themselves', () => {
    for (const [month, run] of [
      ['2026-06', JUNE],
      ['2026-07', JULY],
    ]) {
      const found = rows['area-by-class-and-month'].filter((row) => row.month === month);
      const expected = hectaresOf(run);
      expect(found.map(({ label }) => label).sort()).toEqual(Object.keys(expected).sort());
      for (const { label, hectares } of found) expect(hectares).toBeCloseTo(expected[label!], 1);
      const polygons = found.reduce((sum, row) => sum + Number(row.polygons), 0);
      expect(polygons).toBe(statistics[run].regions.count);
    }
  });

  it('find what changed from one date to the other', () => {
    const [june, july] = [hectaresOf(JUNE), hectaresOf(JULY)];
    for (const { label, june_ha, july_ha, change_ha } of rows['change-by-class']) {
      expect(june_ha).toBeCloseTo(june[label!] ?? 0, 1);
      expect(july_ha).toBeCloseTo(july[label!] ?? 0, 1);
      expect(change_ha).toBeCloseTo((july[label!] ?? 0) - (june[label!] ?? 0), 1);
    }
    for (const { june: before, july: after } of rows['cells-that-changed']) expect(before).not.toBe(after);
  });

  it('find fields, their mean and the nearest as a walk through all of them does', () => {
    const all = regionsOf('sample-later');
    const fields = all
      .filter(({ ndvi_mean, area_m2 }) => ndvi_mean >= 0.2 && ndvi_mean <= 0.4 && area_m2 >= 5000)
      .filter(({ box: [w, s, e, n] }) => e >= 15.61 && w <= 15.63 && n >= 48.18 && s <= 48.2)
      .sort((a, b) => Math.round(b.area_m2) - Math.round(a.area_m2) || a.id - b.id);
    expect(rows['fields-below-an-ndvi'].map(({ id }) => id)).toEqual(fields.slice(0, 20).map(({ id }) => id));

    const weighed = all.filter(({ ndvi_mean }) => ndvi_mean !== null);
    const area = weighed.reduce((sum, { area_m2 }) => sum + area_m2, 0);
    const mean = weighed.reduce((sum, { area_m2, ndvi_mean }) => sum + area_m2 * ndvi_mean, 0) / area;
    expect(rows['ndvi-over-time'].find(({ scene }) => scene === 'sample-later')!.ndvi).toBeCloseTo(mean, 3);

    const far = ({ box: [w, s, e, n] }: { box: number[] }): number =>
      Math.hypot((s + n) / 2 - 48.19, ((w + e) / 2 - 15.62) * Math.cos((48.19 * Math.PI) / 180)) * 111_195;
    const water = regionsOf('sample-scene').filter(({ label }) => label === 'Water or snow');
    const nearest = water.map((one) => Math.round(far(one))).sort((a, b) => a - b);
    expect(rows.nearest.map(({ metres }) => metres)).toEqual(nearest.slice(0, 5));
  });

  it('count every polygon once by its size', () => {
    const polygons = rows.sizes.reduce((sum, row) => sum + Number(row.polygons), 0);
    expect(polygons).toBe(statistics[JUNE].regions.count + statistics[JULY].regions.count);
  });
});

describe('the table that Athena knows', () => {
  const HIVE: Record<string, string> = {
    ...{ BIGINT: 'bigint', UTINYINT: 'int', VARCHAR: 'string', DOUBLE: 'double', TIMESTAMP: 'timestamp' },
    'STRUCT(xmin DOUBLE, ymin DOUBLE, xmax DOUBLE, ymax DOUBLE)':
      'struct<xmin:double,ymin:double,xmax:double,ymax:double>',
  };

  it('has each column of the files, under its name and of its type', async () => {
    const { columns } = ask({ columns: 'DESCRIBE regions' });
    const known = Object.fromEntries((await listTableColumns()).map(({ name, type }) => [name, type]));
    for (const { column_name: name, column_type: type } of columns) {
      if (name === 'recipe' || name === 'month') continue;
      expect(known[name!], String(name)).toBe(name === 'geometry' ? 'binary' : HIVE[type!]);
    }
  });

  it('leads to the same rows by its partitions as by the places of the files', async () => {
    const store = createFileStore(join(folder, 'out'));
    const links: string[] = [];
    for (const { runId, scene, recipe } of Object.values(statistics)) {
      const key = await enterInTable(store, { runId, sceneId: scene.id, recipe: recipe.name });
      links.push(key!);
    }
    expect(links.map((key) => key.slice(TABLE_PREFIX.length)).sort()).toEqual([
      'recipe=crop-health/month=2026-06/link-sample-scene=',
      'recipe=crop-health/month=2026-07/link-sample-later=',
      'recipe=water/month=2026-06/link-sample-scene=',
    ]);
    const view = links.map((key) => {
      const [, recipe, month] = /recipe=([^/]+)\/month=([^/]+)\//.exec(key)!;
      const file = readFileSync(join(folder, 'out', key), 'utf8').trim();
      return `SELECT * REPLACE ('${recipe}' AS recipe), '${month}' AS month FROM read_parquet('${file}')`;
    });
    const name = 'area-by-class-and-month';
    const setup = `CREATE VIEW regions AS ${view.join(' UNION ALL BY NAME ')}`;
    expect(ask({ [name]: queries.get(name)! }, setup)[name]).toEqual(rows[name]);
  });
});
