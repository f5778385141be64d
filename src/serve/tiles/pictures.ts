import type { PixelImage } from '../../tiling/sharp.js';

/** Red, green, blue and opacity, row by row. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A picture without transparency comes without its fourth channel. */
export function toRgba({ width, height, channels, data }: PixelImage): Picture {
  if (channels === 4) return { width, height, data };
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + Math.min(c, channels - 1)];
  }
  return { width, height, data: rgba };
}

/** Half as large: every 2 × 2 pixels become their mean, in which what is transparent has no colour. */
export function halvePicture({ width, height, data }: Picture): Picture {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const halved = new Uint8Array(4 * half.width * half.height);
  for (let row = 0; row < half.height; row++) {
    for (let col = 0; col < half.width; col++) {
      const right = Math.min(2 * col + 1, width - 1);
      const below = Math.min(2 * row + 1, height - 1);
      const four = [2 * row * width + 2 * col, 2 * row * width + right, below * width + 2 * col, below * width + right];
      putMean(data, four, { target: halved, at: 4 * (row * half.width + col) });
    }
  }
  return { ...half, data: halved };
}

function putMean(
  data: Uint8Array,
  pixels: readonly number[],
  { target, at }: { target: Uint8Array; at: number },
): void {
  const opacity = pixels.reduce((sum, pixel) => sum + data[4 * pixel + 3], 0);
  if (opacity === 0) return;
  for (let c = 0; c < 3; c++) {
    const sum = pixels.reduce((total, pixel) => total + data[4 * pixel + c] * data[4 * pixel + 3], 0);
    target[at + c] = Math.round(sum / opacity);
  }
  target[at + 3] = Math.round(opacity / pixels.length);
}
