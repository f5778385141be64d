import { InputError } from '../errors.js';
import { compareValues } from '../query/compare-values.js';
import type { PropertyValue, SelectedFeatures, SortKey } from '../query/feature-source.js';
import { createDecoder, type FoundFeature } from './found-feature.js';
import { createPage } from './page.js';
import { ID_COLUMN } from './run-columns.js';
import { examine, findCandidates, wantedOfRun } from './scan.js';
import type { OrderedQuestion } from './select-in-order.js';

/** Features that are put in order at once: up to the end of the page that is asked for. */
export const MAX_SORTED = 10_000;
/** Larger features are not kept while others are looked at. */
const KEPT_BYTES = 4096;

interface Entry {
  keys: PropertyValue[];
  /** As found: features with equal keys stay in this order. */
  number: number;
  found: FoundFeature;
}

/**
 * Features in the order of some columns: of all that are wanted only those up to the end of the page are kept.
 *
 * @throws InputError for an unknown column, or a page too far behind
 */
export async function selectSorted(question: OrderedQuestion): Promise<SelectedFeatures> {
  const { collection, columns, selection, open } = question;
  const { sortBy = [], offset, limit } = selection;
  checkKeys(sortBy, [ID_COLUMN, ...columns.map(({ name }) => name)]);
  const most = offset + limit;
  if (most > MAX_SORTED) {
    throw new InputError({
      thing: 'sortby',
      wanted: `offset and limit of at most ${MAX_SORTED} together`,
      got: `${most}`,
    });
  }
  const best = createBest(most, compareBy(sortBy, columns));
  let matched = 0;
  for (const run of collection.runs) {
    const wanted = wantedOfRun(run, question.wanted);
    if (!wanted) continue;
    const reader = open(run);
    const decoder = createDecoder(run);
    const nodes = await reader.nodes();
    const candidates = await findCandidates(reader, wanted, nodes);
    for await (const { found } of examine(reader, { candidates, wanted, nodes })) {
      for (const feature of found) {
        const keys = sortBy.map(({ property }) => decoder.property(feature, property));
        best.add({ keys, number: matched++, found: feature });
      }
    }
  }
  const page = createPage(selection, collection, columns);
  page.pass(Math.min(offset, matched));
  for (const { found } of best.finish().slice(offset)) page.add(await readAgain(question, found));
  page.pass(matched - page.matched());
  return page.finish(matched);
}

/** @throws InputError for an unknown column */
export function checkKeys(sortBy: readonly SortKey[], names: readonly string[]): void {
  const unknown = sortBy.find(({ property }) => !names.includes(property));
  if (!unknown) return;
  throw new InputError({ thing: 'sortby', wanted: `one of ${names.join(', ')}`, got: unknown.property });
}

/** What is put in order. */
export type Sortable = Pick<Entry, 'keys' | 'number'>;
type Compare = (a: Sortable, b: Sortable) => number;

/** Times by the moment they mean. */
export function compareBy(sortBy: readonly SortKey[], columns: OrderedQuestion['columns']): Compare {
  const times = sortBy.map(({ property }) => columns.find(({ name }) => name === property)?.format === 'date-time');
  return (a, b) => {
    for (let i = 0; i < sortBy.length; i++) {
      const [left, right] = times[i] ? [toTime(a.keys[i]), toTime(b.keys[i])] : [a.keys[i], b.keys[i]];
      const order = compareValues(left, right, sortBy[i].isDescending);
      if (order !== 0) return order;
    }
    return a.number - b.number;
  };
}

const toTime = (value: PropertyValue): number | null => (typeof value === 'string' ? Date.parse(value) : null);

/** The first `most` of what is added, by an order. */
function createBest(most: number, compare: Compare) {
  let entries: Entry[] = [];
  let last: Entry | null = null;
  const cut = (): void => {
    entries = entries.sort(compare).slice(0, most);
    last = entries.length === most ? (entries.at(-1) ?? null) : null;
  };
  return {
    add(entry: Entry): void {
      if (most === 0 || (last && compare(entry, last) > 0)) return;
      entries.push({ ...entry, found: keep(entry.found) });
      if (entries.length >= 2 * most + 64) cut();
    },
    finish(): Entry[] {
      cut();
      return entries;
    },
  };
}

/** A copy, so that what was read with it can go. */
const keep = (found: FoundFeature): FoundFeature => ({
  ...found,
  bytes: found.bytes.length > KEPT_BYTES ? new Uint8Array(0) : found.bytes.slice(),
});

async function readAgain({ open }: OrderedQuestion, found: FoundFeature): Promise<FoundFeature> {
  if (found.bytes.length > 0) return found;
  const reader = open(found.run);
  const [bytes] = await reader.features(await reader.places([found.position], await reader.nodes()));
  return { ...found, bytes };
}
