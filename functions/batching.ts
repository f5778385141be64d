import { pixelCount } from '../src/raster/window.js';
import { createGrid, tileAt } from '../src/tiling/grid.js';
import { type BatchSize, needsGpu } from './steps.js';

export interface BatchPixels {
  /** What one job does of a network on a GPU: a machine takes minutes to come, so that it has to be worth more. */
  gpuPixels: number;
}

/** Batches of as many tasks as were planned for a call. */
export function sizeBatches({ gpuPixels }: BatchPixels): BatchSize {
  return {
    tasksPerBatch(plan, tasks, { tasksPerCall }) {
      if (needsGpu(plan, tasks)) {
        return Math.max(1, Math.floor(gpuPixels / pixelCount(tileAt(createGrid(plan.grid), 0).core)));
      }
      const cut = tasks.find((task) => 'tile' in task || 'block' in task);
      return (cut && tasksPerCall[cut.step]) ?? 1;
    },
  };
}
