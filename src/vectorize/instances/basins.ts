import { NODATA_CLASS } from '../../raster/class-mask.js';

/** Pixels with a border of one pixel of their neighbours: `(width + 2) × (height + 2)` classes and depths. */
export interface DepthMap {
  /** Of the pixels without the border. */
  width: number;
  height: number;
  classes: Uint8Array;
  depths: Uint32Array;
  connectivity: 4 | 8;
}

/** The basin of a pixel of nodata. */
export const NO_BASIN = 0xffffffff;

/**
 * Basins: from each pixel the way goes to the highest of its neighbours of the same class, if that is higher than the
 * pixel itself, and so on up to a summit, or to the last pixel before the way leaves the map. Of two pixels the deeper
 * one is higher; of equally deep ones the later in row-major order.
 */
export interface Basins {
  /** Basin of every pixel of `width × height`, or `NO_BASIN`. */
  ofPixel: Uint32Array;
  /** Place of each basin's highest pixel in the map with its border; basins are numbered from the highest down. */
  peaks: Uint32Array;
}

/** Steps to the neighbours in row-major order. */
export function neighbourSteps(stride: number, connectivity: 4 | 8): number[] {
  if (connectivity === 4) return [-stride, -1, 1, stride];
  return [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
}

export function findBasins(map: DepthMap): Basins {
  const { width, height, classes, depths, connectivity } = map;
  const stride = width + 2;
  const steps = neighbourSteps(stride, connectivity);
  const next = new Uint32Array(classes.length);
  const tops: number[] = [];
  for (let row = 1; row <= height; row++) {
    for (let pixel = row * stride + 1; pixel <= row * stride + width; pixel++) {
      next[pixel] = climb(pixel);
      if (next[pixel] === pixel && classes[pixel] !== NODATA_CLASS) tops.push(pixel);
    }
  }
  return numberBasins(map, next, tops);

  function climb(pixel: number): number {
    const classId = classes[pixel];
    if (classId === NODATA_CLASS) return pixel;
    let best = pixel;
    for (let i = 0; i < steps.length; i++) {
      const other = pixel + steps[i];
      if (classes[other] !== classId) continue;
      if (depths[other] > depths[best] || (depths[other] === depths[best] && other > best)) best = other;
    }
    const col = best % stride;
    return col === 0 || col > width || best < stride || best >= stride * (height + 1) ? pixel : best;
  }
}

function numberBasins({ width, height, classes, depths }: DepthMap, next: Uint32Array, tops: number[]): Basins {
  const stride = width + 2;
  const peaks = Uint32Array.from(tops).sort((p, q) => depths[q] - depths[p] || q - p);
  const numbers = new Uint32Array(classes.length).fill(NO_BASIN);
  peaks.forEach((pixel, basin) => {
    numbers[pixel] = basin;
  });
  const ofPixel = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const pixel = (row + 1) * stride + col + 1;
      if (classes[pixel] === NODATA_CLASS) continue;
      let top = pixel;
      while (numbers[top] === NO_BASIN) top = next[top];
      // All pixels on the way know the answer from now on.
      for (let on = pixel; numbers[on] === NO_BASIN; on = next[on]) numbers[on] = numbers[top];
    }
    ofPixel.set(numbers.subarray((row + 1) * stride + 1, (row + 1) * stride + 1 + width), row * width);
  }
  return { ofPixel, peaks };
}
