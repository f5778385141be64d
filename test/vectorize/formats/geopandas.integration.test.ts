import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { randomFeatures, schemaWith } from './batches.js';
import { geoJsonFile, geoParquetFile } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'geopandas-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads both files, warnings being errors, and prints what differs and what a box finds. */
const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('error')
import geopandas, pyarrow.parquet
parquet, text = sys.argv[1:3]
box = (0.0, 51.2, 0.2, 51.4)
a = geopandas.read_parquet(parquet)
answer = {'count': len(a), 'crs': str(a.crs), 'groups': pyarrow.parquet.ParquetFile(parquet).num_row_groups}
answer['types'] = {name: str(kind) for name, kind in zip(pyarrow.parquet.read_schema(parquet).names, pyarrow.parquet.read_schema(parquet).types)}
if len(a):
    b = geopandas.read_file(text, engine='pyogrio')
    answer['wkb'] = bool((a.geometry.to_wkb() == b.geometry.to_wkb()).all())
    answer['valid'] = bool(a.geometry.is_valid.all())
    same = lambda c: bool(((a[c] == b[c]) | (a[c].isna() & b[c].isna())).all())
    answer['different'] = [c for c in b.columns if c not in ('id', 'geometry') and not same(c)]
    answer['found'] = sorted(int(i) for i in geopandas.read_parquet(parquet, bbox=box)['id'])
    boxes = a.geometry.bounds
    meets = (boxes.minx <= box[2]) & (boxes.maxx >= box[0]) & (boxes.miny <= box[3]) & (boxes.maxy >= box[1])
    answer['wanted'] = sorted(int(i) for i in a['id'][meets])
print(json.dumps(answer))
`;

describe('geopandas and a GeoParquet file', () => {
  it.each([0, 1, 16, 257, 3000])(
    'of %i features: reads what GDAL reads in the GeoJSON, and finds by the covering',
    async (count) => {
      const schema = schemaWith({ datetime: count % 2 ? null : '2026-06-01T10:50:31Z' });
      const features = randomFeatures(count, { seed: count });
      const [parquet, text] = [join(folder, `${count}.parquet`), join(folder, `${count}.geojson`)];
      writeFileSync(parquet, await geoParquetFile(features, schema, 500));
      writeFileSync(text, geoJsonFile(features, schema));
      const { stdout, stderr } = spawnSync(GEO_PYTHON, ['-c', SCRIPT, parquet, text], { encoding: 'utf8' });
      expect(stderr).toBe('');
      const { found, wanted, ...answer } = JSON.parse(stdout);
      expect(answer).toMatchObject({
        count,
        crs: 'OGC:CRS84',
        groups: Math.ceil(count / 500),
        types: { id: 'int64', class: 'uint8', pixels: 'int64', area_m2: 'double', datetime: 'timestamp[ms, tz=UTC]' },
      });
      if (count === 0) return;
      expect(answer).toMatchObject({ wkb: true, valid: true, different: [] });
      expect(found).toEqual(wanted);
    },
  );
});
