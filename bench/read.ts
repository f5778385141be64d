import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { compare } from './peers.js';

/**
 * Reads a whole scene in windows, beside GDAL: whole programs, from the file to pixels in memory. Both add up
 * every 97th value, and the sums must agree.
 *
 *   npm run build && npx tsx bench/read.ts scene.tif [window] [rounds]
 */
const [file, size = '1024', rounds = '5'] = process.argv.slice(2);
if (file === undefined) throw new Error('wanted: bench/read.ts scene.tif [window] [rounds]');

const OURS = `
import { openScene } from './dist/tiling/open-scene.js';
const [file, size] = process.argv.slice(1);
const scene = await openScene(file);
let sum = 0;
for (let row = 0; row < scene.height; row += +size) {
  for (let col = 0; col < scene.width; col += +size) {
    const [width, height] = [Math.min(+size, scene.width - col), Math.min(+size, scene.height - row)];
    const { bands } = await scene.read({ col, row, width, height });
    for (const band of bands) for (let i = 0; i < band.length; i += 97) sum += band[i];
  }
}
console.log(sum);
`;

const GDAL = `
import sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
file, size, threads = sys.argv[1], int(sys.argv[2]), sys.argv[3]
scene = gdal.OpenEx(file, gdal.OF_RASTER, open_options=[] if threads == '1' else ['NUM_THREADS=' + threads])
total = 0
for row in range(0, scene.RasterYSize, size):
    for col in range(0, scene.RasterXSize, size):
        a = scene.ReadAsArray(col, row, min(size, scene.RasterXSize - col), min(size, scene.RasterYSize - row))
        total += int(a.reshape(scene.RasterCount, -1)[:, ::97].sum(dtype=np.uint64))
print(total)
`;

const node = [process.execPath, '--input-type=module', '-e', OURS, file, size];
const gdal = (threads: string) => ['/usr/bin/python3', '-c', GDAL, file, size, threads];
const sumOf = ([program, ...args]: string[]) => execFileSync(program!, args, { encoding: 'utf8' }).trim();

const [ours, theirs] = [sumOf(node), sumOf(gdal('1'))];
if (ours !== theirs) throw new Error(`the sums differ: ours ${ours}, GDAL's ${theirs}`);
await compare(
  `${basename(file)} in windows of ${size}²`,
  [
    { name: 'landquilt', command: node },
    { name: 'GDAL, one thread', command: gdal('1') },
    { name: 'GDAL, two threads', command: gdal('2') },
  ],
  Number(rounds),
);
