import { UsageError } from '../../errors.js';
import type { Affine } from '../../raster/affine.js';
import type { Legend } from '../../raster/class-mask.js';
import type { Crs } from '../../raster/crs.js';
import type { Band, DataType } from '../../raster/raster.js';
import type { Spool } from './spool.js';

export interface CogOptions {
  width: number;
  height: number;
  dataType: DataType;
  bandCount: number;
  affine: Affine;
  crs: Crs | null;
  nodata: number | null;
  /** Colours of a class mask: one uint8 band. */
  palette?: Legend;
  bandNames?: readonly string[];
  /** What the values of all bands stand for: value · scale + offset. */
  scaling?: { scale: number; offset: number };
  /** Items of GDAL's metadata, such as the names of the classes. */
  metadata?: Readonly<Record<string, string>>;
  /** How the smaller levels come about, each from the one before; `mode` is for integers. */
  overviews: 'mode' | 'nearest' | 'none';
  /** Side of a block, a multiple of 16; 512 if not given. */
  blockSizePx?: number;
  /** `auto`, if not given: only where the file would not fit in 4 GiB. */
  bigTiff?: 'auto' | 'always';
  /** Where compressed blocks wait; memory if not given. The writer closes it. */
  spool?: Spool;
}

/** Throws `UsageError` where the options contradict each other. */
export function checkOptions({
  width,
  height,
  bandCount,
  dataType,
  overviews,
  palette,
  blockSizePx = 512,
}: CogOptions): void {
  const fail = (thing: string, wanted: string, got: unknown): never => {
    throw new UsageError({ thing, wanted, got: String(got) });
  };
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    fail('size of the image to write', 'whole numbers of pixels above 0', `${width} × ${height}`);
  }
  if (bandCount < 1) fail('bands of the image to write', '1 or more', bandCount);
  if (blockSizePx < 16 || blockSizePx % 16 !== 0) fail('block size', 'a multiple of 16 pixels', blockSizePx);
  if (palette && (dataType !== 'uint8' || bandCount !== 1)) {
    fail('image with a palette', '1 band of uint8', `${bandCount} of ${dataType}`);
  }
  if (overviews === 'mode' && dataType.startsWith('float')) fail('overviews by mode', 'whole numbers', dataType);
}

/** Throws `UsageError` where rows are not what the image needs. */
export function checkRows({ bandCount }: CogOptions, length: number, bands: readonly Band[]): void {
  if (bands.length === bandCount && bands.every((band) => band.length === length)) return;
  const got = `${bands.length} of ${bands.map((band) => band.length).join(', ')}`;
  throw new UsageError({ thing: 'rows to write', wanted: `${bandCount} bands of ${length} values`, got });
}
