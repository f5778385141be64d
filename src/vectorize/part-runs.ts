import { NODATA_CLASS } from '../raster/class-mask.js';
import { UnionFind } from './union-find.js';

/**
 * What decides per pixel which neighbours belong together: class ids, or where touching objects are split the numbers of
 * instances, from 1, the same in all tiles; 0 is nodata. Names below say `classes` for both.
 */
export type Cells = Uint8Array | Uint32Array;

/** Runs of pixels of one part, row by row; each begins where the one before ends, the first of a row at its start. */
export interface PartRuns {
  count: number;
  /** Pixel after the last of each run. */
  ends: Uint32Array;
  /** Part of each run, 1 … partCount in order of the part's first pixel; 0 where nodata. */
  parts: Uint32Array;
  partCount: number;
  /** Row `r` has runs `rows[r]` to `rows[r + 1]` exclusive. */
  rows: Uint32Array;
}

/**
 * Labels the 4-connected components of equal class: a fraction of the memory that a label for every pixel takes. Source:
 * run-based two-pass labelling with union-find (He, Chao and Suzuki 2008).
 */
export function labelRuns(classes: Cells, width: number, height: number): PartRuns {
  const { runs, sets } = room;
  runs.count = 0;
  sets.clear();
  sets.add(); // member 0 is nodata
  const words = wordsOf(classes);
  const rows = new Uint32Array(height + 1);
  for (let row = 0; row < height; row++) {
    const first = runs.count;
    labelRow(classes, row * width, width, { words, runs, sets, above: row > 0 ? rows[row - 1] : 0, first });
    rows[row + 1] = runs.count;
  }
  const { numbers, count } = sets.number();
  const ends = runs.ends.slice(0, runs.count);
  const parts = runs.labels.slice(0, runs.count);
  for (let run = 0; run < parts.length; run++) parts[run] = numbers[parts[run]];
  return { count: runs.count, ends, parts, partCount: count - 1, rows };
}

/** Writes the part of every pixel to `labels`. */
export function paintRuns({ count, ends, parts }: PartRuns, labels: Uint32Array): void {
  let at = 0;
  for (let run = 0; run < count; run++) {
    const end = ends[run];
    const part = parts[run];
    if (end - at > 16) labels.fill(part, at, end);
    else for (let i = at; i < end; i++) labels[i] = part;
    at = end;
  }
}

/** Runs of equal class, row by row; each begins where the one before ends. */
class RunList {
  ends = new Uint32Array(1 << 14);
  labels = new Uint32Array(1 << 14);
  count = 0;

  /** Makes room for so many more. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.ends.length) return;
    const length = Math.max(needed, 2 * this.ends.length);
    this.ends = resize(this.ends, length);
    this.labels = resize(this.labels, length);
  }
}

/** Used again for every tile, instead of leaving as much to the garbage collector. */
const room = { runs: new RunList(), sets: new UnionFind(1 << 14) };

function resize(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const resized = new Uint32Array(length);
  resized.set(array);
  return resized;
}

/** Pixels alike after which a run is taken for a long one. */
const LONG_RUN = 8;

/** The class ids as words of four; null where they cannot be read so. */
function wordsOf(classes: Cells): Uint32Array | null {
  if (!(classes instanceof Uint8Array) || classes.byteOffset % 4 !== 0) return null;
  return new Uint32Array(classes.buffer, classes.byteOffset, classes.length >> 2);
}

/** The first pixel from `at`, a multiple of 4, whose word is not all of one class; at most the last word's in the row. */
function skipWords(words: Uint32Array, at: number, rowEnd: number, classId: number): number {
  const alike = Math.imul(classId, 0x01010101) >>> 0;
  const end = rowEnd >> 2;
  let word = at >> 2;
  while (word < end && words[word] === alike) word++;
  return word << 2;
}

interface RowInput {
  words: Uint32Array | null;
  runs: RunList;
  sets: UnionFind;
  /** Runs of the row above: `above` to `first` exclusive. */
  above: number;
  first: number;
}

/** One run takes the first label above it, and ties all others of its class above it to that one. */
function labelRow(classes: Cells, start: number, width: number, { words, runs, sets, above, first }: RowInput): void {
  runs.reserve(width);
  const { ends, labels } = runs;
  const rowEnd = start + width;
  let { count } = runs;
  let over = above;
  let at = start;
  while (at < rowEnd) {
    const classId = classes[at];
    let end = at + 1;
    const long = words === null ? rowEnd : Math.min(rowEnd, (at + LONG_RUN) & ~3);
    while (end < long && classes[end] === classId) end++;
    // A long run goes on by words of four pixels.
    if (words !== null && end === long && end < rowEnd) end = skipWords(words, end, rowEnd, classId);
    while (end < rowEnd && classes[end] === classId) end++;
    let label = 0;
    while (over < first && ends[over] <= at - width) over++;
    for (let run = over; classId !== NODATA_CLASS && run < first; run++) {
      const runEnd = ends[run];
      if (classes[runEnd - 1] === classId) {
        if (label === 0) label = labels[run];
        else if (labels[run] !== label) sets.union(label, labels[run]);
      }
      if (runEnd >= end - width) break;
    }
    if (label === 0 && classId !== NODATA_CLASS) label = sets.add();
    ends[count] = end;
    labels[count++] = label;
    at = end;
  }
  runs.count = count;
}
