/*
 * Line generalisation by repeated elimination of the smallest area (Visvalingam & Whyatt 1993, "Line generalisation by
 * repeated elimination of points", The Cartographic Journal 30).
 */

/** Vertices of many chains, by number. */
export interface VertexPlaces {
  x: Int32Array;
  y: Int32Array;
}

/**
 * Writes to `rank` the effective area of every vertex strictly between `from` and `to`: twice the area of its triangle
 * when it is eliminated, but never less than of one eliminated before. Whole numbers, in square lattice steps; of equal
 * ones the first goes first.
 */
export function rankByArea({ x, y }: VertexPlaces, from: number, to: number, rank: Float64Array): void {
  const count = to - from - 1;
  if (count <= 0) return;
  const before = new Int32Array(count);
  const after = new Int32Array(count);
  const area = new Float64Array(count);
  const doubleArea = (i: number): number => {
    const v = from + 1 + i;
    const a = from + 1 + before[i];
    const b = from + 1 + after[i];
    return Math.abs((x[v] - x[a]) * (y[b] - y[a]) - (x[b] - x[a]) * (y[v] - y[a]));
  };
  for (let i = 0; i < count; i++) {
    before[i] = i - 1;
    after[i] = i + 1;
    area[i] = doubleArea(i);
  }
  const heap = createHeap(area);
  let largest = 0;
  for (let left = count; left > 0; left--) {
    const i = heap.pop();
    largest = Math.max(largest, area[i]);
    rank[from + 1 + i] = largest;
    const a = before[i];
    const b = after[i];
    if (a >= 0) {
      after[a] = b;
      area[a] = doubleArea(a);
      heap.update(a);
    }
    if (b < count) {
      before[b] = a;
      area[b] = doubleArea(b);
      heap.update(b);
    }
  }
}

/** Numbers 0 to `keys.length - 1`, smallest key first, then smallest number; keys may change. */
function createHeap(keys: Float64Array) {
  let { length } = keys;
  const heap = new Int32Array(length);
  const place = new Int32Array(length);
  for (let i = 0; i < length; i++) heap[i] = place[i] = i;
  const isBefore = (a: number, b: number): boolean => keys[a] < keys[b] || (keys[a] === keys[b] && a < b);

  function sink(item: number, start: number): void {
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], item)) break;
      heap[at] = heap[child];
      place[heap[at]] = at;
      at = child;
    }
    heap[at] = item;
    place[item] = at;
  }

  function rise(item: number, start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(item, heap[parent])) break;
      heap[at] = heap[parent];
      place[heap[at]] = at;
      at = parent;
    }
    heap[at] = item;
    place[item] = at;
  }

  for (let at = (length >> 1) - 1; at >= 0; at--) sink(heap[at], at);
  return {
    pop(): number {
      const [first] = heap;
      length--;
      if (length > 0) sink(heap[length], 0);
      return first;
    },
    update(item: number): void {
      rise(item, place[item]);
      sink(item, place[item]);
    },
  };
}
