import { nearlyNormal } from './noise.js';
import { BANDS_OF_20M } from './spectra.js';

/** Spreads light as an optic does: a 1-2-1 kernel (weights `1 − 2·side, side`) along rows, then along columns. */
export function blurBand(band: Float32Array, size: number, side: number): void {
  const line = new Float32Array(size);
  for (let row = 0; row < size; row++) blurLine(band, row * size, 1, line, side);
  for (let col = 0; col < size; col++) blurLine(band, col, size, line, side);
}

function blurLine(band: Float32Array, start: number, stride: number, line: Float32Array, side: number): void {
  const last = line.length - 1;
  for (let i = 0; i <= last; i++) line[i] = band[start + i * stride]!;
  for (let i = 0; i <= last; i++) {
    const neighbours = line[i === 0 ? 0 : i - 1]! + line[i === last ? last : i + 1]!;
    band[start + i * stride] = (1 - 2 * side) * line[i]! + side * neighbours;
  }
}

/** Gives every 2 × 2 pixels their mean, as a 20 m band looks on the 10 m grid. */
export function pairPixels(band: Float32Array, size: number): void {
  for (let row = 0; row + 1 < size; row += 2) {
    for (let col = 0; col + 1 < size; col += 2) {
      const i = row * size + col;
      const j = i + size;
      const mean = (band[i]! + band[i + 1]! + band[j]! + band[j + 1]!) / 4;
      band[i] = band[i + 1] = band[j] = band[j + 1] = mean;
    }
  }
}

export interface DigitiseOptions {
  band: Float32Array;
  bandIndex: number;
  size: number;
  seed: number;
  /** Added to reflectance × 10,000: 1000 since processing baseline 04.00. */
  offset: number;
}

/** Reflectance to digital numbers with the sensor's noise; never 0, which is nodata. */
export function digitiseBand({ band, bandIndex, size, seed, offset }: DigitiseOptions): Uint16Array {
  const numbers = new Uint16Array(band.length);
  const is20m = (BANDS_OF_20M as readonly number[]).includes(bandIndex);
  for (let i = 0; i < band.length; i++) {
    const row = Math.floor(i / size);
    // A 20 m value is measured once, so its four pixels carry the same noise.
    const sample = is20m ? (row - (row % 2)) * size + (i % size) - ((i % size) % 2) : i;
    const signal = band[i]! * 10000;
    const noise = (9 + 0.008 * signal) * nearlyNormal(sample, bandIndex, seed);
    numbers[i] = Math.min(65535, Math.max(1, Math.round(signal + noise + offset)));
  }
  return numbers;
}
