import { InputError } from '../errors.js';
import type { AggregateGroup, Aggregation, FeatureSource, Selection } from '../query/feature-source.js';
import type { Store } from '../store/store.js';
import { aggregateFeatures } from './aggregate.js';
import { type Collection, describeCollection, parseFeatureId, toCollections } from './collections.js';
import { findFeature } from './find-feature.js';
import { createRunFinder, type FoundRuns, type RunFinder, type RunFinderOptions } from './find-runs.js';
import { createDecoder } from './found-feature.js';
import type { PublishedRun } from './load-run.js';
import { oncePer } from './once-per.js';
import { columnsOfRuns } from './run-columns.js';
import { answerWhole, createReaders } from './run-reader.js';
import { toBoxes, type Wanted } from './scan.js';
import { type OrderedQuestion, selectInOrder } from './select-in-order.js';
import { selectSorted } from './select-sorted.js';

export interface FeatureSourceOptions extends RunFinderOptions {
  /** Looks for runs; one of its own where none is given. */
  finder?: RunFinder;
  /** Of indexes, as much is kept in memory. */
  cacheBytes?: number;
}

/**
 * The published runs of a store as collections of features: one for each recipe, and one for each run. Nothing is read but
 * `<scene>/<recipe>/run.json`, `statistics.json` and ranges of `regions.fgb`. An answer is always of whole runs: one that
 * is replaced while it is read is asked again.
 */
export function createFeatureSource(
  store: Store,
  { cacheBytes = 128_000_000, finder: given, ...options }: FeatureSourceOptions = {},
): FeatureSource {
  const finder = given ?? createRunFinder(store, options);
  const readers = createReaders(store, cacheBytes);
  const collectionsOf = oncePer((found: FoundRuns) => toCollections(found.runs));
  const describe = oncePer(describeCollection);
  const columnsOf = oncePer((collection: Collection) => columnsOfRuns(collection.runs));
  /** Of all features: every one is read for them, but once. */
  const totalsOf = oncePer((_: Collection) => new Map<Aggregation['by'] | null, AggregateGroup[]>());

  const find = async (id: string): Promise<Collection | null> => collectionsOf(await finder.find()).get(id) ?? null;

  /** Asks a collection as it is now; `open` reads its runs. */
  async function ask<T>(id: string, answer: (collection: Collection, open: OrderedQuestion['open']) => Promise<T>) {
    return answerWhole(readers, finder.forget, async (note) => {
      const collection = await find(id);
      if (!collection) throw new InputError({ thing: 'collection', wanted: 'one that is published', got: id });
      return answer(collection, (run: PublishedRun) => {
        note(run);
        return readers.open(run);
      });
    });
  }

  return {
    async collections() {
      return [...collectionsOf(await finder.find()).values()].map(describe);
    },
    async collection(id) {
      const collection = await find(id);
      return collection && describe(collection);
    },
    select: (id, selection) =>
      ask(id, (collection, open) => {
        const question = { collection, columns: columnsOf(collection), selection, wanted: toWanted(selection), open };
        return selection.sortBy?.length ? selectSorted(question) : selectInOrder(question);
      }),
    feature: (id, featureId) =>
      ask(id, async (collection, open) => {
        const named = parseFeatureId(collection, featureId);
        const found = named && (await findFeature(open(named.run), named.id));
        return found && createDecoder(found.run).toFeature(found, collection, columnsOf(collection));
      }),
    async aggregate(id, aggregation) {
      const { by = null, bboxLonLat, filter } = aggregation;
      const { collection, groups } = await ask(id, async (asked, open) => {
        const question = { collection: asked, columns: columnsOf(asked), wanted: toWanted(aggregation), by, open };
        const known = bboxLonLat || filter ? null : totalsOf(asked).get(by);
        return { collection: asked, groups: known ?? (await aggregateFeatures(question)) };
      });
      if (!bboxLonLat && !filter) totalsOf(collection).set(by, groups);
      return groups;
    },
  };
}

const toWanted = ({ bboxLonLat, filter, signal }: Selection | Aggregation): Wanted => ({
  boxes: bboxLonLat ? toBoxes(bboxLonLat) : null,
  filter: filter ?? null,
  signal: signal ?? null,
});
