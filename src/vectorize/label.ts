import { NODATA_CLASS } from '../raster/class-mask.js';
import { UnionFind } from './union-find.js';

/**
 * What decides per pixel which neighbours belong together: class ids, or where touching objects are split the numbers of
 * instances, from 1, the same in all tiles; 0 is nodata. Names below say `classes` for both.
 */
export type Cells = Uint8Array | Uint32Array;

/**
 * The **parts** of a class mask: its 4-connected components. Polygons are made of parts, because a 4-connected
 * component always has a valid polygon; with 8-connectivity a region is a group of parts that touch at corners.
 */
export interface Parts {
  /** Part of every pixel, 1 … count in order of the part's first pixel; 0 where nodata. */
  labels: Uint32Array;
  count: number;
}

/**
 * Labels the 4-connected components of equal class, into `labels` if given (whatever it held). Source: run-based
 * two-pass labelling with union-find (He, Chao and Suzuki 2008).
 */
export function labelParts(
  classes: Cells,
  width: number,
  height: number,
  labels: Uint32Array = new Uint32Array(width * height),
): Parts {
  const sets = new UnionFind(Math.max(16, (width * height) >> 4));
  sets.add(); // member 0 is nodata
  const runs = new RunList();
  let above = 0; // the row above has runs `above` to `first` exclusive
  for (let row = 0; row < height; row++) {
    const first = runs.count;
    labelRow(classes, row * width, width, { runs, sets, above, first });
    above = first;
  }
  const { numbers, count } = sets.number();
  fillRuns(labels, runs, numbers);
  return { labels, count: count - 1 };
}

/** Runs of equal class, row by row; each begins where the one before ends. */
class RunList {
  ends = new Uint32Array(1 << 14);
  labels = new Uint32Array(1 << 14);
  count = 0;

  push(end: number, label: number): void {
    if (this.count === this.ends.length) {
      this.ends = grow(this.ends);
      this.labels = grow(this.labels);
    }
    this.ends[this.count] = end;
    this.labels[this.count++] = label;
  }
}

function grow(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}

/** One run takes the first label above it, and ties all others of its class above it to that one. */
function labelRow(
  classes: Cells,
  start: number,
  width: number,
  { runs, sets, above, first }: { runs: RunList; sets: UnionFind; above: number; first: number },
): void {
  const rowEnd = start + width;
  let over = above;
  let at = start;
  while (at < rowEnd) {
    const classId = classes[at];
    let end = at + 1;
    while (end < rowEnd && classes[end] === classId) end++;
    let label = 0;
    while (over < first && runs.ends[over] <= at - width) over++;
    for (let run = over; classId !== NODATA_CLASS && run < first; run++) {
      const runEnd = runs.ends[run];
      if (classes[runEnd - 1] === classId) {
        if (label === 0) label = runs.labels[run];
        else sets.union(label, runs.labels[run]);
      }
      if (runEnd >= end - width) break;
    }
    if (label === 0 && classId !== NODATA_CLASS) label = sets.add();
    runs.push(end, label);
    at = end;
  }
}

function fillRuns(labels: Uint32Array, runs: RunList, numbers: Uint32Array): void {
  let at = 0;
  for (let run = 0; run < runs.count; run++) {
    const end = runs.ends[run];
    const label = numbers[runs.labels[run]];
    if (end - at > 16) labels.fill(label, at, end);
    else for (let i = at; i < end; i++) labels[i] = label;
    at = end;
  }
}

/**
 * Groups parts into regions. With 4-connectivity every part is a region; with 8-connectivity parts of one class that
 * touch at a corner are one region. Returns the region (1 … count, in order of first pixel) of every part; 0 → 0.
 */
export function groupParts(
  parts: Parts,
  mask: { classes: Cells; width: number; height: number; connectivity: 4 | 8 },
): { regionOfPart: Uint32Array; count: number } {
  if (mask.connectivity === 4) return { regionOfPart: everyNumber(parts.count + 1), count: parts.count };
  const sets = new UnionFind(parts.count + 1);
  sets.add(parts.count + 1);
  const { classes, width, height } = mask;
  for (let row = 0; row + 1 < height; row++) {
    for (let at = row * width; at < row * width + width - 1; at++) {
      const northWest = classes[at];
      const northEast = classes[at + 1];
      const southWest = classes[at + width];
      const southEast = classes[at + width + 1];
      if (northWest === southEast && northWest !== NODATA_CLASS && northWest !== northEast) {
        sets.union(parts.labels[at], parts.labels[at + width + 1]);
      }
      if (northEast === southWest && northEast !== NODATA_CLASS && northEast !== northWest) {
        sets.union(parts.labels[at + 1], parts.labels[at + width]);
      }
    }
  }
  const { numbers, count } = sets.number();
  return { regionOfPart: numbers, count: count - 1 };
}

/** 0, 1, 2, … */
function everyNumber(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}
