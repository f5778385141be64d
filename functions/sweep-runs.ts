import { toSceneId } from '../src/run/plan.js';
import { findPublished } from '../src/run/run-pointer.js';
import { createRunKeys } from '../src/store/keys.js';
import { openStore } from '../src/store/open-store.js';
import type { StateFailure } from './failures.js';
import { createFinish, type EndOfRun, type FinishParts } from './finish.js';
import type { Ledger, RunNote, RunState } from './ledger.js';
import type { Starter } from './ports.js';
import { minutesBefore, type SweepBounds, type SweepPage, turnPages, visitEach } from './sweep-pages.js';

/** What the ledger says of a run. */
export type RunEntry = RunNote & { name: string };

export interface RunLedger extends Ledger {
  /** Runs in a state about which nothing was noted since, longest ago first. */
  listQuiet(state: RunState, since: Date, cursor: string | null): Promise<SweepPage<RunEntry>>;
  find(name: string): Promise<RunEntry | null>;
}

/** How far the state machine is with a run. */
export interface Execution {
  status: string;
  /** Where the results go. */
  out: string | null;
  error: string | null;
  cause: string | null;
}

export interface Executions {
  /** Null where there is none of that name, or not any more. */
  find(name: string): Promise<Execution | null>;
}

export interface RunSweepParts extends FinishParts {
  ledger: RunLedger;
  executions: Executions;
  starter: Starter;
  results: string;
}

/** States that are to be followed by another. */
const UNFINISHED = ['RECEIVED', 'PLANNED', 'RUNNING'] as const;
const UNDER_WAY = ['RUNNING', 'PENDING_REDRIVE'];

/** Starts runs that were noted and never started, and notes the end of those that ended without a word. */
export async function sweepRuns(parts: RunSweepParts, bounds: SweepBounds) {
  const { ledger, starter, log, results } = parts;
  const since = minutesBefore(bounds.now, bounds.limits.quietMinutes);
  const finish = createFinish(parts);
  const totals = { notStarted: 0, lost: 0, failed: 0, isWhole: true };

  async function lookInto({ name }: RunEntry): Promise<void> {
    // The listing may be late; the entry itself is not.
    const entry = await ledger.find(name);
    if (!entry || !isUnfinished(entry) || !entry.scene || !entry.recipe) return;
    const execution = await parts.executions.find(name);
    if (execution && UNDER_WAY.includes(execution.status)) return;
    const request = { scene: entry.scene, recipe: entry.recipe, out: execution?.out ?? results };
    if (!execution && entry.state === 'RECEIVED' && !(await ledger.isSuperseded(name))) {
      log.info('Sweep:Run:Start', { name, ...request });
      await starter.start(name, request);
      totals.notStarted++;
      return;
    }
    const run = entry.runId ? { runId: entry.runId, ...placeOf(request) } : undefined;
    const isPublished = execution?.status === 'SUCCEEDED' || (run !== undefined && (await isThere(run)));
    const failure = isPublished ? {} : { failure: failureOf(execution) };
    log.info('Sweep:Run:Lost', { name, scene: entry.scene, status: execution?.status ?? null });
    await finish({ name, state: { ...request, ...(run ? { run } : {}), ...failure } });
    totals.lost++;
  }

  for (const state of UNFINISHED) {
    const isWhole = await turnPages(
      {
        name: state,
        list: (cursor) => ledger.listQuiet(state, since, cursor),
        async visit(entries) {
          totals.failed += await visitEach(entries, lookInto, ({ name }, error) =>
            log.error('Sweep:Run:Failed', { name, error }),
          );
          return true;
        },
      },
      bounds,
    );
    totals.isWhole &&= isWhole;
  }
  return totals;
}

type KnownRun = NonNullable<EndOfRun['state']['run']>;

const isUnfinished = ({ state }: RunEntry): boolean => (UNFINISHED as readonly string[]).includes(state);

const placeOf = ({ scene, recipe, out }: { scene: string; recipe: string; out: string }) => ({
  sceneId: toSceneId(scene),
  recipe,
  store: out,
});

/** True where what is published at the run's place is this very run. */
async function isThere(run: KnownRun): Promise<boolean> {
  return (await findPublished(openStore(run.store), createRunKeys(run), run.runId)) !== null;
}

function failureOf(execution: Execution | null): StateFailure {
  if (!execution) return { Error: 'the run stopped', Cause: 'its execution is not there any more' };
  const { status, error, cause } = execution;
  if (status === 'TIMED_OUT') return { Error: 'the run was given up', Cause: cause ?? 'it took longer than it may' };
  if (status === 'ABORTED') return { Error: 'the run was stopped', Cause: cause ?? error ?? 'by a person' };
  return { Error: error ?? 'the run failed', Cause: cause ?? '' };
}
