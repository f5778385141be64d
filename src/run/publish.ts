import { UsageError } from '../errors.js';
import { OUTPUT_NAMES } from '../store/keys.js';
import { ObjectMissing, PreconditionFailed, requireObject } from '../store/store.js';
import { findJson, putJson, type RunContext } from './context.js';
import { ALL_OUTPUT_NAMES, CLASSES_CSV } from './outputs.js';
import { writeClassesCsv } from './publish-classes.js';
import { writeItem } from './publish-item.js';
import { renderPictures } from './publish-pictures.js';
import { renderReport } from './report.js';
import { stageFile } from './resume.js';
import type { RunPointer } from './run-pointer.js';
import type { RunStatistics } from './statistics.js';

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
  const { keys, store, plan } = context;
  const { runId } = finished;
  const statistics = await stageRest(context, finished);
  const { claim, replaced } = await claimPlace(context, { runId, state: 'publishing', files: statistics.files }, terms);
  for (const [i, name] of plan.outputs.entries()) {
    if ((await store.head(keys.pointer))?.etag !== claim) throw placeTaken(context, 'another run in between');
    await store.move(keys.staged(name), keys.output(name)).catch(async (error) => {
      // The same run in another process has moved all files and is done: the place is as it was.
      const isVain = i === 0 && replaced && error instanceof ObjectMissing;
      if (isVain) await putPointer(context, replaced, claim).catch(() => {});
      throw error;
    });
  }
  // Of a run before this one, with which these results have nothing to do: they go with the work.
  const stale = ALL_OUTPUT_NAMES.filter((name) => !plan.outputs.includes(name));
  for (const name of stale)
    if (await store.head(keys.output(name))) await store.move(keys.output(name), keys.staged(name));
  await putPointer(context, { runId, state: 'published', files: statistics.files }, claim);
  return statistics;
}

/** What comes last: pictures, totals, the statistics and the report, which name all other files. */
async function stageRest(context: RunContext, finished: FinishedRun): Promise<RunStatistics> {
  const { keys, store, plan } = context;
  const pictures = plan.outputs.includes(OUTPUT_NAMES.report) ? await renderPictures(context) : null;
  if (pictures) {
    await stageFile(context, OUTPUT_NAMES.preview, [pictures.maskPng]);
    await stageFile(context, OUTPUT_NAMES.source, [pictures.sceneWebp]);
  }
  if (plan.outputs.includes(CLASSES_CSV)) {
    await stageFile(context, CLASSES_CSV, [writeClassesCsv(finished.classes)]);
  }
  if (plan.outputs.includes(OUTPUT_NAMES.item)) {
    await stageFile(context, OUTPUT_NAMES.item, [await writeItem(context, finished)]);
  }
  const files: RunStatistics['files'] = [];
  const late: string[] = [OUTPUT_NAMES.statistics, OUTPUT_NAMES.report];
  for (const name of plan.outputs.filter((output) => !late.includes(output))) {
    files.push({ name, bytes: (await requireObject(store, keys.staged(name))).size });
  }
  const statistics: RunStatistics = { ...finished, files };
  await putJson(store, keys.staged(OUTPUT_NAMES.statistics), statistics);
  const report = pictures && renderReport({ statistics, ...pictures });
  if (report) await store.put(keys.staged(OUTPUT_NAMES.report), new TextEncoder().encode(report));
  return statistics;
}

/**
 * The etag of the pointer as this run's claim of the place, and the pointer that it took the place of; null where there
 * was none, or where the claim is one that this very run has made in another process.
 */
async function claimPlace(
  context: RunContext,
  pointer: RunPointer,
  terms: PublishTerms,
): Promise<{ claim: string; replaced: RunPointer | null }> {
  const { keys, store } = context;
  const current = await store.head(keys.pointer);
  const held = current && (await findJson<RunPointer>(store, keys.pointer));
  if (current && held) {
    const isSame = held.runId === pointer.runId;
    // Left by an attempt of this very run that was stopped, or held by one beside this: the same files either way.
    if (held.state === 'publishing' && isSame) return { claim: current.etag, replaced: null };
    if (held.state === 'publishing' && !terms.force) {
      throw placeTaken(context, `run ${held.runId} (wait for it; if it was killed, --force replaces it)`);
    }
    // Its work is about to be deleted: there is nothing left to move.
    if (isSame && current.etag !== terms.pointerBefore) throw placeTaken(context, 'the same run, published meanwhile');
  }
  return { claim: await putPointer(context, pointer, current?.etag ?? null), replaced: held };
}

async function putPointer(context: RunContext, pointer: RunPointer, ifMatch: string | null): Promise<string> {
  const content = new TextEncoder().encode(`${JSON.stringify(pointer, null, 2)}\n`);
  try {
    return (await context.store.put(context.keys.pointer, content, { ifMatch })).etag;
  } catch (error) {
    throw error instanceof PreconditionFailed ? placeTaken(context, 'another run at the same moment') : error;
  }
}

/** What a run is told that came too late. */
export function placeTaken({ keys, store }: RunContext, got: string): UsageError {
  const source = store.describe(keys.pointer);
  return new UsageError({ thing: 'publishing', wanted: 'one run at a time', got, source });
}
