import { type Api, ApiError } from './api.js';
import { createEventReader } from './events.js';
import { type Job, withJob } from './runs.js';

const POLL_MS = 4000;

export interface JobWatch {
  /** Null where the server takes no scenes and knows of no jobs. */
  canUpload: boolean;
}

/**
 * Follows the jobs of the server as long as the page is open: by its events, and where these do not come through, by
 * asking again. Resolves when it is known whether there are any to follow.
 */
export async function watchJobs(api: Api, told: (jobs: readonly Job[]) => void): Promise<JobWatch> {
  const first = await api.find<{ jobs: Job[]; canUpload: boolean }>('jobs').catch((error) => {
    if (error instanceof ApiError && error.status < 500) return undefined;
    throw error;
  });
  if (!first) return { canUpload: false };
  let jobs = first.jobs;
  told(jobs);
  const take = (job: Job): void => {
    jobs = withJob(jobs, job);
    told(jobs);
  };
  void follow(api, take, (all) => {
    jobs = all;
    told(jobs);
  });
  return { canUpload: first.canUpload };
}

async function follow(api: Api, take: (job: Job) => void, replace: (jobs: Job[]) => void): Promise<void> {
  for (;;) {
    // Ends when the connection does.
    await readEvents(api, take).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    // What happened in between.
    await api.get<{ jobs: Job[] }>('jobs').then(
      ({ jobs }) => replace(jobs),
      () => {},
    );
  }
}

/** A reader of our own and not EventSource, which cannot send a key. */
async function readEvents(api: Api, take: (job: Job) => void): Promise<void> {
  const response = await api.fetch('jobs/events', { headers: { Accept: 'text/event-stream' } });
  if (!response.ok || !response.body) return;
  const read = createEventReader();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const { event, data } of read(value)) if (event === 'job') take(JSON.parse(data) as Job);
  }
}
