import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import { OUTPUT_NAMES } from '../../store/keys.js';
import type { Evaluation } from '../evaluation.js';
import { addToReport, isRunReport, renderEvaluation } from './render-report.js';

/** Where the run that made a mask has its report. */
const runReportOf = (mask: string): string => join(dirname(mask), OUTPUT_NAMES.report);

/**
 * A run knows its files by their size, and does not know itself in a report that was changed.
 *
 * @throws UsageError for the place of the run's own report
 */
export function checkReportPlace(mask: string, path: string): void {
  if (resolve(path) !== resolve(runReportOf(mask))) return;
  throw new UsageError({ thing: '--report', wanted: "another place than the run's own report", got: path });
}

/** Writes the evaluation as a page: the report of the run that made the mask with new sections, or one of its own. */
export async function writeEvaluationReport(evaluation: Evaluation, path: string): Promise<void> {
  const ofRun = await readFile(runReportOf(evaluation.mask.location), 'utf8').catch(() => '');
  await writeFile(path, isRunReport(ofRun) ? addToReport(ofRun, evaluation) : renderEvaluation(evaluation));
}
