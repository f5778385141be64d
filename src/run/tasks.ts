import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../store/keys.js';
import { once, type RunContext } from './context.js';
import { joinTiles } from './join-step.js';
import type { Plan } from './plan.js';
import { writeGeoJson } from './publish-geojson.js';
import { writeMask } from './publish-mask.js';
import { writeFlatGeobuf, writeParquet } from './publish-vectors.js';
import { stageFile } from './resume.js';
import { segmentTile } from './segment-step.js';
import { loadScenePartNumbers, vectorizeStep } from './vectorize-step.js';
import { writeZonesCsv, writeZonesGeoJson } from './zones-publish.js';

/** Files that a task writes from the finished features and tiles, the slowest first: workers then end together. */
const WRITERS = {
  [OUTPUT_NAMES.parquet]: writeParquet,
  [OUTPUT_NAMES.mask]: writeMask,
  [OUTPUT_NAMES.flatgeobuf]: writeFlatGeobuf,
  [OUTPUT_NAMES.geojson]: writeGeoJson,
  [ZONE_OUTPUT_NAMES.geojson]: writeZonesGeoJson,
  [ZONE_OUTPUT_NAMES.csv]: writeZonesCsv,
} as const;
export type WrittenFile = keyof typeof WRITERS;

/** The files that tasks of a run write. */
export function writtenFiles({ zones }: Pick<Plan, 'zones'>): WrittenFile[] {
  const ofZones: string[] = Object.values(ZONE_OUTPUT_NAMES);
  return (Object.keys(WRITERS) as WrittenFile[]).filter((file) => zones || !ofZones.includes(file));
}

/** One piece of work that any worker can do, and do again: its result is an object at a key the plan gives. */
export type Task =
  | { step: 'segment'; tile: number }
  | { step: 'vectorize'; tile: number }
  | { step: 'join' }
  | { step: 'write'; file: WrittenFile };

/** Does tasks of one run. */
export function createTaskRunner(context: RunContext): (task: Task) => Promise<void> {
  const numbers = once(() => loadScenePartNumbers(context));
  return async (task) => {
    switch (task.step) {
      case 'segment':
        return segmentTile(context, task.tile);
      case 'vectorize':
        return vectorizeStep(context, task.tile, await numbers());
      case 'join':
        return joinTiles(context);
      case 'write':
        return stageFile(context, task.file, WRITERS[task.file](context));
    }
  };
}
