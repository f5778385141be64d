import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type MaskKind, writeMaskFile } from './masks.js';
import { type Contender, compare, isInstalled } from './peers.js';

/**
 * Polygons of class masks beside gdal_polygonize: whole programs, from the file to GeoJSON on disk. Ours writes
 * FlatGeobuf, GeoParquet, a COG, areas and a report as well.
 *
 *   npx tsx bench/polygonize.ts [--short] [mask.tif …]
 */
const args = process.argv.slice(2);
const isShort = args.includes('--short');
const files = args.filter((arg) => !arg.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));
mkdirSync(folder, { recursive: true });

try {
  if (files.length === 0) {
    const sizes: [MaskKind, number][] = [
      ['fields', isShort ? 2000 : 10_980],
      ['patchy', isShort ? 2000 : 10_980],
      ['noisy', isShort ? 500 : 4000],
    ];
    for (const [kind, size] of sizes) {
      const path = join(folder, `${kind}-${size}.tif`);
      await writeMaskFile(path, kind, size);
      files.push(path);
    }
  }
  for (const file of files) await benchMask(file);
} finally {
  rmSync(folder, { recursive: true });
}

async function benchMask(file: string): Promise<void> {
  const out = join(folder, 'ours');
  const geojson = join(folder, 'gdal.geojson');
  const ours = (workers: number): Contender => ({
    name: `landquilt vectorize, ${workers} worker${workers > 1 ? 's' : ''}`,
    command: [process.execPath, 'bin/landquilt.js', 'vectorize', file, '--out', out, '--workers', String(workers)],
    prepare: () => rmSync(out, { recursive: true, force: true }),
  });
  const contenders = [ours(2), ours(1)];
  if (await isInstalled('gdal_polygonize.py')) {
    contenders.push({
      name: 'gdal_polygonize.py -f GeoJSON',
      command: ['gdal_polygonize.py', '-q', '-f', 'GeoJSON', file, geojson],
      prepare: () => rmSync(geojson, { force: true }),
    });
  } else console.log('gdal_polygonize.py is not installed (apt-get install gdal-bin python3-gdal): no peer');
  await compare(`polygons of ${basename(file)}`, contenders, isShort ? 1 : 3);
}
