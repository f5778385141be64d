import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crsFromEpsg } from '../src/raster/crs.js';
import { type CogOptions, writeCog } from '../src/tiling/write-cog.js';

type Rows = Parameters<typeof writeCog>[1];
type Shape = Pick<CogOptions, 'width' | 'height' | 'dataType' | 'bandCount'> & Partial<CogOptions>;

export const AFFINE = [10, 0, 500000, 0, -10, 5400000] as const;
/** UTM 33N. */
export const CRS = crsFromEpsg(32633);

/** Writes rows as a COG without overviews; pixels of 10 m in UTM 33N with 0 for nodata, unless the shape says otherwise. */
export async function writeSceneFile(path: string, shape: Shape, rows: Rows): Promise<void> {
  const place = { affine: AFFINE, crs: CRS, nodata: 0, overviews: 'none' } as const;
  await pipeline(Readable.from(writeCog({ ...place, ...shape }, rows)), createWriteStream(path));
}
