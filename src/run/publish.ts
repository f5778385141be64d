import { UsageError } from '../errors.js';
import { OUTPUT_NAMES } from '../store/keys.js';
import { PreconditionFailed, requireObject } from '../store/store.js';
import { findJson, putJson, type RunContext } from './context.js';
import { ALL_OUTPUT_NAMES } from './outputs.js';
import { renderPictures } from './publish-pictures.js';
import { renderReport } from './report.js';
import type { RunStatistics } from './statistics.js';

/**
 * What the pointer says: which run's files are here. While a run is `publishing`, some may still be those of the run
 * before; so a reader that finds the same published pointer before and after reading the files has read one run.
 */
export interface RunPointer {
  runId: string;
  state: 'publishing' | 'published';
  files: { name: string; bytes: number }[];
}

/** What publishing may and may not replace. */
export interface PublishTerms {
  /** The pointer's etag when the run began; null where there was none. */
  pointerBefore: string | null;
  /** Take the place of a run that was stopped while it published. */
  force: boolean;
}

/** What is known of a run when all its files but these are written. */
export type FinishedRun = Omit<RunStatistics, 'files'>;

/**
 * Writes the pictures, the report and the statistics beside the files that are staged, claims the place, moves all
 * files to where users look, and then writes the pointer: until that moment the run is not published.
 *
 * @throws UsageError where another run publishes at the same place
 */
export async function publishRun(
  context: RunContext,
  finished: FinishedRun,
  terms: PublishTerms,
): Promise<RunStatistics> {
  const { keys, store } = context;
  const { outputs } = context.plan;
  const isShown = outputs.includes(OUTPUT_NAMES.report);
  const pictures = isShown ? await renderPictures(context) : null;
  if (pictures) await store.put(keys.staged(OUTPUT_NAMES.preview), pictures.maskPng);
  const late: string[] = [OUTPUT_NAMES.statistics, OUTPUT_NAMES.report].filter((name) => outputs.includes(name));
  const names = outputs.filter((name) => !late.includes(name));
  const files: RunStatistics['files'] = [];
  for (const name of names) files.push({ name, bytes: (await requireObject(store, keys.staged(name))).size });
  const statistics: RunStatistics = { ...finished, files };
  await putJson(store, keys.staged(OUTPUT_NAMES.statistics), statistics);
  const report = pictures && renderReport({ statistics, ...pictures });
  if (report) await store.put(keys.staged(OUTPUT_NAMES.report), new TextEncoder().encode(report));

  const { runId } = finished;
  const claim = await claimPlace(context, { runId, state: 'publishing', files }, terms);
  for (const name of [...names, ...late]) {
    if ((await store.head(keys.pointer))?.etag !== claim) throw placeTaken(context, 'another run in between');
    await store.move(keys.staged(name), keys.output(name));
  }
  // Of a run before this one, with which these results have nothing to do.
  const stale = ALL_OUTPUT_NAMES.filter((name) => !outputs.includes(name));
  for (const key of stale.map(keys.output)) if (await store.head(key)) await store.deletePrefix(key);
  await putPointer(context, { runId, state: 'published', files }, claim);
  return statistics;
}

/** The pointer as this run's claim of the place; its etag. */
async function claimPlace(context: RunContext, pointer: RunPointer, terms: PublishTerms): Promise<string> {
  const { keys, store } = context;
  const current = await store.head(keys.pointer);
  const held = current && (await findJson<RunPointer>(store, keys.pointer));
  if (current && held) {
    const isSame = held.runId === pointer.runId;
    // Left by an attempt of this very run that was stopped, or held by one beside this: the same files either way.
    if (held.state === 'publishing' && isSame) return current.etag;
    if (held.state === 'publishing' && !terms.force) {
      throw placeTaken(context, `run ${held.runId} (wait for it; if it was killed, --force replaces it)`);
    }
    // Its work is about to be deleted: there is nothing left to move.
    if (isSame && current.etag !== terms.pointerBefore) throw placeTaken(context, 'the same run, published meanwhile');
  }
  return putPointer(context, pointer, current?.etag ?? null);
}

async function putPointer(context: RunContext, pointer: RunPointer, ifMatch: string | null): Promise<string> {
  const content = new TextEncoder().encode(`${JSON.stringify(pointer, null, 2)}\n`);
  try {
    return (await context.store.put(context.keys.pointer, content, { ifMatch })).etag;
  } catch (error) {
    throw error instanceof PreconditionFailed ? placeTaken(context, 'another run at the same moment') : error;
  }
}

function placeTaken({ keys, store }: RunContext, got: string): UsageError {
  const source = store.describe(keys.pointer);
  return new UsageError({ thing: 'publishing', wanted: 'one run at a time', got, source });
}
