import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readArguments, writeMasks } from './inputs.js';
import { type Contender, compare, isInstalled } from './peers.js';

/**
 * The rings of class masks, from memory to memory, beside GDAL's library and rasterio. `GEO_PYTHON` names a Python with
 * pyogrio and rasterio, whose wheels bring newer GDALs than most systems.
 *
 *   npx tsx bench/rings.ts [--short] [mask.tif …]
 */
const { isShort, files } = readArguments();
const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));
const python = process.env.GEO_PYTHON ?? 'python3';

try {
  for (const file of files.length > 0 ? files : await writeMasks(folder, isShort)) {
    const ours = (threads: number): Contender => ({
      name: `landquilt, ${threads} thread${threads > 1 ? 's' : ''}`,
      command: [process.execPath, '--import', 'tsx', 'bench/rings-ours.ts', file, String(threads)],
    });
    const contenders = [ours(1), ours(2)];
    for (const [name, library, program] of [
      ['GDAL of pyogrio', 'wheel', python],
      ['rasterio.features.shapes', 'rasterio', python],
      ["GDAL of the system's python3", 'osgeo', '/usr/bin/python3'],
    ]) {
      const command = [program, 'bench/rings-gdal.py', library, file];
      if (await canImport(program, library === 'wheel' ? 'pyogrio' : library)) contenders.push({ name, command });
    }
    await compare(`rings of ${basename(file)}`, contenders, isShort ? 1 : 3);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function canImport(program: string, module: string): Promise<boolean> {
  return isInstalled(program, '-c', `import ${module}`);
}
