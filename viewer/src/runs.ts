import type { Bbox } from './shape.js';

/** A published run, as the list shows it. */
export interface RunEntry {
  /** Of its collection: `<recipe>.<scene>`. */
  id: string;
  recipe: string;
  recipeTitle: string;
  scene: string;
  bbox: Bbox | null;
  datetime: string | null;
}

export type JobState = 'RECEIVED' | 'PLANNED' | 'RUNNING' | 'PUBLISHED' | 'FAILED' | 'SUPERSEDED';

/** A run on its way. */
export interface Job {
  id: string;
  scene: string;
  recipe: string;
  state: JobState;
  step: string | null;
  done: number | null;
  total: number | null;
  reason: string | null;
  collection: string | null;
  updatedAt: string;
}

/** A collection of the API, as far as it matters here. */
export interface CollectionJson {
  id: string;
  title?: string;
  extent?: { spatial?: { bbox: number[][] }; temporal?: { interval: (string | null)[][] } };
}

/** The runs among collections: those whose name begins with that of another, which is their recipe. Newest first. */
export function toRuns(collections: readonly CollectionJson[]): RunEntry[] {
  const names = new Map(collections.map((collection) => [collection.id, collection]));
  const runs = collections.flatMap((collection) => {
    const recipe = recipeOf(collection.id, names);
    if (recipe === null) return [];
    const box = collection.extent?.spatial?.bbox[0];
    return [
      {
        id: collection.id,
        recipe,
        recipeTitle: names.get(recipe)!.title ?? recipe,
        scene: collection.id.slice(recipe.length + 1),
        bbox: box?.length === 4 ? (box as unknown as Bbox) : null,
        datetime: collection.extent?.temporal?.interval[0]?.[0] ?? null,
      },
    ];
  });
  return runs.sort((a, b) => timeOf(b) - timeOf(a) || a.id.localeCompare(b.id));
}

function recipeOf(id: string, names: ReadonlyMap<string, unknown>): string | null {
  for (let dot = id.indexOf('.'); dot > 0; dot = id.indexOf('.', dot + 1)) {
    if (names.has(id.slice(0, dot))) return id.slice(0, dot);
  }
  return null;
}

const timeOf = ({ datetime }: RunEntry): number =>
  datetime === null ? Number.NEGATIVE_INFINITY : Date.parse(datetime);

/** Jobs that the list shows beside the published runs: those at work, and those that failed. */
export const openJobs = (jobs: readonly Job[]): Job[] =>
  jobs.filter(({ state }) => state !== 'PUBLISHED' && state !== 'SUPERSEDED');

/** The jobs with one of them in its newest state; a late event changes nothing. */
export function withJob(jobs: readonly Job[], job: Job): Job[] {
  const known = jobs.find(({ id }) => id === job.id);
  if (!known) return [job, ...jobs];
  if (Date.parse(known.updatedAt) > Date.parse(job.updatedAt)) return [...jobs];
  return jobs.map((other) => (other.id === job.id ? job : other));
}

const STEPS = ['plan', 'fit', 'segment', 'sieve', 'split', 'stitch', 'simplify', 'vectorize', 'publish'];

/** How far a job is, for a person: a share of 1 (null where nobody knows) and a sentence. */
export function describeJob({ state, step, done, total, reason }: Job): { share: number | null; text: string } {
  if (state === 'FAILED') return { share: null, text: reason ?? 'It failed.' };
  if (state === 'RECEIVED') return { share: 0, text: 'Waiting' };
  if (state === 'PLANNED') return { share: 0.02, text: 'Planned' };
  if (state === 'PUBLISHED') return { share: 1, text: 'Published' };
  if (state === 'SUPERSEDED') return { share: null, text: 'A newer upload took its place' };
  const at = STEPS.indexOf(step ?? '');
  const part = done !== null && total ? done / total : 0;
  const share = at < 0 ? null : (at + Math.min(1, part)) / STEPS.length;
  const count = done !== null && total && total > 1 ? `, ${done} of ${total}` : '';
  return { share, text: step ? `${step.charAt(0).toUpperCase()}${step.slice(1)}${count}` : 'Running' };
}
