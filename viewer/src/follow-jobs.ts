import type { Context } from './context.js';
import { type JobWatch, watchJobs } from './jobs.js';
import { type CollectionJson, type Job, toRuns } from './runs.js';
import type { Signal } from './signal.js';

/** Keeps the jobs up to date; one that has just been published brings a new map. Null where there are none to follow. */
export function followJobs({ api, runs, announce }: Context, jobs: Signal<readonly Job[]>): Promise<JobWatch | null> {
  let before: ReadonlyMap<string, Job['state']> | null = null;

  const take = (next: readonly Job[]): void => {
    const known = before;
    before = new Map(next.map(({ id, state }) => [id, state]));
    jobs.set(next);
    if (!known) return;
    const changed = next.filter(({ id, state }) => known.get(id) !== state);
    for (const { scene, reason } of changed.filter(({ state }) => state === 'FAILED')) {
      announce(`${scene} failed: ${reason}`);
    }
    const published = changed.filter(({ state }) => state === 'PUBLISHED').map(({ scene }) => scene);
    if (published.length === 0) return;
    announce(`${published.join(', ')}: the map is there`);
    const showRuns = ({ collections }: { collections: CollectionJson[] }): void => runs.set(toRuns(collections));
    void api.get<{ collections: CollectionJson[] }>('collections').then(showRuns, () => {});
  };
  return watchJobs(api, take).catch(() => null);
}
