import type { Column, SelectedFeatures, Selection } from '../query/feature-source.js';
import type { Collection } from './collections.js';
import type { NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, countOf } from './flatgeobuf/tree.js';
import type { PublishedRun } from './load-run.js';
import { createPage, type Page } from './page.js';
import type { RunReader } from './run-reader.js';
import { examine, findCandidates, type Wanted, wantedOfRun } from './scan.js';

/** When a page is full, this many features more are read to count the rest; beyond, the count is not known. */
export const COUNT_FEATURES = 100_000;
/** So few more than the page takes are read with it, to see which are wanted. */
const FEW = 256;

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
  if (!wanted.filter && countOf(candidates) > page.room() + FEW) {
    await takeSure(page, reader, { candidates: await makeSure(reader, { candidates, wanted, nodes }), wanted, nodes });
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

interface Part {
  candidates: readonly Candidates[];
  wanted: Wanted;
  nodes: NodeReader;
}

/** Reads the candidates that may not be wanted, which are few, and leaves those out that are not. */
async function makeSure(reader: RunReader, { candidates, wanted, nodes }: Part): Promise<Candidates[]> {
  const unsure = candidates.filter(({ isSure }) => !isSure);
  const positions = new Set<number>();
  for await (const { found } of examine(reader, { candidates: unsure, wanted, nodes })) {
    for (const { position } of found) positions.add(position);
  }
  return candidates.flatMap((range) => (range.isSure ? [range] : [...keepOf(range, positions)]));
}

function* keepOf({ start, end }: Candidates, positions: ReadonlySet<number>): Generator<Candidates> {
  for (let position = start; position < end; position++) {
    if (positions.has(position)) yield { start: position, end: position + 1, isSure: true };
  }
}

/** Candidates of which all are wanted: those before and behind the page are counted, not read. */
async function takeSure(page: Page, reader: RunReader, { candidates, wanted, nodes }: Part): Promise<void> {
  const before = page.matched();
  page.pass(Math.min(page.toPass(), countOf(candidates)));
  const rest = withoutFirst(candidates, page.matched() - before);
  const now = firstOf(rest, page.room());
  for await (const { found } of examine(reader, { candidates: now, wanted, nodes })) {
    for (const feature of found) page.add(feature);
    // Full by its bytes: what is left of it is counted.
    if (page.isSettled()) break;
  }
  page.pass(countOf(candidates) - (page.matched() - before));
}

function firstOf(candidates: readonly Candidates[], most: number): Candidates[] {
  const first: Candidates[] = [];
  for (const { start, end, isSure } of candidates) {
    const left = most - countOf(first);
    if (left <= 0) break;
    first.push({ start, end: Math.min(end, start + left), isSure });
  }
  return first;
}

function withoutFirst(candidates: readonly Candidates[], count: number): Candidates[] {
  let left = count;
  return candidates.flatMap(({ start, end, isSure }) => {
    const from = Math.min(end, start + left);
    left -= from - start;
    return from < end ? [{ start: from, end, isSure }] : [];
  });
}
