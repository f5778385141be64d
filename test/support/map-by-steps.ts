import type { PlannedRun, RunRequest, TaskBatch } from '../../functions/messages.js';
import { aloneStep, type BatchSize, nextStep, type PlanLimits, planStep, workStep } from '../../functions/steps.js';
import { openStore } from '../../src/store/open-store.js';

const MOST_ROUNDS = 40;

/** As Step Functions hands on what one step says to the next. */
const overJson = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

/** Does all of a run as the state machine does, each step by itself; `onBatch` sees the batches of workers before they are done. */
export async function mapBySteps(
  request: RunRequest,
  limits: PlanLimits,
  batching: BatchSize,
  onBatch: (batch: TaskBatch) => void = () => {},
): Promise<PlannedRun> {
  let run = overJson(await planStep(request, limits));
  const store = openStore(request.out);
  for (let rounds = 0; !run.isPublished; rounds++) {
    if (rounds > MOST_ROUNDS) throw new Error('the run does not end');
    const due = overJson((await nextStep(run, batching))!);
    run = due;
    if (due.kind === 'alone') run = overJson(await aloneStep({ ...due, piece: due.piece! }));
    else {
      const bytes = await store.get(`.landquilt/${due.runId}/batches/${due.phase - 1}.json`);
      for (const batch of JSON.parse(new TextDecoder().decode(bytes)) as TaskBatch[]) {
        onBatch(batch);
        await workStep(batch);
      }
    }
  }
  return run;
}
