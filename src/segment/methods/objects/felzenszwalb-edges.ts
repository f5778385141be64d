export interface GridShape {
  width: number;
  height: number;
  connectivity: 4 | 8;
}

/**
 * Edges between neighbouring pixels, in boxes from light to heavy. Box b holds those from `starts[b]` to `starts[b + 1]`
 * exclusive, row by row.
 */
export interface EdgeBoxes {
  /** 4 · pixel + direction; the pixel is the upper one, or the left one of a row. */
  ids: Uint32Array;
  /** The bits of each edge's weight, a float: as whole numbers they have the same order. */
  keys: Uint32Array;
  starts: Uint32Array;
}

/** Sign, exponent and two bits of a float: what tells the box. */
const BOX_SHIFT = 21;
const BOXES = 1 << 11;

/** From a pixel to its neighbour on the right, below, below on the right, below on the left. */
export function stepsOf(width: number): Int32Array {
  return Int32Array.of(1, width, width + 1, width - 1);
}

/** All edges of the grid, weighed by the Euclidean distance of their pixels' values. */
export function boxEdges(
  columns: readonly Float64Array[],
  defined: Uint8Array | null,
  { width, height, connectivity }: GridShape,
): EdgeBoxes {
  const directions = connectivity / 2;
  const most = width * height * directions;
  const ids = new Uint32Array(most);
  const keys = new Uint32Array(most);
  const weights = new Float32Array(keys.buffer);
  const steps = stepsOf(width);
  const sums = new Float64Array(width);
  let count = 0;
  for (let row = 0; row < height; row++) {
    for (let direction = 0; direction < directions; direction++) {
      if (direction > 0 && row + 1 === height) continue;
      const from = row * width + (direction === 3 ? 1 : 0);
      const to = (row + 1) * width - (direction === 0 || direction === 2 ? 1 : 0);
      const step = steps[direction];
      sums.fill(0);
      for (const column of columns) addSquares(column, { from, to, step }, sums);
      for (let pixel = from; pixel < to; pixel++) {
        if (defined && (defined[pixel] === 0 || defined[pixel + step] === 0)) continue;
        ids[count] = 4 * pixel + direction;
        weights[count++] = Math.sqrt(sums[pixel - from]);
      }
    }
  }
  return intoBoxes(ids.subarray(0, count), keys.subarray(0, count));
}

function addSquares(
  column: Float64Array,
  { from, to, step }: { from: number; to: number; step: number },
  sums: Float64Array,
): void {
  for (let pixel = from, i = 0; pixel < to; pixel++, i++) {
    const difference = column[pixel] - column[pixel + step];
    sums[i] += difference * difference;
  }
}

function intoBoxes(ids: Uint32Array, keys: Uint32Array): EdgeBoxes {
  const { length } = keys;
  const starts = new Uint32Array(BOXES + 1);
  for (let e = 0; e < length; e++) starts[(keys[e] >>> BOX_SHIFT) + 1]++;
  for (let b = 0; b < BOXES; b++) starts[b + 1] += starts[b];
  const next = starts.slice();
  const boxed = { ids: new Uint32Array(length), keys: new Uint32Array(length), starts };
  for (let e = 0; e < length; e++) {
    const key = keys[e];
    const to = next[key >>> BOX_SHIFT]++;
    boxed.ids[to] = ids[e];
    boxed.keys[to] = key;
  }
  return boxed;
}
