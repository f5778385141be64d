import { F64, type Func, I32 } from '../../simd/module.js';
import { type Code, get, put } from '../../simd/structure.js';
import { at, f64, i32, loop } from '../../simd/words.js';
import { MEANS, recordOf, SPREAD, valueAt, X, Y } from './slic-record.js';
import { overRows } from './slic-rows.js';

/** Adds to the record of each pixel's cluster: where it is, 1 at the place of the spread, and its values. */
export type AddUp = (
  ...of: [
    ...[values: number, planeBytes: number, clusters: number, sums: number, recordBytes: number],
    ...[rowBytes: number, rows: number, left: number, top: number],
  ]
) => void;

/** One pixel after the other, since sums depend on their order. */
export function addUp(bands: number): Func {
  const [values, planeBytes, clusters, sums, recordBytes, rowBytes, rows, left, row] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [offset, record, plane, col] = [9, 10, 11, 12];
  const planes = { values, offset, planeBytes, plane };
  const add = (double: number, value: Code): Code =>
    f64.store(get(record), f64.add(f64.load(get(record), 8 * double), value), 8 * double);
  const addValue = (k: number): Code => add(MEANS + k, f64.loadSingle(valueAt(k, planes)));
  const pixel = [
    ...put(record, recordOf(i32.load(at(clusters, offset)), sums, recordBytes)),
    ...[...add(X, get(col)), ...add(Y, get(row)), ...add(SPREAD, f64.of(1))],
    ...Array.from({ length: bands }, (_, k) => addValue(k)).flat(),
    ...put(col, f64.add(get(col), f64.of(1))),
  ];
  const line = [...put(offset, i32.of(0)), ...put(col, get(left)), ...loop(offset, rowBytes, pixel, 4)];
  return {
    name: 'addUp',
    params: [...Array(7).fill(I32), F64, F64],
    locals: [I32, I32, I32, F64],
    body: overRows({ rowBytes, rows, row }, [values, clusters], line),
  };
}
