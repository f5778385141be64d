interface Keys {
  /** Pixels next to each other with the same key, but 0, are of one part. */
  keys: Uint8Array;
  width: number;
}

/** Parts (4-connected) as runs of pixels along rows, in the order of the pixels. */
export interface Parts {
  count: number;
  /** First pixel of each run, and the one after its last. */
  starts: Int32Array;
  ends: Int32Array;
  /** Which run stands for the part that the run is of. */
  roots: Int32Array;
  /** Pixels of the part, for the runs that stand for one. */
  sizes: Int32Array;
}

/** Finds parts by joining runs of neighbouring rows (union-find: Tarjan 1975, halving the paths). */
export function findParts({ keys, width }: Keys): Parts {
  const count = countRuns(keys, width);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const roots = new Int32Array(count);
  const sizes = new Int32Array(count);
  let run = 0;
  let above = 0;
  for (let from = 0; from < keys.length; from += width) {
    const firstOfRow = run;
    const to = from + width;
    for (let at = from; at < to; ) {
      const key = keys[at];
      const start = at++;
      while (at < to && keys[at] === key) at++;
      if (key === 0) continue;
      starts[run] = start;
      ends[run] = at;
      sizes[run] = at - start;
      roots[run] = run;
      // Runs above that end before this one have nothing to do with it, nor with those after.
      while (above < firstOfRow && ends[above] + width <= start) above++;
      for (let other = above; other < firstOfRow && starts[other] + width < at; other++) {
        if (keys[starts[other]] === key) join(roots, sizes, other, run);
      }
      run++;
    }
    above = firstOfRow;
  }
  // The run that stands for a part is its first, so it is known before those that lead to it.
  for (let i = 0; i < count; i++) roots[i] = roots[roots[i]];
  return { count, starts, ends, roots, sizes };
}

function countRuns(keys: Uint8Array, width: number): number {
  let count = 0;
  for (let from = 0; from < keys.length; from += width) {
    let last = 0;
    for (let at = from; at < from + width; at++) {
      const key = keys[at];
      count += Number(key !== 0) & Number(key !== last);
      last = key;
    }
  }
  return count;
}

function join(roots: Int32Array, sizes: Int32Array, a: number, b: number): void {
  const one = findRoot(roots, a);
  const other = findRoot(roots, b);
  if (one === other) return;
  const first = Math.min(one, other);
  const second = Math.max(one, other);
  roots[second] = first;
  sizes[first] += sizes[second];
}

function findRoot(roots: Int32Array, run: number): number {
  let at = run;
  while (roots[at] !== at) {
    roots[at] = roots[roots[at]];
    at = roots[at];
  }
  return at;
}
