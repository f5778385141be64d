import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GEO_PYTHON } from '../../../support/geo-python.js';
import { type PlainFeature, randomFeatures, schemaWith, seededRandom } from '../batches.js';
import { geoJsonFile } from '../files.js';
import { archiveOf, featuresOfMask, randomMask } from './maps.js';

const folder = mkdtempSync(join(tmpdir(), 'pmtiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the largest zoom and one below it, and compares with the GeoJSON of the same features in Web Mercator. */
const SCRIPT = `
import json, sys
import geopandas, pyogrio
tiles, text = sys.argv[1:3]
info = pyogrio.read_info(tiles)
answer = {'layers': [str(name) for name, _ in pyogrio.list_layers(tiles)], 'fields': list(info['fields']), 'crs': info['crs']}
a = geopandas.read_file(tiles, engine='pyogrio')
answer['count'] = int(a['mvt_id'].nunique()) if len(a) else 0
if len(a):
    b = geopandas.read_file(text, engine='pyogrio')
    b['id'] = [feature['id'] for feature in json.load(open(text))['features']]
    answer['valid'] = float(a.geometry.is_valid.mean())
    b = b.to_crs(3857).set_index('id').sort_index()
    area = a.geometry.area.groupby(a['mvt_id']).sum().sort_index()
    answer['ids'] = area.index.tolist() == b.index.tolist()
    unit = 40075016.68 / 4096 / 2 ** int(info['dataset_metadata']['ZOOM_LEVEL'])
    answer['area'] = float(((area - b.area).abs() / b.length / unit).max())
    first = a.drop_duplicates('mvt_id').set_index('mvt_id').sort_index()
    same = lambda c: bool(((first[c] == b[c]) | (first[c].isna() & b[c].isna())).all())
    answer['different'] = [c for c in first.columns if c != 'geometry' and not same(c)]
    low = geopandas.read_file(tiles, engine='pyogrio', ZOOM_LEVEL=5)
    answer['low'] = len(low)
print(json.dumps(answer))
`;

const speckled = (connectivity: 4 | 8): PlainFeature[] =>
  featuresOfMask(randomMask(80, seededRandom(7)), { pixelDeg: 0.001, origin: [8.03, 48.07], connectivity });

describe('GDAL and an archive of tiles', () => {
  it.each([
    ['nothing', []],
    ['one feature', randomFeatures(1)],
    ['features with holes and of several parts', randomFeatures(300, { seed: 4 })],
    ['a mosaic of single polygons', speckled(4)],
    ['a mosaic of multiple polygons', speckled(8)],
  ])('of %s: finds every feature, its properties and its area', async (name, features) => {
    const [tiles, text] = [join(folder, `${name}.pmtiles`), join(folder, `${name}.geojson`)];
    const schema = schemaWith();
    writeFileSync(tiles, await archiveOf(features, { maxZoom: 13, schema }));
    writeFileSync(text, geoJsonFile(features, schema));
    const { stdout, stderr } = spawnSync(GEO_PYTHON, ['-c', SCRIPT, tiles, text], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ layers: ['regions'], crs: 'EPSG:3857', count: features.length });
    expect(answer.fields).toEqual(['mvt_id', 'class', 'label', 'area_m2', 'pixels', 'ndvi_mean', 'ndwi_mean']);
    if (features.length === 0) return;
    expect(answer).toMatchObject({ ids: true, different: [] });
    // each vertex is moved by 0.71 units at most
    expect(answer.area).toBeLessThan(0.71);
    expect(answer.valid).toBeGreaterThan(0.95);
    expect(answer.low).toBeGreaterThan(0);
  });
});
