import { findJson } from '../src/run/context.js';
import { createRunKeys } from '../src/store/keys.js';
import { openStore } from '../src/store/open-store.js';
import { isOfWorkers, type LeftFailure, reasonOf, type StateFailure } from './failures.js';
import type { Ledger } from './ledger.js';
import type { PlannedRun, RunRequest } from './messages.js';
import type { Log, Notifier, RunEnd } from './ports.js';
import { enterInTable } from './sql-table.js';

/** What its end has to know of a run. */
type KnownRun = Pick<PlannedRun, 'runId' | 'sceneId' | 'recipe' | 'store'> & Partial<PlannedRun>;

/** What the state machine knows when it comes to its end. */
export interface EndOfRun {
  name: string;
  state: RunRequest & { run?: KnownRun; failure?: StateFailure };
}

export interface FinishParts {
  ledger: Ledger;
  notifier: Notifier;
  log: Log;
}

/** Says how a run ended: in the ledger, and to whoever listens. */
export function createFinish({ ledger, notifier, log }: FinishParts) {
  return async ({ name, state }: EndOfRun): Promise<RunEnd> => {
    const { scene, run, failure } = state;
    // By the recipe that ran: another than was asked for where the scene lacks bands.
    const recipe = run?.recipe ?? state.recipe;
    const results = run && !failure ? resultsOf(run) : null;
    const reason = failure ? await findReason(failure, run) : null;
    const outcome = !failure ? 'PUBLISHED' : (await ledger.isSuperseded(name)) ? 'SUPERSEDED' : 'FAILED';
    const end: RunEnd = { name, state: outcome, scene, recipe, runId: run?.runId ?? null, results, reason };
    const { runId, ...known } = end;
    if (run && !failure) await enter(run, log);
    await ledger.note(name, {
      state: outcome,
      scene,
      recipe,
      ...(runId ? { runId } : {}),
      ...(results ? { results } : {}),
      ...(reason ? { reason } : {}),
    });
    await notifier.tell(end);
    log.info(failure ? 'Run:Finish:Failed' : 'Run:Finish:Published', { ...known, runId });
    return end;
  };
}

/** What is published stays so where SQL does not see it: whoever starts the run again has it entered. */
async function enter(run: KnownRun, log: Log): Promise<void> {
  const { runId, sceneId, recipe } = run;
  await enterInTable(openStore(run.store), { runId, sceneId, recipe }).catch((error: unknown) =>
    log.error('Run:Enter:Failed', { runId, error }),
  );
}

const resultsOf = (run: KnownRun): string => openStore(run.store).describe(createRunKeys(run).output(''));

/** Of many workers one learns only that some failed; the last of them left the reason in the store. */
async function findReason(failure: StateFailure, run: KnownRun | undefined): Promise<string> {
  const left = run && isOfWorkers(failure) ? await findFailure(run) : null;
  return left ?? reasonOf(failure);
}

async function findFailure(run: KnownRun): Promise<string | null> {
  const found = await findJson<LeftFailure>(openStore(run.store), createRunKeys(run).failure).catch(() => null);
  return found?.reason ?? null;
}
