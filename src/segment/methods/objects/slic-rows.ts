import { type Code, get, put, repeat, tee } from '../../simd/structure.js';
import { f64, f64x2, i32, increase, loop } from '../../simd/words.js';
import type { Planes } from './slic-record.js';

/** Locals for a rectangle: bytes from row to row, how many rows are left, and which row of the scene it is. */
export interface Rows {
  rowBytes: number;
  rows: number;
  row: number;
}

/** Does `line` for each row; `starts` are moved on. */
export const overRows = ({ rowBytes, rows, row }: Rows, starts: readonly number[], line: Code): Code =>
  repeat(
    [...line, ...starts.flatMap((start) => increase(start, get(rowBytes))), ...put(row, f64.add(get(row), f64.of(1)))],
    tee(rows, i32.subtract(get(rows), i32.of(1))),
  );

/** Also the rectangle's bytes across and first column of the scene; of two pixels the place of their distances, and columns. */
export interface Pairs extends Rows, Planes {
  clusters: number;
  distances: number;
  acrossBytes: number;
  left: number;
  place: number;
  cols: number;
}

/** Does `beginRow` for each row, then `pair` for every two of its pixels. */
export function overPairs(pairs: Pairs, pair: Code, beginRow: Code = []): Code {
  const { values, clusters, distances, acrossBytes, left, offset, place, cols } = pairs;
  const nextPair = [...put(cols, f64x2.add(get(cols), f64x2.of([2, 2]))), ...increase(place, i32.of(16))];
  const line = [
    ...[...put(offset, i32.of(0)), ...put(place, get(distances))],
    ...put(cols, f64x2.add(f64x2.splat(get(left)), f64x2.of([0, 1]))),
    ...[...beginRow, ...loop(offset, acrossBytes, [...pair, ...nextPair], 8)],
  ];
  // Distances take twice the bytes of values.
  return overRows(pairs, [values, clusters, distances, distances], line);
}
