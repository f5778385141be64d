import type { Piece } from '../src/run/phases.js';
import type { Step } from '../src/run/progress.js';
import type { Task } from '../src/run/tasks.js';

/** What goes from state to state: pointers and numbers, never pixels. */

/** A scene that is to be mapped. */
export interface RunRequest {
  /** `s3://bucket/key`. */
  scene: string;
  /** Name of a shipped recipe, or `s3://` of a recipe file. */
  recipe: string;
  /** `s3://bucket/prefix` of the results. */
  out: string;
}

/** A run whose plan is written. */
export interface PlannedRun {
  runId: string;
  sceneId: string;
  recipe: string;
  store: string;
  planKey: string;
  startedAt: string;
  /** How many tasks one call does of each step that is cut by tiles, by what the recipe costs. */
  tasksPerCall: Record<string, number>;
  /** Where to look for what is due. */
  phase: number;
  /** True where the same run is published already. */
  isPublished: boolean;
}

/** What is due of a run. */
export interface DueWork extends PlannedRun {
  step: Step;
  /** Tasks for functions, tasks for machines with a GPU, or a piece for one function. */
  kind: 'tasks' | 'gpu' | 'alone';
  piece: Piece | null;
  /** Where the batches of tasks are listed, as JSON: an array of `TaskBatch`. */
  batchesBucket: string | null;
  batchesKey: string | null;
  batchCount: number;
}

/** What the state machine hands on: `done` where nothing is due any more. */
export type NextWork = DueWork | (PlannedRun & { kind: 'done' });

/** Tasks that one call of a worker does. */
export interface TaskBatch {
  store: string;
  planKey: string;
  tasks: Task[];
}
