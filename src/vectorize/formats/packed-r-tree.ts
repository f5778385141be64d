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

/**
 * The packed R-tree of FlatGeobuf: levels from the root down to the leaves, every node full but the last of its level,
 * little-endian.
 *
 *     leaf   bbox of a feature     | u64 byte at which the feature starts, from the first feature
 *     above  bbox of its children  | u64 number of its first child, counted in nodes from the root
 *
 * Even one feature has a root above its leaf; no features have no tree.
 */
export function packedTree({ bboxes, sizes, order }: PackedTreeInput): Uint8Array {
  if (order.length === 0) return new Uint8Array(0);
  const levels = levelStarts(order.length);
  const nodeCount = levels[0]! + order.length;
  const bytes = new Uint8Array(NODE_BYTES * nodeCount);
  const view = new DataView(bytes.buffer);
  let startByte = 0;
  for (let i = 0; i < order.length; i++) {
    const feature = order[i]!;
    const at = NODE_BYTES * (levels[0]! + i);
    for (let side = 0; side < 4; side++) view.setFloat64(at + 8 * side, bboxes[4 * feature + side]!, true);
    putUint64(view, at + 32, startByte);
    startByte += sizes[feature]!;
  }
  for (let level = 1; level < levels.length; level++) putLevel(view, levels, level, nodeCount);
  return bytes;
}

/** Number of the first node of every level, leaves first, the root (0) last. */
function levelStarts(leafCount: number): number[] {
  const counts = [leafCount];
  do counts.push(Math.ceil(counts.at(-1)! / INDEX_NODE_SIZE));
  while (counts.at(-1)! > 1);
  return counts.map((_, level) => counts.slice(level + 1).reduce((sum, count) => sum + count, 0));
}

/** Boxes of one level from those of the level below. */
function putLevel(view: DataView, levels: number[], level: number, nodeCount: number): void {
  const childStart = levels[level - 1]!;
  const childEnd = level === 1 ? nodeCount : levels[level - 2]!;
  for (let node = levels[level]!, child = childStart; child < childEnd; node++, child += INDEX_NODE_SIZE) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = child; i < Math.min(child + INDEX_NODE_SIZE, childEnd); i++) {
      const at = NODE_BYTES * i;
      box[0] = Math.min(box[0]!, view.getFloat64(at, true));
      box[1] = Math.min(box[1]!, view.getFloat64(at + 8, true));
      box[2] = Math.max(box[2]!, view.getFloat64(at + 16, true));
      box[3] = Math.max(box[3]!, view.getFloat64(at + 24, true));
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
