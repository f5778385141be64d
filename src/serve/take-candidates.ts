import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeaturePlace } from './flatgeobuf/file.js';
import type { NodeReader } from './flatgeobuf/node-reader.js';
import { type Candidates, countOf } from './flatgeobuf/tree.js';
import { createDecoder } from './found-feature.js';
import type { Page } from './page.js';
import type { RunReader } from './run-reader.js';
import { GROUP_BYTES, groupsOf, type Wanted } from './scan.js';

/** Reads of nodes and features for one question, besides the look at the end whether the file is still the same. */
const READS = 7;
const LEAST_READS = 2;
/** Features whose places are looked up at once: more than any page has. */
const BATCH = 16_384;

/** A candidate that is read. */
interface Due {
  /** As they lie in the file. */
  position: number;
  /** Among all candidates. */
  number: number;
  isSure: boolean;
}

/**
 * Puts candidates on a page where nothing is asked of them but boxes. Those that the page may hold and those that may not
 * meet the boxes are read together; all others are counted.
 */
export async function takeCandidates(
  page: Page,
  reader: RunReader,
  { candidates, wanted, nodes }: { candidates: readonly Candidates[]; wanted: Wanted; nodes: NodeReader },
): Promise<void> {
  const { meets } = createDecoder(reader.run);
  const { boxes, signal } = wanted;
  let counted = 0;
  const passTo = (number: number): void => {
    page.pass(number - counted);
    counted = number;
  };
  const isDue = ({ isSure }: Due): boolean => !isSure || page.room() > 0;
  for (const batch of batchesOf(candidates, page)) {
    const due = batch.filter(isDue);
    const places = await reader.places(
      due.map(({ position }) => position),
      nodes,
    );
    const most = readsOfGroup(places, nodes.reads());
    const numbers = new Map(places.map((place, i) => [place, due[i]]));
    const rest = groupsOf(places, (place) => isDue(numbers.get(place)!));
    for (const group of rest) {
      signal?.throwIfAborted();
      const bytes = await reader.features(group, most);
      group.forEach((place, i) => {
        const { position, number, isSure } = numbers.get(place)!;
        const feature = { run: reader.run, position, bytes: bytes[i] };
        passTo(number);
        counted++;
        if (isSure || !boxes || meets(feature, boxes)) page.add(feature);
      });
      // Others may be answered in between.
      await nextTurn();
    }
  }
  passTo(countOf(candidates));
}

/** What is left is shared by the groups that are read one after the other. */
function readsOfGroup(places: readonly FeaturePlace[], reads: number): number {
  const bytes = places.reduce((sum, { start, end }) => sum + end - start, 0);
  return Math.max(LEAST_READS, Math.floor((READS - reads) / Math.max(1, Math.ceil(bytes / GROUP_BYTES))));
}

/** All that may not be wanted, and of the others those that may be on the page. */
function* batchesOf(candidates: readonly Candidates[], page: Page): Generator<Due[]> {
  const unsure = countOf(candidates.filter(({ isSure }) => !isSure));
  const from = page.toPass();
  // Where all that come before it are left out, it reaches so much further.
  const to = from + page.room() + (page.room() > 0 ? unsure : 0);
  let batch: Due[] = [];
  let first = 0;
  for (const { start, end, isSure } of candidates) {
    const [begin, finish] = isSure
      ? [Math.max(first, from), Math.min(first + end - start, to)]
      : [first, first + end - start];
    for (let number = begin; number < finish; number++) {
      batch.push({ position: start + number - first, number, isSure });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    first += end - start;
  }
  if (batch.length > 0) yield batch;
}
