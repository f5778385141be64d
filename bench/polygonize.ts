import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readArguments, writeMasks } from './inputs.js';
import { type Contender, compare, isInstalled } from './peers.js';

/**
 * Polygons of class masks beside gdal_polygonize: whole programs, from the file to GeoJSON on disk. Once
 * with GeoJSON alone, once with all that a run writes: FlatGeobuf, GeoParquet, a COG and a report as well.
 *
 *   npx tsx bench/polygonize.ts [--short] [mask.tif …]
 */
const { isShort, files } = readArguments();
const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));

try {
  for (const file of files.length > 0 ? files : await writeMasks(folder, isShort)) await benchMask(file);
} finally {
  rmSync(folder, { recursive: true });
}

async function benchMask(file: string): Promise<void> {
  const geojson = join(folder, 'gdal.geojson');
  const ours = (to: string, workers: number): Contender => ({
    name: `landquilt vectorize --out ${basename(to)}, ${workers} worker${workers > 1 ? 's' : ''}`,
    command: [process.execPath, 'bin/landquilt.js', 'vectorize', file, '--out', to, '--workers', String(workers)],
    prepare: () => rmSync(to, { recursive: true, force: true }),
  });
  const alone = join(folder, 'ours.geojson');
  const contenders = [ours(alone, 2), ours(alone, 1), ours(join(folder, 'out'), 2)];
  if (await isInstalled('gdal_polygonize.py')) {
    contenders.push({
      name: 'gdal_polygonize.py -f GeoJSON',
      command: ['gdal_polygonize.py', '-q', '-f', 'GeoJSON', file, geojson],
      prepare: () => rmSync(geojson, { force: true }),
    });
  } else console.log('gdal_polygonize.py is not installed (apt-get install gdal-bin python3-gdal): no peer');
  await compare(`polygons of ${basename(file)}`, contenders, isShort ? 1 : 3);
}
