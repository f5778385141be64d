import { createToPixel } from '../run/zones-place.js';
import type { Scene } from '../tiling/open-scene.js';
import type { ToPixel } from '../vectorize/zonal/project-ring.js';

export type BboxLonLat = readonly [west: number, south: number, east: number, north: number];

/** Longitude and latitude to pixel positions of a scene with a CRS, from whichever side of the antimeridian. */
export function createPlaceToPixel({ crs, affine, width, height }: Scene, bboxLonLat: BboxLonLat): ToPixel {
  const toPixel = createToPixel({ crs: crs!, affine, width, height, bboxLonLat });
  const middleLon = (bboxLonLat[0] + bboxLonLat[2]) / 2;
  return (lon, lat) => toPixel(lon + 360 * Math.round((middleLon - lon) / 360), lat);
}
