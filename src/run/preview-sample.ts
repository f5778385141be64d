import type { Band, Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { Plan } from './plan.js';

/** The pixels of a tile that the preview shows: every `previewStepPx`-th of the scene, row by row. */
export interface PreviewSample {
  classes: Uint8Array;
  /** The preview bands one after the other; NaN where nodata. */
  values: Float32Array;
}

/** First lattice number at or after `start` that the preview takes. */
export function firstSample(start: number, step: number): number {
  const phase = step >> 1;
  return Math.ceil((start - phase) / step) * step + phase;
}

/** How many preview pixels lie in `start` to `start + length` exclusive. */
export function countSamples(start: number, length: number, step: number): number {
  return Math.max(0, Math.ceil((start + length - firstSample(start, step)) / step));
}

export function samplePreviewClasses<T extends Uint8Array | Uint32Array>(classes: T, core: Window, step: number): T {
  const count = countSamples(core.col, core.width, step) * countSamples(core.row, core.height, step);
  const sample = classes.slice(0, count) as T;
  let at = 0;
  for (let row = firstSample(core.row, step); row < core.row + core.height; row += step) {
    for (let col = firstSample(core.col, step); col < core.col + core.width; col += step) {
      sample[at++] = classes[(row - core.row) * core.width + col - core.col];
    }
  }
  return sample;
}

export function samplePreview(tile: {
  raster: Raster;
  bandOrder: readonly number[];
  classes: Uint8Array;
  core: Window;
  plan: Plan;
}): PreviewSample {
  const { raster, bandOrder, classes, core, plan } = tile;
  const { previewBands, previewStepPx: step } = plan;
  const width = countSamples(core.col, core.width, step);
  const height = countSamples(core.row, core.height, step);
  const sample: PreviewSample = {
    classes: samplePreviewClasses(classes, core, step),
    values: new Float32Array(width * height * previewBands.length),
  };
  previewBands.forEach((number, i) => {
    const values = sample.values.subarray(i * width * height, (i + 1) * width * height);
    sampleBand(raster, raster.bands[bandOrder.indexOf(number)], { core, step, values });
  });
  return sample;
}

function sampleBand(
  { window, valid }: Raster,
  band: Band,
  { core, step, values }: { core: Window; step: number; values: Float32Array },
): void {
  let at = 0;
  for (let row = firstSample(core.row, step); row < core.row + core.height; row += step) {
    const start = (row - window.row) * window.width - window.col;
    for (let col = firstSample(core.col, step); col < core.col + core.width; col += step) {
      values[at++] = valid === null || valid[start + col] === 1 ? band[start + col] : Number.NaN;
    }
  }
}
