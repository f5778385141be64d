import type { Job, JobState } from '../src/serve/jobs/job-source.js';

/** An entry of the ledger, as far as a job is told of it; only those of runs have a state. */
export interface LedgerEntry {
  /** `run <execution>` */
  id: string;
  state: JobState;
  /** `s3://bucket/incoming/<recipe>/<name>` */
  scene?: string;
  recipe?: string;
  step?: string;
  /** `s3://bucket/<scene>/<recipe>/` */
  results?: string;
  reason?: string;
  updatedAt: string;
}

const RESULTS = /\/([^/]+)\/([^/]+)\/$/;

/** What is told of a run; nobody counts the pieces of a step as they are done. */
export function toJob({ id, state, scene = '', recipe = '', step, results, reason, updatedAt }: LedgerEntry): Job {
  const [, sceneId, ofRecipe] = RESULTS.exec(results ?? '') ?? [];
  return {
    id: id.replace(/^run /, ''),
    scene: scene.slice(scene.lastIndexOf('/') + 1),
    recipe,
    state,
    step: state === 'RUNNING' ? (step ?? null) : null,
    done: null,
    total: null,
    reason: reason ?? null,
    collection: sceneId ? `${ofRecipe}.${sceneId}` : null,
    updatedAt,
  };
}

/** The newest of several lists that are in order themselves. */
export const newestOf = (lists: readonly Job[][], limit: number): Job[] =>
  lists
    .flat()
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, limit);
