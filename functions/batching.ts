import { pixelCount } from '../src/raster/window.js';
import type { Plan } from '../src/run/plan.js';
import { NETWORK_METHOD } from '../src/segment/onnx/network/answers.js';
import { MODEL_METHOD } from '../src/segment/onnx/pixel-model.js';
import { createGrid, tileAt } from '../src/tiling/grid.js';
import type { BatchSize } from './steps.js';

export interface BatchPixels {
  /** What one call does of quick work, in pixels. */
  pixels: number;
  /** And where a trained model is asked about each of them. */
  modelPixels: number;
}

/** Batches of about the same number of pixels; what is no tile is a batch of its own. */
export function sizeBatches({ pixels, modelPixels }: BatchPixels): BatchSize {
  return {
    tasksPerBatch(plan, tasks) {
      const [{ step }] = tasks;
      if (!tasks.every((task) => 'tile' in task || 'block' in task)) return 1;
      const most = step === 'segment' && asksModel(plan) ? modelPixels : pixels;
      return Math.max(1, Math.floor(most / pixelCount(tileAt(createGrid(plan.grid), 0).core)));
    },
  };
}

function asksModel({ recipe: { segmenter } }: Plan): boolean {
  const inner = segmenter.classify as { method?: string } | undefined;
  return [segmenter.method, inner?.method].some((method) => method === MODEL_METHOD || method === NETWORK_METHOD);
}
