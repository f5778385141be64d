import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Affine } from '../../src/raster/affine.js';
import type { Crs } from '../../src/raster/crs.js';
import type { Band, DataType } from '../../src/raster/raster.js';
import { writeCog } from '../../src/tiling/write-cog.js';

export const UTM_33N: Crs = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };
export const LON_LAT: Crs = { epsg: 4326, proj: '+proj=longlat +datum=WGS84 +no_defs' };
export const AFFINE: Affine = [10, 0, 545000, 0, -10, 5340000];

export interface ClassRaster {
  width: number;
  height: number;
  classes: Band;
  dataType?: DataType;
  /** Of classes 1, 2, … */
  names?: readonly string[];
  nodata?: number | null;
  crs?: Crs | null;
  affine?: Affine;
}

/** Writes a class or instance raster; in UTM 33N with pixels of 10 m where it does not say otherwise. */
export async function writeClasses(path: string, raster: ClassRaster): Promise<string> {
  const { width, height, classes, dataType = 'uint8', names = [], nodata = 0, crs = UTM_33N, affine = AFFINE } = raster;
  const metadata = Object.fromEntries(names.map((name, i) => [`CLASS_${i + 1}`, name]));
  const options = { width, height, dataType, bandCount: 1, affine, crs, nodata, metadata, overviews: 'none' } as const;
  const chunks: Uint8Array[] = [];
  const rows = (row: number, count: number) => [classes.slice(row * width, (row + count) * width) as Band];
  for await (const chunk of writeCog(options, rows)) chunks.push(chunk);
  await writeFile(path, Buffer.concat(chunks));
  return path;
}

type Geometry = { type: string; coordinates: unknown };

export const feature = (geometry: Geometry | null, properties: object) => ({ type: 'Feature', properties, geometry });

export function writeFeatures(path: string, features: object[]): string {
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}
