import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { vectorizeMask } from '../../src/vectorize-mask.js';
import { gdal, gdalInfo } from '../support/gdal.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';
import { makeMask } from '../vectorize/sieve/masks.js';

const folder = makeFolder('sieve-judged');
afterAll(() => rmSync(folder, { recursive: true }));

type Vectorize = NonNullable<ProcessOptions['vectorize']>;

/** gdal_sieve.py of a mask, and gdal_polygonize.py of that. */
function sieveByGdal(mask: string, minPixels: number, connectivity: 4 | 8) {
  const [sieved, polygons] = [join(folder, 'gdal.tif'), join(folder, 'gdal.json')];
  for (const path of [sieved, polygons]) rmSync(path, { force: true });
  gdal('gdal_sieve.py', ['-q', '-st', String(minPixels), `-${connectivity}`, mask, sieved]);
  const eight = connectivity === 8 ? ['-8'] : [];
  gdal('gdal_polygonize.py', ['-q', ...eight, sieved, '-f', 'GeoJSON', polygons, 'p', 'class']);
  return { sieved, polygons };
}

interface Feature {
  properties: { class: number };
  geometry: { type: string; coordinates: unknown };
}
type Point = [number, number];

const readFeatures = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { features: Feature[] }).features;

const [WEST, NORTH, SIZE] = [14, 48, 0.001];

/** Polygons of a lattice in degrees, each as its class and the pixel sides that bound it. */
function describePolygons(features: readonly Feature[]): string[] {
  return features.map(({ properties, geometry }) => `${properties.class}: ${boundingSides(geometry)}`).sort();
}

function boundingSides({ type, coordinates }: Feature['geometry']): string {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as Point[][][];
  const sides: string[] = [];
  for (const ring of polygons.flat()) {
    const corners = ring.map(([lon, lat]) => [Math.round((lon - WEST) / SIZE), Math.round((NORTH - lat) / SIZE)]);
    for (let i = 1; i < corners.length; i++) {
      const [[x, y], [endX, endY]] = [corners[i - 1] as Point, corners[i] as Point];
      const length = Math.max(Math.abs(endX - x), Math.abs(endY - y));
      const [stepX, stepY] = [Math.sign(endX - x), Math.sign(endY - y)];
      for (let k = 0; k < length; k++) {
        const [fromX, fromY] = [x + k * stepX, y + k * stepY];
        sides.push(`${Math.min(fromX, fromX + stepX)},${Math.min(fromY, fromY + stepY)}${stepX === 0 ? '|' : '-'}`);
      }
    }
  }
  return sides.sort().join(' ');
}

describe('a run with a sieve, judged by gdal_sieve.py and gdal_polygonize.py', () => {
  it.each([
    [4, 3],
    [4, 20],
    [8, 3],
    [8, 20],
  ] as const)('random masks, %i-connected, regions of less than %i pixels', async (connectivity, minPixels) => {
    for (const [seed, least, tileSizePx] of [
      [1, 0, 37],
      [2, 1, 64],
    ] as const) {
      const mask = makeMask({ width: 150, height: 110, classCount: 4, cellPx: 6, noise: 0.3, least, seed });
      const path = join(folder, 'scene.tif');
      const facts = { dataType: 'uint8', nodata: 0, crs: crsFromEpsg(4326) } as const;
      await writeTestScene(path, {
        ...mask,
        ...facts,
        affine: [SIZE, 0, WEST, 0, -SIZE, NORTH],
        bands: [mask.classes],
      });
      const scene = await openScene(path);
      const vectorize: Vectorize = { connectivity, minPixels };
      const given = { scene, out: join(folder, `${connectivity}-${minPixels}`), tileSizePx, vectorize, force: true };
      const ours = await vectorizeMask(given).finally(() => scene.close());
      const theirs = sieveByGdal(path, minPixels, connectivity);
      expect(readPixels(join(ours.folder, 'mask.tif'))).toEqual(readPixels(theirs.sieved));
      const features = readFeatures(join(ours.folder, 'regions.geojson'));
      expect(features).toHaveLength(ours.statistics.regions.count);
      expect(describePolygons(features)).toEqual(describePolygons(readFeatures(theirs.polygons)));
    }
  });

  it.skipIf(!hasSharedData).each([4, 8] as const)('a real scene, %i-connected', async (connectivity) => {
    const path = sharedPath('scenes/naip/m_4709963_se_14_1_20180716.tif');
    const recipe = await loadRecipe('land-cover');
    const run = async (name: string, vectorize: Vectorize) => {
      const scene = await openScene(path);
      const given = { scene, recipe, out: join(folder, name), tileSizePx: 300, vectorize, force: true };
      return processScene(given).finally(() => scene.close());
    };
    const raw = await run('raw', { connectivity });
    for (const minPixels of [5, 50]) {
      const ours = await run('sieved', { connectivity, minPixels });
      const theirs = sieveByGdal(join(raw.folder, 'mask.tif'), minPixels, connectivity);
      const mask = join(ours.folder, 'mask.tif');
      expect(gdalInfo(mask).bands[0].checksum).toBe(gdalInfo(theirs.sieved).bands[0].checksum);
      expect(readPixels(mask)).toEqual(readPixels(theirs.sieved));
      const counts: Record<number, number> = {};
      for (const { properties } of readFeatures(theirs.polygons)) {
        counts[properties.class] = (counts[properties.class] ?? 0) + 1;
      }
      const found = ours.statistics.classes.filter(({ regions }) => regions > 0);
      expect(Object.fromEntries(found.map(({ id, regions }) => [id, regions]))).toEqual(counts);
      expect(ours.statistics.sieve!.regionsBefore).toBe(raw.statistics.regions.count);
    }
  });
});

/** A hash of all pixels, as GDAL reads them. */
function readPixels(path: string): string {
  const script =
    'import sys, hashlib; from osgeo import gdal; gdal.UseExceptions(); ' +
    'print(hashlib.sha256(gdal.Open(sys.argv[1]).ReadAsArray().tobytes()).hexdigest())';
  return gdal('/usr/bin/python3', ['-c', script, path]).stdout.trim();
}
