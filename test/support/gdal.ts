import { spawnSync } from 'node:child_process';

/** Runs a program of GDAL; throws where it fails. */
export function gdal(program: string, args: string[]): { stdout: string; stderr: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return { stdout, stderr };
}

/** GDAL's own COG validator: errors and warnings it has of a file, none for a good one. */
export function validateCog(path: string): string {
  const script =
    'import sys; from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate; ' +
    'w, e, _ = validate(sys.argv[1], full_check=True); print("\\n".join(e + w))';
  return gdal('/usr/bin/python3', ['-c', script, path]).stdout.trim();
}

/** What GDAL says of a dataset it reads; fails the caller by anything on stderr. */
export function gdalInfo(path: string): {
  size: [number, number];
  bands: { checksum: number; colorTable?: unknown }[];
} {
  const { stdout, stderr } = gdal('gdalinfo', ['-json', '-checksum', path]);
  if (stderr.trim()) throw new Error(`gdalinfo warns of ${path}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Number of features of the first layer of a vector file, read without a warning. */
export function countFeatures(path: string): number {
  const { stdout, stderr } = gdal('ogrinfo', ['-al', '-so', path]);
  if (stderr.trim() || /warning|error/i.test(stdout)) throw new Error(`ogrinfo warns of ${path}: ${stderr}${stdout}`);
  return Number(/Feature Count: (\d+)/.exec(stdout)?.[1]);
}
