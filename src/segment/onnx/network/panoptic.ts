import { expandWindow, intersectWindows } from '../../../raster/window.js';
import type { WindowColumns } from '../../segmenter.js';
import { createAnswer } from './answer-block.js';
import type { BlockAnswer } from './block-scores.js';
import { createScoreReader } from './semantic-output.js';
import type { NetworkGrid, NetworkSpec, Patch, PatchOutputs, SemanticOutput } from './spec.js';
import { isThing } from './things.js';

/** What a panoptic network says of single pixels. */
export interface Stuff {
  /** Patches have to come in order of index. */
  add(patch: Patch, outputs: PatchOutputs): void;
  /** The best of the classes that are not counted, for the pixels that are kept and one around them; 0 beyond. */
  finish(): Required<BlockAnswer>;
}

/**
 * Puts the scores of patches together for the classes of `spec` that are not counted: things come of instances alone.
 * @param known as `findKnown` gives it
 */
export function createStuff(
  spec: NetworkSpec,
  grid: NetworkGrid,
  { columns, known }: { columns: WindowColumns; known: Uint8Array | null },
): Stuff {
  const stuff = { ...spec, classes: spec.classes.filter((one) => !isThing(spec, one)) };
  // The block beside has to find the same on both sides of the seam.
  const keep = intersectWindows(expandWindow(columns.keep ?? columns.window, 1), columns.window)!;
  const readScores = createScoreReader({ ...stuff, semantic: spec.semantic as SemanticOutput });
  const answer = createAnswer(stuff, grid, { columns, keep, known, scored: true });
  return {
    add: (patch, outputs) => answer.add(patch, readScores(outputs)),
    finish: () => answer.finish() as Required<BlockAnswer>,
  };
}
