import { expandWindow, intersectWindows, type Window } from '../../../raster/window.js';
import type { WindowColumns } from '../../segmenter.js';
import { type BlockAnswer, createDecider, findKnown, idsOf } from './block-scores.js';
import { betweenWindow } from './network-grid.js';
import { createRowReader } from './score-rows.js';
import { type Blend, createBlend, type ScoreField } from './seams.js';
import { createScoreReader } from './semantic-output.js';
import type { NetworkGrid, NetworkSpec, Patch, PatchOutputs, PatchScores } from './spec.js';
import { isThing } from './things.js';

/** What a panoptic network says of single pixels. */
export interface Stuff {
  /** Patches have to come in order of index. */
  add(patch: Patch, outputs: PatchOutputs): void;
  /** The best of the classes that are not counted, for the pixels that are kept and one around them; 0 beyond. */
  finish(): Required<BlockAnswer>;
}

/** Puts the scores of patches together for the classes of `spec` that are not counted: instances alone are of the others. */
export function createStuff(spec: NetworkSpec, columns: WindowColumns, grid: NetworkGrid): Stuff {
  const classes = spec.classes.filter((one) => !isThing(spec, one));
  const stuffSpec = { ...spec, classes };
  const { window, length } = columns;
  const keep = intersectWindows(expandWindow(columns.keep ?? window, 1), window)!;
  const read = createScoreReader({ ...stuffSpec, semantic: spec.semantic! });
  const blend = createField(stuffSpec, betweenWindow(grid, keep));
  return {
    add: (patch, outputs) => blend.add(patch, read(outputs)),
    finish: () => {
      const field = blend.finish();
      const rowOf = createRowReader(grid, classes.length);
      const options = { length, known: findKnown(columns), scored: true };
      const { decide, answer } = createDecider(stuffSpec, idsOf(stuffSpec), options);
      for (let row = keep.row; row < keep.row + keep.height; row++) {
        const to = (row - window.row) * window.width + keep.col - window.col;
        decide(rowOf(field, { row, from: keep.col, count: keep.width }), keep.width, to);
      }
      return answer as Required<BlockAnswer>;
    },
  };
}

function createField({ seams, patchPx, classes }: NetworkSpec, window: Window): Blend {
  const classCount = classes.length;
  return seams === 'crop'
    ? cropCells(window, { patchPx, classCount })
    : createBlend(window, { policy: seams, patchPx, classCount });
}

/** Each pixel as the patch whose cell it is in has it. */
function cropCells(window: Window, { patchPx, classCount }: { patchPx: number; classCount: number }): Blend {
  const size = window.width * window.height;
  const field: ScoreField = { window, scores: new Float32Array(classCount * size).fill(Number.NaN) };
  return {
    add: ({ cell, window: seen }: Patch, { scores }: PatchScores) => {
      const shared = intersectWindows(cell, window);
      if (!shared) return;
      for (let k = 0; k < classCount; k++) {
        for (let row = shared.row; row < shared.row + shared.height; row++) {
          const from = k * patchPx * patchPx + (row - seen.row) * patchPx + shared.col - seen.col;
          const to = k * size + (row - window.row) * window.width + shared.col - window.col;
          field.scores.set(scores.subarray(from, from + shared.width), to);
        }
      }
    },
    finish: () => field,
  };
}
