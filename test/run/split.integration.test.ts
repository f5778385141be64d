import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { vectorizeMask } from '../../src/vectorize-mask.js';
import { gdal, gdalInfo, validateCog } from '../support/gdal.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { drawObjects } from '../vectorize/instances/masks.js';
import { judgePolygons } from './geos.js';

const folder = makeFolder('split-judged');
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 0.0001;

/** Largest difference in area, in pixels, between our polygons in order of id and GDAL's of the numbers 1, 2, … */
const COMPARE = `
import json, sys
from osgeo import gdal, ogr
gdal.UseExceptions(); ogr.UseExceptions()
read = lambda path: json.load(open(path))['features']
shape = lambda feature: ogr.CreateGeometryFromJson(json.dumps(feature['geometry']))
theirs = {f['properties']['instance']: shape(f) for f in read(sys.argv[2])}
ours = dict(enumerate(map(shape, read(sys.argv[1])), 1))
pixel = float(sys.argv[3]) ** 2
worst = max(ours[n].SymDifference(theirs[n]).GetArea() / pixel for n in ours)
print(json.dumps([len(ours), len(theirs), worst]))
`;

describe('a run that splits objects', () => {
  it('writes a mask of instances of which gdal_polygonize.py makes the same polygons', async () => {
    const mask = drawObjects({ width: 300, height: 200, count: 190, classCount: 2, seed: 7 });
    const path = join(folder, 'objects.tif');
    const place = { crs: crsFromEpsg(4326), affine: [SIZE, 0, 14, 0, -SIZE, 48] as const };
    await writeTestScene(path, {
      ...mask,
      ...place,
      affine: [...place.affine],
      dataType: 'uint8',
      bands: [mask.classes],
      nodata: 0,
    });
    const scene = await openScene(path);
    const given = { scene, out: join(folder, 'objects'), tileSizePx: 64, vectorize: { splitM: 8 } };
    const { folder: out, statistics } = await vectorizeMask(given).finally(() => scene.close());
    const instances = join(out, 'instances.tif');
    expect(validateCog(instances)).toBe('');
    expect(gdalInfo(instances).size).toEqual([300, 200]);
    const polygons = join(folder, 'gdal.json');
    gdal('gdal_polygonize.py', ['-q', instances, '-f', 'GeoJSON', polygons, 'p', 'instance']);
    const regions = join(out, 'regions.geojson');
    const [ours, theirs, worst] = JSON.parse(
      gdal('/usr/bin/python3', ['-c', COMPARE, regions, polygons, String(SIZE)]).stdout,
    );
    expect([ours, theirs]).toEqual([statistics.regions.count, statistics.regions.count]);
    // Coordinates are written to a hundredth of a pixel.
    expect(worst).toBeLessThan(0.5);
    expect(judgePolygons(out, false).invalid).toEqual([]);
  });
});

const SENTINEL: Partial<ProcessOptions> = {
  overrides: { bands: { red: 1, nir: 4 }, scaling: { scale: 1e-4, offset: 0 } },
  vectorize: { splitM: 12, minPixels: 6, connectivity: 8 },
};
const CANOPY: Partial<ProcessOptions> = {
  vectorize: { splitM: 0.15, splitClasses: [1], minAreaM2: 0.5, simplifyM: 0.1 },
};

describe.skipIf(!hasSharedData)('objects of a real scene', () => {
  it.each([
    ['sentinel2-austria/s2-8band-32633.tif', 'crop-health', SENTINEL],
    ['neon-rgb/OSBS_029.tif', 'canopy-rgb', CANOPY],
  ] as const)('are the same for any tiles, cover the same ground and are valid: %s', async (file, name, options) => {
    const run = async (out: string, more: Partial<ProcessOptions>) => {
      const scene = await openScene(sharedPath(`scenes/${file}`));
      const recipe = await loadRecipe(name);
      const given = { scene, recipe, out: join(folder, out), ...options, ...more };
      return processScene(given).finally(() => scene.close());
    };
    const [whole, tiled] = [await run('whole', { tileSizePx: 1024 }), await run('tiled', { tileSizePx: 100 })];
    for (const output of ['regions.geojson', 'regions.fgb', 'regions.parquet', 'instances.tif', 'mask.tif']) {
      expect(hash(join(tiled.folder, output)), output).toBe(hash(join(whole.folder, output)));
    }
    const plain = await run('plain', { vectorize: { ...options.vectorize, splitM: 0, splitClasses: null } });
    expect(whole.statistics.regions.count).toBeGreaterThan(1.1 * plain.statistics.regions.count);
    expect(whole.statistics.areaM2).toEqual(plain.statistics.areaM2);
    const { invalid, sumArea, unionArea } = judgePolygons(whole.folder, true);
    expect(invalid).toEqual([]);
    expect(Math.abs(sumArea / unionArea - 1)).toBeLessThan(1e-9);
  });
});

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
