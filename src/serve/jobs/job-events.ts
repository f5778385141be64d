import type { Job, JobSource } from './job-source.js';

/** A connection without a word is taken for dead by what stands between. */
const HEARTBEAT_MS = 15_000;
/** After how long a client that lost the connection asks again. */
const RETRY_MS = 3000;

/**
 * Jobs as Server-Sent Events: first the newest as they are, so that nothing is missed between two connections, then each as
 * it changes. A client that reads slowly gets the latest of each job, not all that lay between.
 */
export function streamJobs(
  source: Required<JobSource>,
  { limit, signal, onEnd }: { limit: number; signal: AbortSignal; onEnd(): void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  /** What is still to be said, in the order of the changes. */
  const waiting = new Map<string, Job>();
  let isListed = false;
  let stop = (): void => {};

  function say(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (!isListed || waiting.size === 0) return;
    const text = [...waiting.values()].map(formatEvent).join('');
    waiting.clear();
    controller.enqueue(encoder.encode(text));
  }

  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const hasRoom = (): boolean => (controller.desiredSize ?? 0) > 0;
      const tell = (job: Job): void => {
        waiting.delete(job.id);
        waiting.set(job.id, job);
        if (hasRoom()) say(controller);
      };
      const unsubscribe = source.subscribe(tell);
      const heartbeat = setInterval(() => hasRoom() && controller.enqueue(encoder.encode(':\n\n')), HEARTBEAT_MS);
      const leave = (): void => {
        stop();
        controller.close();
      };
      signal.addEventListener('abort', leave, { once: true });
      stop = () => {
        stop = () => {};
        unsubscribe();
        clearInterval(heartbeat);
        signal.removeEventListener('abort', leave);
        onEnd();
      };
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      try {
        const known = await source.list(limit);
        // What changed meanwhile is newer than what was listed.
        const changed = [...waiting.values()];
        waiting.clear();
        isListed = true;
        for (const job of [...known.reverse(), ...changed]) tell(job);
      } catch (error) {
        stop();
        throw error;
      }
    },
    pull: say,
    cancel: () => stop(),
  });
}

const formatEvent = (job: Job): string => `event: job\ndata: ${JSON.stringify(job)}\n\n`;
