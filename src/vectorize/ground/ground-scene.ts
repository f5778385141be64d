import type { Affine } from '../../raster/affine.js';

/** Map coordinates to longitude and latitude in degrees (WGS84). */
export type Projection = (x: number, y: number) => [lon: number, lat: number];

/** What is known of the scene's place on the ground. */
export interface GroundScene {
  width: number;
  height: number;
  affine: Affine;
  /** True where map coordinates are degrees. */
  geographic: boolean;
  toLonLat: Projection;
  /** The way back, if at hand: finds scenes in a part of the plane that is no one's place (beside a sinusoidal world). */
  fromLonLat?: Projection;
  /** File or URL, for errors. */
  source?: string;
}
