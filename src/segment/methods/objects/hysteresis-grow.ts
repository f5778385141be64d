import { findRoot } from './number-objects.js';

/** What a pixel is before and after growing. */
export const NONE = 0;
export const WEAK = 1;
export const STRONG = 2;
/** Strong, or joined to a strong one: only after growing. */
const REACHED = 3;

/** Marks of a window, row by row, in a frame of one pixel of `NONE`. */
export interface Marks {
  values: Uint8Array;
  width: number;
  height: number;
}

export function createMarks(width: number, height: number): Marks {
  return { values: new Uint8Array((width + 2) * (height + 2)), width, height };
}

/** Place of a row's first pixel in the framed array. */
export const rowOfMarks = ({ width }: Marks, row: number): number => (row + 1) * (width + 2) + 1;

/**
 * Marks every strong pixel, and every weak one that a path of weak ones joins to it, as reached. Pixels are taken in runs
 * along the rows; runs that touch are joined, and a set of them is reached where one of its pixels is strong.
 */
export function growStrong(marks: Marks, connectivity: 4 | 8): void {
  const { values, width, height } = marks;
  const reach = connectivity === 8 ? 1 : 0;
  let runs = createRuns(Math.max(64, (width * height) >> 4));
  let count = 0;
  let above = 0;
  for (let row = 0; row < height; row++) {
    const first = count;
    const from = rowOfMarks(marks, row);
    const to = from + width;
    for (let i = from; i < to; i++) {
      if (values[i] === NONE) continue;
      if (count === runs.starts.length) runs = enlarge(runs);
      let strong = 0;
      runs.starts[count] = i;
      for (; values[i] !== NONE; i++) strong |= values[i];
      runs.ends[count] = i;
      runs.parents[count] = count;
      runs.strong[count++] = strong & STRONG;
    }
    joinRows(runs, { above, first, end: count }, width + 2, reach);
    above = first;
  }
  for (let run = 0; run < count; run++) {
    if (runs.strong[findRoot(runs.parents, run)] === 0) continue;
    for (let i = runs.starts[run]; i < runs.ends[run]; i++) values[i] = REACHED;
  }
}

/** Runs of marked pixels, and the sets that those which touch make. */
interface Runs {
  starts: Int32Array;
  /** Exclusive. */
  ends: Int32Array;
  parents: Int32Array;
  /** At the root of a set: not 0 where one of its pixels is strong. */
  strong: Uint8Array;
}

const createRuns = (length: number): Runs => ({
  starts: new Int32Array(length),
  ends: new Int32Array(length),
  parents: new Int32Array(length),
  strong: new Uint8Array(length),
});

function enlarge(runs: Runs): Runs {
  const larger = createRuns(2 * runs.starts.length);
  larger.starts.set(runs.starts);
  larger.ends.set(runs.ends);
  larger.parents.set(runs.parents);
  larger.strong.set(runs.strong);
  return larger;
}

/** Joins the runs of a row, `first` to `end`, to those of the row before, `above` to `first`, that they touch. */
function joinRows(
  { starts, ends, parents, strong }: Runs,
  { above, first, end }: { above: number; first: number; end: number },
  stride: number,
  reach: number,
): void {
  let upper = above;
  for (let run = first; run < end; run++) {
    const start = starts[run] - stride - reach;
    const stop = ends[run] - stride + reach;
    while (upper < first && ends[upper] <= start) upper++;
    for (let other = upper; other < first && starts[other] < stop; other++) {
      const a = findRoot(parents, run);
      const b = findRoot(parents, other);
      if (a === b) continue;
      parents[Math.max(a, b)] = Math.min(a, b);
      strong[Math.min(a, b)] |= strong[Math.max(a, b)];
    }
  }
}

/** Classes of a window: 2 where reached, 1 elsewhere, 0 where `present` says that there is no data. */
export function classesOfMarks(marks: Marks, present: Uint8Array | null): Uint8Array {
  const { values, width, height } = marks;
  const classes = new Uint8Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const from = rowOfMarks(marks, row);
    // 3 + 1 is the only one with a bit beyond the second.
    for (let x = 0; x < width; x++, i++) classes[i] = 1 + ((values[from + x] + 1) >> 2);
  }
  if (present) for (let i = 0; i < classes.length; i++) if (present[i] === 0) classes[i] = 0;
  return classes;
}
