import type { Window } from '../../raster/window.js';
import { type Basins, type DepthMap, NO_BASIN, neighbourSteps } from './basins.js';
import { OUTSIDE, type Pass, PassTable } from './pass.js';

/** Row-major number in the scene of a pixel of a core's map. */
export function toScenePixel(pixel: number, core: Window, sceneWidth: number): number {
  const row = Math.floor(pixel / (core.width + 2));
  return (core.row + row - 1) * sceneWidth + core.col + pixel - row * (core.width + 2) - 1;
}

/** The highest pass between any two basins, and from each basin the highest that leads out of the core. */
export function findPasses(map: DepthMap, { ofPixel }: Basins, core: Window, sceneWidth: number): PassTable {
  const { width, height, classes, depths, connectivity } = map;
  const stride = width + 2;
  const steps = neighbourSteps(stride, connectivity);
  const table = new PassTable();
  const pass: Pass = { a: 0, b: 0, low: 0, lowPixel: 0, high: 0, highPixel: 0 };
  for (let row = 1; row <= height; row++) {
    for (let col = 1; col <= width; col++) {
      const pixel = row * stride + col;
      const basin = ofPixel[(row - 1) * width + col - 1];
      if (basin === NO_BASIN) continue;
      const isInside = row > 1 && row < height && col > 1 && col < width;
      for (let i = 0; i < steps.length; i++) {
        const other = pixel + steps[i];
        if (classes[other] !== classes[pixel]) continue;
        const otherBasin = isInside ? ofPixel[pixelInCore(other)] : basinAt(other);
        // Each pair is met twice, but for those across the core's border.
        if (otherBasin === basin || (otherBasin !== OUTSIDE && other < pixel)) continue;
        const isHigher = depths[other] > depths[pixel] || (depths[other] === depths[pixel] && other > pixel);
        const low = isHigher ? pixel : other;
        const high = isHigher ? other : pixel;
        pass.a = basin;
        pass.b = otherBasin;
        pass.low = depths[low];
        pass.lowPixel = toScenePixel(low, core, sceneWidth);
        pass.high = depths[high];
        pass.highPixel = toScenePixel(high, core, sceneWidth);
        table.keep(pass);
      }
    }
  }
  return table;

  function pixelInCore(pixel: number): number {
    const row = Math.floor(pixel / stride);
    return (row - 1) * width + pixel - row * stride - 1;
  }

  function basinAt(pixel: number): number {
    const row = Math.floor(pixel / stride);
    const col = pixel - row * stride;
    return row < 1 || row > height || col < 1 || col > width ? OUTSIDE : ofPixel[(row - 1) * width + col - 1];
  }
}
