import type { Band, Raster } from '../../raster/raster.js';
import { createBand, dataTypeOf } from '../../raster/raster.js';
import type { Positions } from './pixel-map.js';

/** How values between pixels are made: the nearest one's, for numbers that mean classes or flags, or a mean of four. */
export type Resampling = 'nearest' | 'bilinear';

/**
 * Values of a raster at positions given in pixels of the whole scene. A position whose own pixel is outside the raster or
 * holds no data has none; of the four pixels of a mean, those without data do not count.
 */
export function resample(raster: Raster, positions: Positions, resampling: Resampling): Omit<Raster, 'window'> {
  const { window, bands, valid } = raster;
  const count = positions.x.length;
  const at = new Int32Array(count);
  const isValid = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const x = Math.floor(positions.x[i]) - window.col;
    const y = Math.floor(positions.y[i]) - window.row;
    const isInside = x >= 0 && y >= 0 && x < window.width && y < window.height;
    at[i] = isInside ? y * window.width + x : -1;
    isValid[i] = Number(isInside && (!valid || valid[at[i]] === 1));
  }
  const take = resampling === 'nearest' ? nearest : bilinear;
  return { bands: bands.map((band) => take(band, raster, { at, isValid, positions })), valid: isValid };
}

interface Wanted {
  /** Index of the pixel under each position, -1 outside. */
  at: Int32Array;
  isValid: Uint8Array;
  positions: Positions;
}

function nearest(band: Band, _: Raster, { at, isValid }: Wanted): Band {
  const out = createBand(dataTypeOf(band), at.length);
  for (let i = 0; i < at.length; i++) if (isValid[i]) out[i] = band[at[i]];
  return out;
}

function bilinear(band: Band, { window, valid }: Raster, { at, isValid, positions }: Wanted): Band {
  const { width, height } = window;
  const out = new Float32Array(at.length);
  for (let i = 0; i < at.length; i++) {
    if (!isValid[i]) continue;
    const x = positions.x[i] - window.col - 0.5;
    const y = positions.y[i] - window.row - 0.5;
    const left = Math.floor(x);
    const top = Math.floor(y);
    let sum = 0;
    let weights = 0;
    for (let k = 0; k < 4; k++) {
      const col = left + (k & 1);
      const row = top + (k >> 1);
      if (col < 0 || row < 0 || col >= width || row >= height) continue;
      const pixel = row * width + col;
      if (valid && valid[pixel] === 0) continue;
      const weight = (1 - Math.abs(x - col)) * (1 - Math.abs(y - row));
      sum += weight * band[pixel];
      weights += weight;
    }
    out[i] = sum / weights;
  }
  return out;
}
