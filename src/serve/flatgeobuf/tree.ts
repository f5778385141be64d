import { INDEX_NODE_SIZE } from '../../vectorize/formats/packed-r-tree.js';
import type { Box } from './header.js';
import type { NodeReader } from './node-reader.js';

/** Features from `start` to `end` exclusive, counted as they lie in the file. */
export interface Candidates {
  start: number;
  end: number;
  /** They meet what was asked for; of others only their boxes are known to meet it. */
  isSure: boolean;
}

/** Number of the first node of every level, from the root (0) to the leaves, and of the one behind the last leaf. */
export function levelStarts(featureCount: number): number[] {
  if (featureCount === 0) return [0];
  const counts = [featureCount];
  do counts.unshift(Math.ceil(counts[0] / INDEX_NODE_SIZE));
  while (counts[0] > 1);
  const starts = [0];
  for (const count of counts) starts.push(starts.at(-1)! + count);
  return starts;
}

/** Fewer leaves than these are read all at once, with the places of the features, which are then known. */
const FEW_LEAVES = 32_768;

/**
 * Features whose boxes meet one of some boxes, in order of the file: level by level from the root, each with few reads.
 * What lies below a node that is inside a box is not looked at.
 */
export async function searchTree(
  featureCount: number,
  boxes: readonly Box[],
  nodes: NodeReader,
): Promise<Candidates[]> {
  const levels = levelStarts(featureCount);
  const leafLevel = levels.length - 2;
  let found: Candidates[] = featureCount === 0 ? [] : [{ start: 0, end: 1, isSure: false }];
  for (let level = 1; level <= leafLevel; level++) {
    const children = found.map(({ start, end, isSure }) => ({
      start: levels[level] + INDEX_NODE_SIZE * (start - levels[level - 1]),
      end: Math.min(levels[level] + INDEX_NODE_SIZE * (end - levels[level - 1]), levels[level + 1]),
      isSure,
    }));
    const isFew = level === leafLevel && countOf(children) <= FEW_LEAVES;
    const due = children.filter(({ isSure }) => isFew || !isSure);
    // A feature ends where the next one starts.
    const last = level === leafLevel ? levels[level + 1] : 0;
    await nodes.load(due.map(({ start, end }) => ({ start, end: Math.max(end, Math.min(end + 1, last)) })));
    found = keepMeeting(children, nodes, { boxes, isSure: level === leafLevel ? meetsForSure : contains });
  }
  const firstLeaf = levels[leafLevel];
  return found.map(({ start, end, isSure }) => ({ start: start - firstLeaf, end: end - firstLeaf, isSure }));
}

export const countOf = (candidates: readonly Candidates[]): number =>
  candidates.reduce((sum, { start, end }) => sum + end - start, 0);

/** Neighbours with the same answer become one. */
function keepMeeting(
  ranges: readonly Candidates[],
  nodes: NodeReader,
  { boxes, isSure: test }: { boxes: readonly Box[]; isSure(asked: Box, box: Box): boolean },
): Candidates[] {
  const kept: Candidates[] = [];
  const keep = (start: number, end: number, isSure: boolean): void => {
    const last = kept.at(-1);
    if (last?.end === start && last.isSure === isSure) last.end = end;
    else kept.push({ start, end, isSure });
  };
  for (const { start, end, isSure } of ranges) {
    if (isSure) {
      keep(start, end, true);
      continue;
    }
    for (let node = start; node < end; node++) {
      const box = nodes.box(node);
      if (!(box[0] <= box[2] && box[1] <= box[3])) throw new RangeError(`node ${node} without a box`);
      const meeting = boxes.filter((other) => meets(box, other));
      if (meeting.length > 0)
        keep(
          node,
          node + 1,
          meeting.some((other) => test(other, box)),
        );
    }
  }
  return kept;
}

export const meets = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/**
 * Whether what fills a box in both directions has a point in another: it has one on each side of its box, and where the
 * box is no wider than the other and begins or ends in it, all of that side is in the other.
 */
function meetsForSure([west, south, east, north]: Box, [minX, minY, maxX, maxY]: Box): boolean {
  const isNarrow = west <= minX && maxX <= east;
  const isLow = south <= minY && maxY <= north;
  if (isLow && ((west <= minX && minX <= east) || (west <= maxX && maxX <= east))) return true;
  return isNarrow && ((south <= minY && minY <= north) || (south <= maxY && maxY <= north));
}

const contains = (outer: Box, inner: Box): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
