import { set } from '../../layers/simd-codes.js';
import { F64, type Func, get, I32, I32_ADD, I32_LESS, repeat, tee } from '../../layers/simd-module.js';
import {
  F32_TO_F64,
  F64_ADD,
  f64,
  I32_MULTIPLY,
  I32_SUBTRACT,
  i32,
  LOAD_F32,
  LOAD_F64,
  LOAD_I32,
  STORE_F64,
} from '../../layers/simd-parts.js';
import { MEANS, SPREAD, X, Y } from './slic-record.js';

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
  const [at, record, plane, col] = [9, 10, 11, 12];
  const add = (double: number, value: number[]) => [
    ...[...get(record), ...get(record), ...LOAD_F64(8 * double), ...value, ...F64_ADD, ...STORE_F64(8 * double)],
  ];
  const pixelValue = (k: number) => [
    ...(k === 0 ? [...get(values), ...get(at), I32_ADD] : [...get(plane), ...get(planeBytes), I32_ADD]),
    ...[...tee(plane), ...LOAD_F32(), ...F32_TO_F64],
  ];
  const pixel = [
    ...[...get(clusters), ...get(at), I32_ADD, ...LOAD_I32(), ...get(recordBytes), ...I32_MULTIPLY],
    ...[...get(sums), I32_ADD, ...set(record)],
    ...[...add(X, get(col)), ...add(Y, get(row)), ...add(SPREAD, f64(1))],
    ...Array.from({ length: bands }, (_, k) => add(MEANS + k, pixelValue(k))).flat(),
    ...[...get(col), ...f64(1), ...F64_ADD, ...set(col)],
  ];
  const line = [
    ...[...i32(0), ...set(at), ...get(left), ...set(col)],
    ...repeat(pixel, [...get(at), ...i32(4), I32_ADD, ...tee(at), ...get(rowBytes), I32_LESS]),
    ...[values, clusters].flatMap((start) => [...get(start), ...get(rowBytes), I32_ADD, ...set(start)]),
    ...[...get(row), ...f64(1), ...F64_ADD, ...set(row)],
  ];
  return {
    name: 'addUp',
    params: [...Array(7).fill(I32), F64, F64],
    locals: [I32, I32, I32, F64],
    body: repeat(line, [...get(rows), ...i32(1), ...I32_SUBTRACT, ...tee(rows)]),
  };
}
