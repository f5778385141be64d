import type { Column, SelectedFeatures, Selection } from '../query/feature-source.js';
import type { Collection } from './collections.js';
import type { PublishedRun } from './load-run.js';
import { createPage, type Page } from './page.js';
import type { RunReader } from './run-reader.js';
import { examine, findCandidates, type Wanted, wantedOfRun } from './scan.js';
import { takeCandidates } from './take-candidates.js';

/** When a page is full, this many features more are read to count the rest; beyond, the count is not known. */
export const COUNT_FEATURES = 100_000;

export interface OrderedQuestion {
  collection: Collection;
  columns: readonly Column[];
  selection: Selection;
  wanted: Wanted;
  open(run: PublishedRun): RunReader;
}

/** Features in the order of scenes, and of a scene as they lie in its file. */
export async function selectInOrder(question: OrderedQuestion): Promise<SelectedFeatures> {
  const { collection, columns, selection, open } = question;
  const page = createPage(selection, collection, columns);
  const budget = { left: COUNT_FEATURES };
  let isCounted = true;
  for (const run of collection.runs) {
    const wanted = wantedOfRun(run, question.wanted);
    if (!wanted) continue;
    const { featureCount } = run.file.header;
    const isAll = !wanted.boxes && !wanted.filter;
    if (isAll && (featureCount <= page.toPass() || page.isSettled())) page.pass(featureCount);
    else if (budget.left <= 0 && page.isSettled()) isCounted = false;
    else isCounted = (await selectOfRun(page, open(run), wanted, budget)) && isCounted;
  }
  return page.finish(isCounted ? page.matched() : null);
}

interface Budget {
  left: number;
}

/** False where the rest was not counted. */
async function selectOfRun(page: Page, reader: RunReader, wanted: Wanted, budget: Budget): Promise<boolean> {
  const nodes = await reader.nodes();
  const candidates = await findCandidates(reader, wanted, nodes);
  if (!wanted.filter) {
    await takeCandidates(page, reader, { candidates, wanted, nodes });
    return true;
  }
  for await (const { found, examined } of examine(reader, { candidates, wanted, nodes })) {
    const wasSettled = page.isSettled();
    for (const feature of found) page.add(feature);
    if (!wasSettled) continue;
    budget.left -= examined;
    if (budget.left <= 0) return false;
  }
  return true;
}
