import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { afterAll, describe, expect, it } from 'vitest';
import { featureBboxes } from '../../../src/vectorize/formats/wkb.js';
import { batchOf, expectedProperties, type PlainFeature, randomFeatures, schemaWith, seededRandom } from './batches.js';
import { flatGeobufFile, geoJsonFile } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = schemaWith();
const WRITERS = { fgb: flatGeobufFile, geojson: geoJsonFile } as const;
type Format = keyof typeof WRITERS;

function fileOf(format: Format, features: PlainFeature[]): string {
  const path = join(folder, `${features.length}.${format}`);
  writeFileSync(path, WRITERS[format](features, schema));
  return path;
}

/** Standard output of a GDAL program that neither failed nor warned. */
function gdal(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** GDAL does not pass on a property that a FlatGeobuf feature does not have. */
const withoutNulls = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** Features as GDAL reads them, as GeoJSON with all digits. */
const readBack = (path: string): FeatureCollection<Polygon | MultiPolygon> =>
  JSON.parse(gdal('ogr2ogr', '-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=15', '/vsistdout/', path));

/** Ids of the features that GDAL finds in a box. */
function idsIn(path: string, box: readonly number[]): number[] {
  const text = gdal('ogrinfo', '-al', '-geom=NO', path, '-spat', ...box.map(String));
  const pattern = path.endsWith('.fgb') ? /^ {2}id \(Integer64\) = (\d+)$/gm : /^OGRFeature\(.*\):(\d+)$/gm;
  return Array.from(text.matchAll(pattern), ([, id]) => Number(id)).sort((a, b) => a - b);
}

describe.each<Format>(['fgb', 'geojson'])('GDAL and a .%s', (format) => {
  it.each([0, 1, 15, 16, 17, 257, 5000])('of %i features: describes it without a warning', (count) => {
    const features = randomFeatures(count, { seed: count });
    const text = gdal('ogrinfo', '-al', '-so', fileOf(format, features));
    expect(text).toContain(`Feature Count: ${count}\n`);
    expect(text).toContain('Layer name: S2A_T31UFS land "cover"\n');
    expect(text).toContain('ID["EPSG",4326]');
    if (format === 'fgb') expect(text).toContain('Geometry: Multi Polygon\n');
    if (count === 0) return;
    const positions = features.flatMap(({ polygons }) => polygons.flat(2));
    const [west, south] = [0, 1].map((axis) => positions.reduce((least, p) => Math.min(least, p[axis]!), Infinity));
    expect(text).toContain(`Extent: (${west!.toFixed(6)}, ${south!.toFixed(6)}) - (`);
  });

  it('reads the same geometries and values', () => {
    const features = randomFeatures(500, { seed: 7 });
    const read = readBack(fileOf(format, features)).features.map(({ id, properties, geometry }) => {
      const { id: column, ...values } = properties!;
      const coordinates = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      return { id: column ?? id, values: withoutNulls(values), coordinates };
    });
    expect(read.sort((a, b) => a.id - b.id)).toEqual(
      features.map((feature) => ({
        id: feature.id,
        values: withoutNulls(expectedProperties(feature, schema)),
        coordinates: feature.polygons,
      })),
    );
  });
});

describe('GDAL and the index of a FlatGeobuf file', () => {
  it.each([1, 15, 16, 17, 257, 5000])('of %i features finds what it finds without an index', (count) => {
    const features = randomFeatures(count, { seed: count + 50 });
    const [indexed, plain] = [fileOf('fgb', features), fileOf('geojson', features)];
    const bboxes = featureBboxes(batchOf(features));
    const random = seededRandom(count);
    let total = 0;
    for (let round = 0; round < 8; round++) {
      const [west, south] = [random() - 0.6, 50.9 + random()];
      const box = [west, south, west + random() ** 2, south + random() ** 2] as const;
      const found = idsIn(indexed, box);
      expect(found).toEqual(idsIn(plain, box));
      total += found.length;
      const boxesMeet = features.filter((_, i) => {
        const [minX, minY, maxX, maxY] = bboxes.subarray(4 * i, 4 * i + 4);
        return minX! <= box[2] && maxX! >= box[0] && minY! <= box[3] && maxY! >= box[1];
      });
      expect(boxesMeet.map(({ id }) => id)).toEqual(expect.arrayContaining(found));
    }
    expect(total).toBeGreaterThan(0);
  });
});
