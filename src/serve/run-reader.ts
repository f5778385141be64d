import { InternalError } from '../errors.js';
import { ObjectMissing, type Store } from '../store/store.js';
import { BlockCache } from '../tiling/block-cache.js';
import { type FeaturePlace, findPlaces, readFeatures, readNodesOf, readTop } from './flatgeobuf/file.js';
import { guardReading } from './flatgeobuf/flat-table.js';
import type { Box } from './flatgeobuf/header.js';
import type { NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, searchTree } from './flatgeobuf/tree.js';
import type { PublishedRun } from './load-run.js';

/** Reads a run's features; of the index the upper levels are kept from one question to the next. */
export interface RunReader {
  run: PublishedRun;
  /** Features whose boxes meet one of some boxes, or all where none are asked for, in order of the file. */
  search(boxes: readonly Box[] | null, nodes: NodeReader): Promise<Candidates[]>;
  /** What is read of the index for one question. */
  nodes(): Promise<NodeReader>;
  places(positions: readonly number[], nodes: NodeReader): Promise<FeaturePlace[]>;
  features(places: readonly FeaturePlace[]): Promise<Uint8Array[]>;
}

/** Makes readers, and keeps what they share. */
export function createReaders(store: Store, cacheBytes: number) {
  const tops = new BlockCache<Uint8Array>({ capacityBytes: cacheBytes, sizeOf: ({ length }) => length });
  return {
    open: (run: PublishedRun): RunReader => openRun(store, run, tops),
    /** Whether a run's file is still the one that was read. */
    async isSame({ file, fileEtag }: PublishedRun): Promise<boolean> {
      return (await store.head(file.key))?.etag === fileEtag;
    },
  };
}

export type Readers = ReturnType<typeof createReaders>;

function openRun(store: Store, run: PublishedRun, tops: BlockCache<Uint8Array>): RunReader {
  const { file } = run;
  const { featureCount } = file.header;
  return {
    run,
    async search(boxes, nodes) {
      if (boxes) return guardReading(file.source, () => searchTree(featureCount, boxes, nodes));
      return featureCount === 0 ? [] : [{ start: 0, end: featureCount, isSure: true }];
    },
    async nodes() {
      const top = await tops.get(`${file.key} ${run.fileEtag}`, () => readTop(store, file));
      return readNodesOf(store, file, top);
    },
    places: (positions, nodes) => findPlaces(file, positions, nodes),
    features: (places) => readFeatures(store, file, places),
  };
}

/** How often a question is asked again when a run was replaced while it was answered. */
const TRIES = 3;

/**
 * An answer of runs that are still the same when it is complete. `answer` notes each run of which it reads; where one is
 * another in the end, everything is asked again.
 *
 * @throws InternalError where a file is missing, broken, or replaced again and again
 */
export async function answerWhole<T>(
  readers: Readers,
  forget: () => void,
  answer: (note: (run: PublishedRun) => void) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const read = new Set<PublishedRun>();
    let outcome: { value: T } | { error: unknown };
    try {
      outcome = { value: await answer((run) => read.add(run)) };
    } catch (error) {
      outcome = { error };
    }
    const isSame = (await Promise.all([...read].map(readers.isSame))).every(Boolean);
    if (isSame) {
      if ('value' in outcome) return outcome.value;
      throw nameMissing(outcome.error);
    }
    forget();
    if (tries === TRIES) {
      throw new InternalError({ thing: 'answer', wanted: 'runs that stay while they are read', got: 'replaced ones' });
    }
  }
}

function nameMissing(error: unknown): unknown {
  if (!(error instanceof ObjectMissing)) return error;
  const facts = { thing: 'published run', wanted: 'all its files', got: 'one missing', source: error.location };
  return new InternalError(facts, { cause: error });
}
