import { findArrivals } from './arrivals.js';
import type { Arrival, Ledger } from './ledger.js';
import type { Log, Starter } from './ports.js';

/** A batch of a queue; only what is read of it. */
export interface QueueBatch {
  Records: { messageId: string; body: string }[];
}

/** Messages that are to come again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface IntakeParts {
  ledger: Ledger;
  starter: Starter;
  log: Log;
  /** `s3://bucket/prefix` of the results. */
  results: string;
}

/** Notes that a scene came, and starts its run unless a newer version came before. The same may come again. */
export async function receiveScene({ ledger, starter, log, results }: IntakeParts, arrival: Arrival): Promise<boolean> {
  const { name, scene, recipe } = arrival;
  const isNewest = await ledger.receive(arrival);
  if (isNewest) await starter.start(name, { scene, recipe, out: results });
  log.info(isNewest ? 'Scene:Receive:Started' : 'Scene:Receive:Superseded', { name, scene, recipe });
  return isNewest;
}

/** Starts a run for each scene that messages tell of; a message that fails comes again without the others. */
export function createIntake(parts: IntakeParts) {
  const { log } = parts;
  async function take(body: string): Promise<void> {
    const { scenes, dropped } = findArrivals(body);
    for (const key of dropped) log.info('Scene:Receive:Dropped', { key });
    for (const arrival of scenes) await receiveScene(parts, arrival);
  }

  return async ({ Records }: QueueBatch): Promise<BatchAnswer> => {
    const batchItemFailures: BatchAnswer['batchItemFailures'] = [];
    for (const { messageId, body } of Records) {
      try {
        await take(body);
      } catch (error) {
        log.error('Scene:Receive:Failed', { messageId, error });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
