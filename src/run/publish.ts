import { OUTPUT_NAMES } from '../store/keys.js';
import { putJson, type RunContext } from './context.js';
import { renderPictures } from './publish-pictures.js';
import { renderReport } from './report.js';
import type { RunStatistics } from './statistics.js';
import { WRITTEN_FILES } from './tasks.js';

/** What the pointer says: which run's files are published here. */
export interface RunPointer {
  runId: string;
  files: { name: string; bytes: number }[];
}

/** What is known of a run when all its files but these are written. */
export type FinishedRun = Omit<RunStatistics, 'files'>;

/**
 * Writes the pictures, the report and the statistics beside the files that are staged, moves all of them to where
 * users look, and then writes the pointer: until that moment the run is not published.
 */
export async function publishRun(context: RunContext, finished: FinishedRun): Promise<RunStatistics> {
  const { keys, store } = context;
  const pictures = await renderPictures(context);
  await store.put(keys.staged(OUTPUT_NAMES.preview), pictures.maskPng);
  const names = [...WRITTEN_FILES, OUTPUT_NAMES.preview];
  const files: RunStatistics['files'] = [];
  for (const name of names) files.push({ name, bytes: (await store.head(keys.staged(name)))?.size ?? 0 });
  const statistics: RunStatistics = { ...finished, files };
  await putJson(store, keys.staged(OUTPUT_NAMES.statistics), statistics);
  const report = renderReport({ statistics, ...pictures });
  await store.put(keys.staged(OUTPUT_NAMES.report), new TextEncoder().encode(report));

  const before = await store.head(keys.pointer);
  for (const name of [...names, OUTPUT_NAMES.statistics, OUTPUT_NAMES.report]) {
    await store.move(keys.staged(name), keys.output(name));
  }
  const pointer: RunPointer = { runId: finished.runId, files };
  const content = new TextEncoder().encode(`${JSON.stringify(pointer, null, 2)}\n`);
  await store.put(keys.pointer, content, { ifMatch: before?.etag ?? null });
  return statistics;
}
