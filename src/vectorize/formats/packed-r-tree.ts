/** Children per node; the value every FlatGeobuf writer uses. */
export const INDEX_NODE_SIZE = 16;

/** minX, minY, maxX, maxY (f64) and an offset (u64). */
const NODE_BYTES = 40;
const WORD = 2 ** 32;

/** What the tree is made of. */
export interface PackedTreeInput {
  /** minX, minY, maxX, maxY per feature. */
  bboxes: Float64Array;
  /** Encoded bytes per feature. */
  sizes: ArrayLike<number>;
  /** Feature numbers as they follow each other in the file. */
  order: Uint32Array;
}

/** Leaves that are written at once. */
const LEAVES_PER_CHUNK = 2 ** 14;

/**
 * The packed R-tree of FlatGeobuf: levels from the root down to the leaves, every node full but the last of its level,
 * little-endian.
 *
 *     leaf   bbox of a feature     | u64 byte at which the feature starts, from the first feature
 *     above  bbox of its children  | u64 number of its first child, counted in nodes from the root
 *
 * Even one feature has a root above its leaf; no features have no tree. The leaves, which are 15 of 16 nodes, come in
 * chunks.
 */
export function* packedTree(input: PackedTreeInput): Generator<Uint8Array> {
  const { order } = input;
  if (order.length === 0) return;
  yield innerNodes(input);
  let startByte = 0;
  for (let from = 0; from < order.length; from += LEAVES_PER_CHUNK) {
    const features = order.subarray(from, from + LEAVES_PER_CHUNK);
    const view = new DataView(new ArrayBuffer(NODE_BYTES * features.length));
    features.forEach((feature, i) => {
      for (let side = 0; side < 4; side++) {
        view.setFloat64(NODE_BYTES * i + 8 * side, input.bboxes[4 * feature + side]!, true);
      }
      putUint64(view, NODE_BYTES * i + 32, startByte);
      startByte += input.sizes[feature]!;
    });
    yield new Uint8Array(view.buffer);
  }
}

/** All nodes above the leaves. */
function innerNodes({ bboxes, order }: PackedTreeInput): Uint8Array {
  const levels = levelStarts(order.length);
  const view = new DataView(new ArrayBuffer(NODE_BYTES * levels[0]!));
  const leafSide = (leaf: number, side: number): number => bboxes[4 * order[leaf - levels[0]!]! + side]!;
  const nodeSide = (node: number, side: number): number => view.getFloat64(NODE_BYTES * node + 8 * side, true);
  for (let level = 1; level < levels.length; level++) {
    const childEnd = level === 1 ? levels[0]! + order.length : levels[level - 2]!;
    putLevel(view, { level, levels, childEnd, sideOf: level === 1 ? leafSide : nodeSide });
  }
  return new Uint8Array(view.buffer);
}

/** Number of the first node of every level, leaves first, the root (0) last. */
function levelStarts(leafCount: number): number[] {
  const counts = [leafCount];
  do counts.push(Math.ceil(counts.at(-1)! / INDEX_NODE_SIZE));
  while (counts.at(-1)! > 1);
  return counts.map((_, level) => counts.slice(level + 1).reduce((sum, count) => sum + count, 0));
}

interface LevelJob {
  level: number;
  levels: number[];
  /** Number of the node behind the last child. */
  childEnd: number;
  /** minX, minY, maxX or maxY of a child. */
  sideOf(child: number, side: number): number;
}

/** Boxes of one level from those of the level below. */
function putLevel(view: DataView, { level, levels, childEnd, sideOf }: LevelJob): void {
  for (let node = levels[level]!, child = levels[level - 1]!; child < childEnd; node++, child += INDEX_NODE_SIZE) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = child; i < Math.min(child + INDEX_NODE_SIZE, childEnd); i++) {
      box[0] = Math.min(box[0]!, sideOf(i, 0));
      box[1] = Math.min(box[1]!, sideOf(i, 1));
      box[2] = Math.max(box[2]!, sideOf(i, 2));
      box[3] = Math.max(box[3]!, sideOf(i, 3));
    }
    const at = NODE_BYTES * node;
    for (let side = 0; side < 4; side++) view.setFloat64(at + 8 * side, box[side]!, true);
    putUint64(view, at + 32, child);
  }
}

/** A whole number below 2^53, without a BigInt. */
function putUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % WORD, true);
  view.setUint32(at + 4, Math.floor(value / WORD), true);
}
