/*
 * What AWS Batch tells of a job that failed, in a sentence for a person. Step Functions hands it on as the cause of the
 * failure: JSON with the names of Batch's own API, written with a capital.
 */

/** Only what is read of it. */
interface FailedJob {
  JobId: string;
  JobQueue: string;
  StatusReason?: string;
  Attempts?: { StatusReason?: string; Container?: { ExitCode?: number; Reason?: string } }[];
}

/** What Batch writes, and what it means. */
const MEANINGS: readonly [written: RegExp, meant: string][] = [
  [
    /CAPACITY|MISCONFIGURATION/,
    'it waited for a machine with a GPU and got none: the account may have no quota of them, or there are none to be had',
  ],
  [
    /^Array Child Job failed/,
    'a part of it failed without a reason of its own: it got no machine with a GPU, or lost it; AWS Batch lists the parts',
  ],
  [/^Host EC2/, 'its machine was taken away each time it was tried, as Spot machines may be'],
  [/OutOfMemory/, 'it needed more memory than it has'],
  [/timeout/i, 'it took too long'],
];

/** Null where the cause is no job's. */
export function reasonOfJob(cause: string): string | null {
  const job = parseJob(cause);
  if (!job) return null;
  const last = job.Attempts?.at(-1);
  const written = [job.StatusReason, last?.StatusReason, last?.Container?.Reason].filter((text) => text !== undefined);
  const meant = MEANINGS.find(([pattern]) => written.some((text) => pattern.test(text)))?.[1];
  const exit = last?.Container?.ExitCode;
  const facts = [...new Set(written), ...(exit === undefined ? [] : [`exit code ${exit}`])].join(', ');
  const told = facts || 'no reason given';
  return `GPU job ${job.JobId} failed: ${meant ? `${meant} (${told})` : told}`;
}

function parseJob(cause: string): FailedJob | null {
  try {
    const job = JSON.parse(cause) as Partial<FailedJob> | null;
    return job?.JobId && job.JobQueue ? (job as FailedJob) : null;
  } catch {
    return null;
  }
}
