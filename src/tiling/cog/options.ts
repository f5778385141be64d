import type { Affine } from '../../raster/affine.js';
import type { Legend } from '../../raster/class-mask.js';
import type { Crs } from '../../raster/crs.js';
import type { DataType } from '../../raster/raster.js';
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
