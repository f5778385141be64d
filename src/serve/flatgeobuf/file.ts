import type { Store } from '../../store/store.js';
import { coalesce, type Range } from './coalesce.js';
import { brokenFile } from './flat-table.js';
import { type FlatGeobufHeader, headerEnd, parseHeader } from './header.js';
import { createNodeReader, NODE_BYTES, type NodeReader, type NodeSource } from './node-reader.js';
import { levelStarts } from './tree.js';

/** A FlatGeobuf file of which the header is known; its features are read by ranges. */
export interface FlatGeobufFile {
  key: string;
  size: number;
  /** For messages. */
  source: string;
  header: FlatGeobufHeader;
  /** Byte at which the first feature starts. */
  featuresStart: number;
}

/** Headers are shorter, mostly. */
const HEAD_BYTES = 8192;
/** Of an index, as much as is kept: all but the leaves of 1.5 million features. */
export const TOP_BYTES = 4_000_000;
/** Reads of features: 64 kB between two are read with them; no more than are asked for, unless 16 MB would be read in vain. */
const READS = { freeGap: 65_536, maxWaste: 16_000_000 };

/** Opens a file with one read, mostly. */
export async function openFlatGeobuf(
  store: Store,
  { key, size }: { key: string; size: number },
): Promise<FlatGeobufFile> {
  const source = store.describe(key);
  let head = await store.getRange(key, 0, Math.min(size, HEAD_BYTES));
  const end = headerEnd(head, source);
  if (end > size) throw brokenFile('a header beyond the end', source);
  if (end > head.length) head = await store.getRange(key, 0, end);
  const header = parseHeader(head, source);
  const featuresStart = header.indexStart + NODE_BYTES * levelStarts(header.featureCount).at(-1)!;
  if (featuresStart > size) throw brokenFile(`${size} bytes for ${header.featureCount} features`, source);
  return { key, size, source, header, featuresStart };
}

/** The upper levels of the index, as far as they are kept: whole nodes from the root. */
export async function readTop(store: Store, { key, header }: FlatGeobufFile): Promise<Uint8Array> {
  if (header.featureCount === 0) return new Uint8Array(0);
  const leaves = levelStarts(header.featureCount).at(-2)!;
  const bytes = NODE_BYTES * Math.min(leaves, Math.floor(TOP_BYTES / NODE_BYTES));
  return store.getRange(key, header.indexStart, header.indexStart + bytes);
}

/** Nodes that `readTop` leaves out, all of them. */
export const readRest = (store: Store, { key, header, featuresStart }: FlatGeobufFile, top: Uint8Array) =>
  store.getRange(key, header.indexStart + top.length, featuresStart);

/** Reads nodes below those that are kept. */
export function readNodesOf(
  store: Store,
  { key, header }: FlatGeobufFile,
  { top, ...rest }: { top: Uint8Array } & Pick<NodeSource, 'readRest'>,
): NodeReader {
  const read = (start: number, end: number): Promise<Uint8Array> =>
    store.getRange(key, header.indexStart + NODE_BYTES * start, header.indexStart + NODE_BYTES * end);
  return createNodeReader(top, { read, ...rest });
}

/** A feature's bytes in the file, counted from the file's start. */
export interface FeaturePlace extends Range {
  /** Counted as they lie in the file. */
  position: number;
}

/** Where features lie, given in rising order; few reads of the index. */
export async function findPlaces(
  { header, featuresStart, size, source }: FlatGeobufFile,
  positions: readonly number[],
  nodes: NodeReader,
): Promise<FeaturePlace[]> {
  const levels = levelStarts(header.featureCount);
  const firstLeaf = levels.at(-2) ?? 0;
  const endLeaf = levels.at(-1)!;
  const ranges = positions.map((position) => firstLeaf + position);
  await nodes.load(
    coalesce(
      ranges.map((leaf) => ({ start: leaf, end: Math.min(leaf + 2, endLeaf) })),
      NEAR,
    ),
  );
  return positions.map((position) => {
    const leaf = firstLeaf + position;
    const start = featuresStart + nodes.offset(leaf);
    const end = leaf + 1 < endLeaf ? featuresStart + nodes.offset(leaf + 1) : size;
    if (!(start + 4 <= end && end <= size)) throw brokenFile(`feature ${position} from ${start} to ${end}`, source);
    return { position, start, end };
  });
}

/** Leaves side by side are asked for as one range. */
const NEAR = { freeGap: 0, maxCount: Infinity, maxWaste: 0 };

/** Bytes of features at places in rising order, with few reads. */
export async function readFeatures(
  store: Store,
  { key }: FlatGeobufFile,
  { places, maxReads }: { places: readonly FeaturePlace[]; maxReads: number },
): Promise<Uint8Array[]> {
  const ranges = coalesce(places, { ...READS, maxCount: maxReads });
  const read = await Promise.all(ranges.map(({ start, end }) => store.getRange(key, start, end)));
  let range = 0;
  return places.map(({ start, end }) => {
    while (ranges[range].end < end) range++;
    const from = start - ranges[range].start;
    return read[range].subarray(from, from + end - start);
  });
}
