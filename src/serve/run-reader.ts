import { InternalError } from '../errors.js';
import { ObjectMissing, type Store } from '../store/store.js';
import { BlockCache } from '../tiling/block-cache.js';
import { type FeaturePlace, findPlaces, readFeatures, readNodesOf, readRest, readTop } from './flatgeobuf/file.js';
import { guardReading } from './flatgeobuf/flat-table.js';
import type { Box } from './flatgeobuf/header.js';
import { NODE_BYTES, type NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, searchTree } from './flatgeobuf/tree.js';
import type { PublishedRun } from './load-run.js';

/** Reads of features where nobody says how many. */
const FEW_READS = 2;
/** Of the leaves of an index, all are read and kept when so much of them was asked for, if they are no more than a part of the cache. */
const WHOLE_FROM = 1 / 3;
const WHOLE_OF_CACHE = 1 / 2;

/** Reads a run's features; of the index the upper levels are kept from one question to the next, and often the leaves. */
export interface RunReader {
  run: PublishedRun;
  /** Features whose boxes meet one of some boxes, or all where none are asked for, in order of the file. */
  search(boxes: readonly Box[] | null, nodes: NodeReader): Promise<Candidates[]>;
  /** What is read of the index for one question. */
  nodes(): Promise<NodeReader>;
  places(positions: readonly number[], nodes: NodeReader): Promise<FeaturePlace[]>;
  /** With no more reads than are asked for, unless much would be read in vain. */
  features(places: readonly FeaturePlace[], maxReads?: number): Promise<Uint8Array[]>;
}

/** Upper levels of an index, or its leaves. */
interface KeptNodes {
  bytes: Uint8Array;
  /** Bytes of leaves that questions have asked for. */
  asked: number;
}

interface Shared {
  store: Store;
  nodes: BlockCache<KeptNodes>;
  cacheBytes: number;
}

/** Makes readers, and keeps what they share. */
export function createReaders(store: Store, cacheBytes: number) {
  const nodes = new BlockCache<KeptNodes>({ capacityBytes: cacheBytes, sizeOf: ({ bytes }) => bytes.length });
  return {
    open: (run: PublishedRun): RunReader => openRun(run, { store, nodes, cacheBytes }),
    /** Whether a run's file is still the one that was read. */
    async isSame({ file, fileEtag }: PublishedRun): Promise<boolean> {
      return (await store.head(file.key))?.etag === fileEtag;
    },
  };
}

export type Readers = ReturnType<typeof createReaders>;

function openRun(run: PublishedRun, { store, nodes: kept, cacheBytes }: Shared): RunReader {
  const { file, fileEtag } = run;
  const { featureCount, indexStart } = file.header;
  const keep = (part: string, read: () => Promise<Uint8Array>): Promise<KeptNodes> =>
    kept.get(`${file.key} ${fileEtag} ${part}`, async () => ({ bytes: await read(), asked: 0 }));
  return {
    run,
    async search(boxes, nodes) {
      if (boxes) return guardReading(file.source, () => searchTree(featureCount, boxes, nodes));
      return featureCount === 0 ? [] : [{ start: 0, end: featureCount, isSure: true }];
    },
    async nodes() {
      const top = await keep('top', () => readTop(store, file));
      const restBytes = file.featuresStart - indexStart - top.bytes.length;
      return readNodesOf(store, file, {
        top: top.bytes,
        async readRest(wanted) {
          top.asked += NODE_BYTES * wanted;
          if (top.asked < WHOLE_FROM * restBytes || restBytes > WHOLE_OF_CACHE * cacheBytes) return null;
          return (await keep('rest', () => readRest(store, file, top.bytes))).bytes;
        },
      });
    },
    places: (positions, nodes) => findPlaces(file, positions, nodes),
    features: (places, maxReads = FEW_READS) => readFeatures(store, file, { places, maxReads }),
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
