import { pixelCount } from '../src/raster/window.js';
import type { Plan } from '../src/run/plan.js';
import { NETWORK_METHOD } from '../src/segment/onnx/network/answers.js';
import { MODEL_METHOD } from '../src/segment/onnx/pixel-model.js';
import { createGrid, tileAt } from '../src/tiling/grid.js';
import { type BatchSize, needsGpu } from './steps.js';

export interface BatchPixels {
  /** What one call does of quick work, in pixels. */
  pixels: number;
  /** And where a trained model is asked about each of them. */
  modelPixels: number;
  /** What one job does of a network on a GPU: a machine takes minutes to come, so that it has to be worth more. */
  gpuPixels: number;
}

/** Batches of about the same number of pixels; what is no tile is a batch of its own. */
export function sizeBatches({ pixels, modelPixels, gpuPixels }: BatchPixels): BatchSize {
  return {
    tasksPerBatch(plan, tasks) {
      const [{ step }] = tasks;
      if (!tasks.every((task) => 'tile' in task || 'block' in task)) return 1;
      const asked = step === 'segment' && asksModel(plan) ? modelPixels : pixels;
      const most = needsGpu(plan, tasks) ? gpuPixels : asked;
      return Math.max(1, Math.floor(most / pixelCount(tileAt(createGrid(plan.grid), 0).core)));
    },
  };
}

function asksModel({ recipe: { segmenter } }: Plan): boolean {
  const inner = segmenter.classify as { method?: string } | undefined;
  return [segmenter.method, inner?.method].some((method) => method === MODEL_METHOD || method === NETWORK_METHOD);
}
