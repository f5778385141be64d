import type { Scene } from '../tiling/open-scene.js';
import type { ClassTable } from './class-table.js';
import type { ObjectSource } from './evaluation.js';
import type { FoundGround } from './find-ground.js';
import type { SegmentTally } from './segments/tally.js';
import type { TileSums } from './tile-sums.js';
import type { Truth, TruthSource } from './truth.js';

/** All that was found out, before it is put in order. */
export interface Findings {
  options: { mask: string; truth: string };
  mask: Scene;
  source: TruthSource;
  truth: Truth;
  classes: ClassTable;
  ground: FoundGround;
  sums: TileSums;
  objects: { tally: SegmentTally; mappedBy: ObjectSource; truthBy: ObjectSource } | null;
  tolerancePx: number;
}
