import { type Api, ApiError } from './api.js';
import { createEventReader } from './events.js';
import { type Job, openJobs, withJob } from './runs.js';

/** How long until it is asked again where the server tells nothing by itself: while something is at work, and else. */
const BUSY_MS = 4000;
const QUIET_MS = 30_000;

export interface JobWatch {
  canUpload: boolean;
  /** Asks for all jobs now. */
  refresh(): Promise<void>;
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
  if (!first) return { canUpload: false, refresh: async () => {} };
  let jobs = first.jobs;
  told(jobs);
  const take = (job: Job): void => {
    jobs = withJob(jobs, job);
    told(jobs);
  };
  const refresh = async (): Promise<void> => {
    const answer = await api.get<{ jobs: Job[] }>('jobs').catch(() => null);
    if (!answer) return;
    jobs = answer.jobs;
    told(jobs);
  };
  void follow(api, { take, refresh, isBusy: () => openJobs(jobs).some(({ state }) => state !== 'FAILED') });
  return { canUpload: first.canUpload, refresh };
}

async function follow(
  api: Api,
  { take, refresh, isBusy }: { take(job: Job): void; refresh(): Promise<void>; isBusy(): boolean },
): Promise<void> {
  let hasEvents = true;
  for (;;) {
    // Ends when the connection does.
    if (hasEvents) hasEvents = await readEvents(api, take).catch(() => true);
    for (let waitedMs = 0; waitedMs < QUIET_MS && !(isBusy() && waitedMs > 0); waitedMs += BUSY_MS) {
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    }
    // What happened in between; a page that nobody sees need not know.
    if (!document.hidden) await refresh();
  }
}

/** A reader of our own and not EventSource, which cannot send a key. False where the server has no events. */
async function readEvents(api: Api, take: (job: Job) => void): Promise<boolean> {
  const response = await api.fetch('jobs/events', { headers: { Accept: 'text/event-stream' } });
  if (response.status === 404) return false;
  if (!response.ok || !response.body) return true;
  const read = createEventReader();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    for (const { event, data } of read(value)) if (event === 'job') take(JSON.parse(data) as Job);
  }
}
