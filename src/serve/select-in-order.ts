import type { Column, SelectedFeatures, Selection } from '../query/feature-source.js';
import type { Collection } from './collections.js';
import type { NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, countOf } from './flatgeobuf/tree.js';
import type { PublishedRun } from './load-run.js';
import { createPage, type Page } from './page.js';
import type { RunReader } from './run-reader.js';
import { examine, type Wanted, wantedOfRun } from './scan.js';

/** When a page is full, this many features more are read to count the rest; beyond, the count is not known. */
export const COUNT_FEATURES = 100_000;
/** So few are read all at once. */
const FEW = 2000;

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
  const candidates = await reader.search(wanted.boxes, nodes);
  const isSimple = !wanted.filter && countOf(candidates) > FEW;
  for (const part of isSimple ? partsOf(candidates, page) : [candidates]) {
    if (!wanted.filter && part.every(({ isInside }) => isInside)) {
      await takeInside(page, reader, { candidates: part, wanted, nodes });
      continue;
    }
    for await (const { found, examined } of examine(reader, { candidates: part, wanted, nodes })) {
      const wasSettled = page.isSettled();
      for (const feature of found) page.add(feature);
      if (!wasSettled) continue;
      budget.left -= examined;
      if (budget.left <= 0) return false;
    }
  }
  return true;
}

interface Part {
  candidates: readonly Candidates[];
  wanted: Wanted;
  nodes: NodeReader;
}

/** Candidates of which all are wanted: those before and behind the page are counted, not read. */
async function takeInside(page: Page, reader: RunReader, { candidates, wanted, nodes }: Part): Promise<void> {
  let passed = Math.min(page.toPass(), countOf(candidates));
  page.pass(passed);
  let rest = withoutFirst(candidates, passed);
  while (rest.length > 0 && page.room() > 0) {
    const now = firstOf(rest, page.room());
    passed = countOf(now);
    for await (const { found } of examine(reader, { candidates: now, wanted, nodes })) {
      for (const feature of found) page.add(feature);
    }
    rest = withoutFirst(rest, passed);
  }
  page.pass(countOf(rest));
}

/** Of those that follow a page that is full, at least so many are looked at to see whether one is wanted. */
const LOOK_AHEAD = 64;

/**
 * Candidates cut so that few are read in vain. Of as many as are to be passed before the page none is on it, so only those
 * that need it are read; then come as many as the page takes; what follows it is there for the count.
 */
function* partsOf(candidates: readonly Candidates[], page: Page): Generator<Candidates[]> {
  let rest: Candidates[] = [...candidates];
  while (rest.length > 0 && !page.isSettled()) {
    const isBefore = page.toPass() > 0;
    const part = firstOf(rest, isBefore ? page.toPass() : Math.max(page.room() + 1, LOOK_AHEAD));
    rest = withoutFirst(rest, countOf(part));
    if (isBefore) yield* apart(part);
    else yield part;
  }
  yield* apart(rest);
}

/** Those that need not be read, and those that do. */
function* apart(candidates: readonly Candidates[]): Generator<Candidates[]> {
  for (const isInside of [true, false]) {
    const some = candidates.filter((one) => one.isInside === isInside);
    if (some.length > 0) yield some;
  }
}

function firstOf(candidates: readonly Candidates[], most: number): Candidates[] {
  const first: Candidates[] = [];
  for (const { start, end, isInside } of candidates) {
    const left = most - countOf(first);
    if (left <= 0) break;
    first.push({ start, end: Math.min(end, start + left), isInside });
  }
  return first;
}

function withoutFirst(candidates: readonly Candidates[], count: number): Candidates[] {
  let left = count;
  return candidates.flatMap(({ start, end, isInside }) => {
    const from = Math.min(end, start + left);
    left -= from - start;
    return from < end ? [{ start: from, end, isInside }] : [];
  });
}
