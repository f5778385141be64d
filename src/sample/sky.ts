import { fractalNoise, smoothStep } from './noise.js';
import { SPECTRA, TRUTH } from './spectra.js';

/** Where the clouds hang, in pixels, and how far their shadow falls (the sun stands in the south-east). */
export interface Clouds {
  x: number;
  y: number;
  radiusPx: number;
  shadow: readonly [dx: number, dy: number];
  seed: number;
}

/** Direct light that a shadow leaves, by band: the blue of the sky still lights it, the far infrared hardly. */
const LIGHT_IN_SHADOW = [0.52, 0.44, 0.36, 0.33, 0.3, 0.24, 0.22, 0.32, 0.31, 0.29] as const;

export interface SkyOptions {
  bands: readonly Float32Array[];
  classes: Uint8Array;
  size: number;
  clouds: Clouds;
}

/** Draws shadow, then cloud, over reflectances and classes, in place. */
export function drawSky({ bands, classes, size, clouds }: SkyOptions): void {
  const [dx, dy] = clouds.shadow;
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      const shade = cloudCover(clouds, col - dx, row - dy);
      const cloud = cloudCover(clouds, col, row);
      if (shade === 0 && cloud === 0) continue;
      const i = row * size + col;
      const puff = cloud > 0 ? 0.45 + 0.3 * cloud + 0.4 * fractalNoise(col, row, 18, 4, clouds.seed + 7) : 0;
      for (let band = 0; band < bands.length; band++) {
        const lit = bands[band]![i]! * (1 - 0.95 * shade * (1 - LIGHT_IN_SHADOW[band]!));
        bands[band]![i] = lit + cloud * (puff * SPECTRA.cloud[band]! - lit);
      }
      if (cloud >= 0.2) classes[i] = TRUTH.cloud;
      else if (shade >= 0.3) classes[i] = TRUTH.cloudShadow;
    }
  }
}

/** Opaqueness of the cloud above a pixel, 0 to 1, soft at the edge. */
function cloudCover({ x, y, radiusPx, seed }: Clouds, col: number, row: number): number {
  const dx = (col - x) / radiusPx;
  const dy = (row - y) / (0.7 * radiusPx);
  const far = dx * dx + dy * dy;
  if (far > 1.8) return 0;
  const body = fractalNoise(col, row, radiusPx * 0.42, 6, seed) - far * (0.12 + 0.14 * far);
  return smoothStep(0.36, 0.56, body);
}
