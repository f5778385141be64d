import type { Affine } from '../raster/affine.js';
import { TAG, type TiffDirectory } from './tiff-header.js';

export const IDENTITY_AFFINE: Affine = [1, 0, 0, 0, 1, 0];
const RASTER_PIXEL_IS_POINT = 2;

/**
 * Pixel to map from GeoTIFF's tags (OGC 19-008r4, section 7.3): scale and one tiepoint, or a matrix. The affine speaks of pixel
 * corners: where the file says that its coordinates are pixel centres, it is shifted by half a pixel. Null where the
 * file has neither, or ground control points only.
 */
export function findAffine(directory: TiffDirectory): Affine | null {
  const affine = fromScale(directory) ?? fromMatrix(directory);
  if (affine === null || !affine.every(Number.isFinite)) return null;
  const isPoint = directory.geoKeys()?.GTRasterTypeGeoKey === RASTER_PIXEL_IS_POINT;
  return isPoint ? shiftHalfPixel(affine) : affine;
}

function fromScale(directory: TiffDirectory): Affine | null {
  const scale = directory.numbers(TAG.modelPixelScale);
  const tie = directory.numbers(TAG.modelTiepoint);
  if (scale === null || tie === null || scale.length < 2 || tie.length < 6) return null;
  const [scaleX, scaleY] = [scale[0]!, -Math.abs(scale[1]!)];
  if (scaleX === 0 || scaleY === 0) return null;
  return [scaleX, 0, tie[3]! - tie[0]! * scaleX, 0, scaleY, tie[4]! - tie[1]! * scaleY];
}

function fromMatrix(directory: TiffDirectory): Affine | null {
  const m = directory.numbers(TAG.modelTransformation);
  return m !== null && m.length >= 8 ? [m[0]!, m[1]!, m[3]!, m[4]!, m[5]!, m[7]!] : null;
}

function shiftHalfPixel([a, b, c, d, e, f]: Affine): Affine {
  return [a, b, c - (a + b) / 2, d, e, f - (d + e) / 2];
}
