/** The curve visits a grid of 2^16 × 2^16 cells, as in FlatGeobuf. */
const ORDER = 16;
const MAX_CELL = 2 ** ORDER - 1;

/**
 * The order in which features lie along a Hilbert curve through the extent: features near each other in it are near
 * each other on the ground. The centre of each bbox names its cell; features of one cell keep their order, so the
 * result depends on nothing but the boxes.
 *
 * @param bboxes minX, minY, maxX, maxY per feature
 * @returns feature numbers in order of the curve
 */
export function hilbertOrder(bboxes: Float64Array): Uint32Array {
  const count = bboxes.length / 4;
  const [minX, minY, maxX, maxY] = extentOf(bboxes);
  const cellsPerX = maxX > minX ? MAX_CELL / (maxX - minX) : 0;
  const cellsPerY = maxY > minY ? MAX_CELL / (maxY - minY) : 0;
  const keys = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const x = (bboxes[4 * i]! + bboxes[4 * i + 2]!) / 2;
    const y = (bboxes[4 * i + 1]! + bboxes[4 * i + 3]!) / 2;
    keys[i] = hilbertIndex(Math.floor((x - minX) * cellsPerX), Math.floor((y - minY) * cellsPerY));
  }
  return stableOrder(keys);
}

/** minX, minY, maxX, maxY around all boxes; infinite and inside out where there is none. */
export function extentOf(bboxes: Float64Array): [minX: number, minY: number, maxX: number, maxY: number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < bboxes.length; i += 4) {
    minX = Math.min(minX, bboxes[i]!);
    minY = Math.min(minY, bboxes[i + 1]!);
    maxX = Math.max(maxX, bboxes[i + 2]!);
    maxY = Math.max(maxY, bboxes[i + 3]!);
  }
  return [minX, minY, maxX, maxY];
}

/**
 * Distance along the curve of a cell, column and row from 0 to 2^16 - 1. From the largest quadrants to the smallest:
 * each adds its place in the turn 0 → 1 → 2 → 3, and those at the ends of the turn hold the curve mirrored.
 *
 *     1 2        quadrant 0 is mirrored at the rising diagonal,
 *     0 3        quadrant 3 at the falling one
 */
export function hilbertIndex(column: number, row: number): number {
  let [x, y, index] = [column, row, 0];
  for (let bit = ORDER - 1; bit >= 0; bit--) {
    const right = (x >>> bit) & 1;
    const upper = (y >>> bit) & 1;
    index = ((index << 2) | (right ? 3 - upper : upper)) >>> 0;
    if (upper) continue;
    [x, y] = right ? [~y & MAX_CELL, ~x & MAX_CELL] : [y, x];
  }
  return index;
}

/** Positions of the keys in rising order, equal keys as they came: a radix sort by two times 16 bits. */
function stableOrder(keys: Uint32Array): Uint32Array {
  let order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let other = new Uint32Array(keys.length);
  const starts = new Uint32Array(2 ** 16 + 1);
  for (const shift of [0, 16]) {
    starts.fill(0);
    for (const key of keys) starts[((key >>> shift) & 0xffff) + 1]!++;
    for (let digit = 0; digit < 2 ** 16; digit++) starts[digit + 1]! += starts[digit]!;
    for (const i of order) other[starts[(keys[i]! >>> shift) & 0xffff]!++] = i;
    [order, other] = [other, order];
  }
  return order;
}
