import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Predicate } from '../query/cql2/predicate.js';
import type { BboxLonLat } from '../query/feature-source.js';
import type { FeaturePlace } from './flatgeobuf/file.js';
import type { Box } from './flatgeobuf/header.js';
import type { NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, meets } from './flatgeobuf/tree.js';
import { createDecoder, decideForRun, type FoundFeature } from './found-feature.js';
import type { PublishedRun } from './load-run.js';
import type { RunReader } from './run-reader.js';

/** What features have to be. */
export interface Wanted {
  boxes: readonly Box[] | null;
  filter: Predicate | null;
  signal: AbortSignal | null;
}

/** Features whose places are looked up at once: few at first, as a page may be full soon. */
const FIRST_BATCH = 1024;
const LARGEST_BATCH = 8192;
/** Nobody else is answered for so long. */
const LONGEST_TURN_MS = 20;
/** Read at once, unless one alone is larger. */
export const GROUP_BYTES = 8_000_000;

/** A box of the question as boxes that do not lie across the antimeridian. */
export function toBoxes([west, south, east, north]: BboxLonLat): Box[] {
  if (west <= east) return [[west, south, east, north]];
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ];
}

/**
 * Features that may be wanted, by their boxes: those that meet the boxes of the question, or those that the filter may be
 * true for, whichever are the fewer.
 */
export async function findCandidates(
  reader: RunReader,
  { boxes, filter }: Wanted,
  nodes: NodeReader,
): Promise<Candidates[]> {
  const reach = filter?.reach;
  if (!reach || (boxes && sizeOf(boxes) <= sizeOf([reach]))) return reader.search(boxes, nodes);
  const found = await reader.search([reach], nodes);
  return boxes ? found.map((one) => ({ ...one, isSure: false })) : found;
}

const sizeOf = (boxes: readonly Box[]): number =>
  boxes.reduce((sum, [west, south, east, north]) => sum + (east - west) * (north - south), 0);

/** What of the question is left for the features of one run; null where it has none. */
export function wantedOfRun(run: PublishedRun, { boxes, filter, signal }: Wanted): Wanted | null {
  const { box } = run.file.header;
  if (!box || (boxes && !boxes.some((one) => meets(one, box)))) return null;
  if (filter?.reach && !meets(filter.reach, box)) return null;
  const decided = filter && decideForRun(filter, run);
  if (decided === false) return null;
  return { boxes, filter: decided === true ? null : filter, signal };
}

/** Some features, of which the given ones were examined. */
export interface Examined {
  found: FoundFeature[];
  examined: number;
}

/** Reads candidates in order and gives those that are wanted. */
export async function* examine(
  reader: RunReader,
  { candidates, wanted, nodes }: { candidates: readonly Candidates[]; wanted: Wanted; nodes: NodeReader },
): AsyncGenerator<Examined> {
  const decoder = createDecoder(reader.run);
  const { boxes, filter, signal } = wanted;
  for await (const group of readAhead(readGroups(reader, candidates, nodes))) {
    signal?.throwIfAborted();
    const found: FoundFeature[] = [];
    let began = performance.now();
    for (const { feature, isSure } of group) {
      const isInBox = !boxes || isSure || decoder.meets(feature, boxes);
      if (isInBox && (!filter || decoder.matches(feature, filter))) found.push(feature);
      if (performance.now() - began < LONGEST_TURN_MS) continue;
      // A filter may be long.
      await nextTurn();
      signal?.throwIfAborted();
      began = performance.now();
    }
    yield { found, examined: group.length };
    // Others may be answered in between.
    await nextTurn();
  }
}

interface Candidate {
  feature: FoundFeature;
  isSure: boolean;
}

async function* readGroups(
  reader: RunReader,
  candidates: readonly Candidates[],
  nodes: NodeReader,
): AsyncGenerator<Candidate[]> {
  // What was read while searching serves the first batch; later ones keep nothing.
  let known = nodes;
  for (const batch of batchesOf(candidates)) {
    const places = await reader.places(batch.positions, known);
    known = await reader.nodes();
    let from = 0;
    for (const group of groupsOf(places)) {
      const bytes = await reader.features(group);
      const first = from;
      from += group.length;
      yield group.map(({ position }, i) => ({
        feature: { run: reader.run, position, bytes: bytes[i] },
        isSure: batch.isSure[first + i],
      }));
    }
  }
}

/** From the second item on the next is already under way while one is looked at: whoever takes a third will take more. */
async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  for (let count = 1; ; count++) {
    const { done, value } = await next;
    if (done) return;
    if (count < 2) {
      yield value;
      next = items.next();
      continue;
    }
    next = items.next();
    // What fails is thrown where it is waited for, if ever.
    next.catch(() => {});
    yield value;
  }
}

interface Batch {
  positions: number[];
  isSure: boolean[];
}

function* batchesOf(candidates: readonly Candidates[]): Generator<Batch> {
  let size = FIRST_BATCH;
  let batch: Batch = { positions: [], isSure: [] };
  for (const { start, end, isSure } of candidates) {
    for (let position = start; position < end; position++) {
      batch.positions.push(position);
      batch.isSure.push(isSure);
      if (batch.positions.length < size) continue;
      yield batch;
      batch = { positions: [], isSure: [] };
      size = Math.min(2 * size, LARGEST_BATCH);
    }
  }
  if (batch.positions.length > 0) yield batch;
}

/** Places of features that are read at once; those that are no longer wanted when it is their turn are left out. */
export function* groupsOf(
  places: readonly FeaturePlace[],
  isWanted: (place: FeaturePlace) => boolean = () => true,
): Generator<FeaturePlace[]> {
  let group: FeaturePlace[] = [];
  let bytes = 0;
  for (const place of places) {
    if (!isWanted(place)) continue;
    const size = place.end - place.start;
    if (group.length > 0 && bytes + size > GROUP_BYTES) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(place);
    bytes += size;
  }
  if (group.length > 0) yield group;
}
