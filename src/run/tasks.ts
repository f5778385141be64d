import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../store/keys.js';
import { once, type RunContext } from './context.js';
import { type JoinShare, joinTiles } from './join-step.js';
import { INSTANCES_TIF, SCORES_TIF } from './outputs.js';
import type { Plan } from './plan.js';
import { writeInstances } from './publish-instances.js';
import { writeMask } from './publish-mask.js';
import { writeScores } from './publish-scores.js';
import { stageFile } from './resume.js';
import { segmentTile } from './segment-step.js';
import type { SieveTask } from './sieve-step.js';
import { loadClassOfRegion, loadRegionsToSieve, neighboursStep, sieveStep } from './sieve-tile.js';
import { simplifyStep } from './simplify-step.js';
import type { SplitTask } from './split-step.js';
import { loadJoinedSplits, objectsStep, splitStep } from './split-tile.js';
import { type FileWriter, VECTOR_FILES } from './vector-files.js';
import { loadScenePartNumbers, vectorizeStep } from './vectorize-step.js';
import { writeZonesCsv, writeZonesGeoJson } from './zones-publish.js';

/** Files that need the segmented tiles alone: they are written beside the vectorizing. */
const FROM_TILES: Record<string, FileWriter> = {
  [OUTPUT_NAMES.mask]: writeMask,
  [INSTANCES_TIF]: writeInstances,
  [SCORES_TIF]: writeScores,
  [ZONE_OUTPUT_NAMES.geojson]: writeZonesGeoJson,
  [ZONE_OUTPUT_NAMES.csv]: writeZonesCsv,
};

const WRITERS = { ...FROM_TILES, ...VECTOR_FILES };

/** The files that tasks of a run write: from the tiles alone, or all. */
export function writtenFiles({ outputs }: Pick<Plan, 'outputs'>, from?: 'tiles'): string[] {
  return Object.keys(from === 'tiles' ? FROM_TILES : WRITERS).filter((file) => outputs.includes(file));
}

/** One piece of work that any worker can do, and do again: its result is an object at a key the plan gives. */
export type Task =
  | { step: 'segment'; tile: number }
  | SieveTask
  | SplitTask
  | { step: 'simplify'; block: number }
  | { step: 'vectorize'; tile: number }
  | ({ step: 'join' } & JoinShare)
  | { step: 'write'; file: string };

/** Does tasks of one run. */
export function createTaskRunner(context: RunContext): (task: Task) => Promise<void> {
  const numbers = once(() => loadScenePartNumbers(context));
  const regionsToSieve = once(() => loadRegionsToSieve(context));
  const classOfRegion = once(() => loadClassOfRegion(context));
  const joinedSplits = once(() => loadJoinedSplits(context));
  return async (task) => {
    switch (task.step) {
      case 'segment':
        return segmentTile(context, task.tile);
      case 'neighbours':
        return neighboursStep(context, task.tile, await regionsToSieve());
      case 'sieve':
        return sieveStep(context, task.tile, await classOfRegion());
      case 'objects':
        return objectsStep(context, task.tile);
      case 'split':
        return splitStep(context, task.tile, await joinedSplits());
      case 'simplify':
        return simplifyStep(context, task.block);
      case 'vectorize':
        return vectorizeStep(context, task.tile, await numbers());
      case 'join':
        return joinTiles(context, task);
      case 'write':
        return stageFile(context, task.file, WRITERS[task.file](context));
    }
  };
}
