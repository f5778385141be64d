import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeMosaic } from './mosaic.js';
import { type Contender, compare, isInstalled } from './peers.js';

/**
 * A scene to NDVI zones, polygons in lon/lat with areas, on disk: ours beside the same with GDAL's own programs
 * (gdal_calc, gdal_polygonize, ogr2ogr). Ours also writes FlatGeobuf, GeoParquet, a COG, statistics and a report.
 *
 *   npx tsx bench/whole-run.ts [--short] [scene.tif with red and near infrared as bands 3 and 4]
 */
const args = process.argv.slice(2);
const isShort = args.includes('--short');
const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));

try {
  const scene =
    args.find((arg) => !arg.startsWith('--')) ?? (await writeMosaic(join(folder, 'mosaic.tif'), isShort ? 1 : 4));
  await benchScene(scene);
} finally {
  rmSync(folder, { recursive: true });
}

async function benchScene(scene: string): Promise<void> {
  const out = join(folder, 'ours');
  const ours = (workers: number): Contender => ({
    name: `landquilt run, ${workers} worker${workers > 1 ? 's' : ''}`,
    command: [
      ...[process.execPath, 'bin/landquilt.js', 'run', scene, '--recipe', 'bench/ndvi-zones.json'],
      ...['--out', out, '--workers', String(workers)],
    ],
    prepare: () => rmSync(out, { recursive: true, force: true }),
  });
  const contenders = [ours(2), ours(1)];
  if ((await isInstalled('gdal_calc.py')) && (await isInstalled('gdal_polygonize.py')))
    contenders.push(gdalChain(scene));
  else console.log('GDAL is not installed (apt-get install gdal-bin python3-gdal): no peer');
  await compare(`whole run on ${basename(scene)}`, contenders, isShort ? 1 : 3);
}

/** The chain of programs that a GDAL user writes; areas by ogr2ogr would be planar, so it is spared them. */
function gdalChain(scene: string): Contender {
  const script = join(folder, 'gdal.sh');
  const at = (name: string) => join(folder, name);
  const calc = '1+digitize((B.astype(float32)-A)/(B.astype(float32)+A),[0,.2,.4,.6])';
  writeFileSync(
    script,
    [
      'set -e',
      `rm -f ${at('c.tif')} ${at('p.fgb')} ${at('o.geojson')}`,
      `gdal_calc.py --quiet -A ${scene} --A_band=3 -B ${scene} --B_band=4 --outfile=${at('c.tif')} --type=Byte --co COMPRESS=DEFLATE --co TILED=YES --calc="${calc}"`,
      `gdal_polygonize.py -q ${at('c.tif')} -f FlatGeobuf ${at('p.fgb')} p DN`,
      `ogr2ogr -f GeoJSON -t_srs EPSG:4326 -lco RFC7946=YES ${at('o.geojson')} ${at('p.fgb')}`,
    ].join('\n'),
  );
  return { name: 'gdal_calc + gdal_polygonize + ogr2ogr', command: ['bash', script] };
}
