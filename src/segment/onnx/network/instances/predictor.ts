import { expandWindow, type Window } from '../../../../raster/window.js';
import type { ObjectPrediction, WindowColumns } from '../../../segmenter.js';
import { type BlockAnswer, findKnown } from '../block-scores.js';
import { readInstances } from '../instance-output.js';
import { ownWindow } from '../network-grid.js';
import { createStuff } from '../panoptic.js';
import type { NetworkGrid, NetworkSpec, Patch, PatchInstance, PatchOutputs, PatchRunner } from '../spec.js';
import { isThing } from '../things.js';
import { toBitMask } from './bit-mask.js';
import { type Instance, joinInstances, type PatchInstances, selectInstances } from './join-patches.js';
import { layInstances } from './lay-instances.js';
import { paintObjects } from './paint-objects.js';

/** Finds the objects of one block of a scene after the other. */
export interface InstancePredictor {
  /** Network pixels whose patches have to be asked to know a block: all that see one of them are. */
  askedAround(grid: NetworkGrid, keep: Window): Window;
  /**
   * Classes, objects and scores of a block and what is seen around it: whoever asks about a neighbouring block sees the
   * same objects along their seam, as far as they reach no further than twice the overlap beyond it.
   */
  predict(columns: WindowColumns, runner: PatchRunner): Promise<ObjectPrediction & Required<BlockAnswer>>;
}

/** A predictor for a network that finds instances, with or without classes of pixels beside them. */
export function createInstancePredictor(spec: NetworkSpec): InstancePredictor {
  const things = spec.classes.map((one) => isThing(spec, one));

  const askedAround = (grid: NetworkGrid, keep: Window): Window =>
    expandWindow(ownWindow(grid, keep), Math.max(2, spec.overlapPx));

  return {
    askedAround,
    predict: async (columns, runner) => {
      const { grid } = runner;
      const known = findKnown(columns);
      const patches = runner.patchesOver(askedAround(grid, columns.keep ?? columns.window), 'seen');
      const stuff = spec.kind === 'panoptic' ? createStuff(spec, grid, { columns, known }) : null;
      const found: PatchInstances[] = [];
      await runner.run(patches, (patch, outputs) => {
        if (!outputs) return;
        found.push(findInstances(patch, outputs, { spec, grid }));
        stuff?.add(patch, outputs);
      });
      const window = ownWindow(grid, columns.window);
      const laid = layInstances(joinInstances(found), window, spec.maxIou);
      return paintObjects(columns.window, grid, { laid, things, stuff: stuff?.finish() ?? null, known, spec });
    },
  };
}

function findInstances(
  patch: Patch,
  outputs: PatchOutputs,
  { spec, grid }: { spec: NetworkSpec; grid: NetworkGrid },
): PatchInstances {
  return selectInstances(patch, toInstances(readInstances(outputs, patch, { spec, grid })), spec.maxIou);
}

/** One after the other, so that not all masks of a patch lie in memory with a byte a pixel. */
function* toInstances(found: Iterable<PatchInstance>): Generator<Instance> {
  for (const { class: index, score, window, mask } of found) {
    yield { class: index, score, mask: toBitMask(window, mask) };
  }
}
