import { ABOVE_F64, NOT_BELOW_F64, OR, SELECT_BITS, SUBTRACT_F64, set, splat } from '../../layers/simd-codes.js';
import {
  ADD_F64,
  F64,
  type Func,
  get,
  I32,
  I32_ADD,
  I32_LESS,
  MULTIPLY_F64,
  repeat,
  SPLAT_F64,
  STORE,
  tee,
  V128,
} from '../../layers/simd-module.js';
import {
  ARE_BOTH_SET,
  block,
  EQUAL_I32,
  F64_ADD,
  F64_DIVIDE,
  F64_MULTIPLY,
  F64_SUBTRACT,
  f64,
  I32_SUBTRACT,
  I64_TO_LOWER_I32,
  i32,
  LEAVE_IF,
  LOAD_F64,
  LOAD_LOWER,
  LOAD_TWICE,
  LOAD_V128,
  LOWER_I32_TO_I64,
  SPLAT_I32,
  STORE_LOWER,
  TWO_F64,
  ZERO_ONE_F64,
} from '../../layers/simd-parts.js';
import { MEANS, SPREAD, squares, X, Y } from './slic-record.js';

/**
 * Gives a cluster the pixels of a rectangle that are nearer to it than to what they belong to so far. The planes are given by
 * where the rectangle begins in them; `left`, `right` and `top` are pixels of the scene.
 */
export type TakePixels = (
  ...of: [
    ...[values: number, planeBytes: number, clusters: number, distances: number, rowBytes: number],
    ...[acrossBytes: number, rows: number, left: number, right: number, top: number],
    ...[cluster: number, record: number, scale: number],
  ]
) => void;

/** Two pixels at a time, the second of the last two maybe outside the rectangle. */
export function takePixels(bands: number): Func {
  const [values, planeBytes, clusters, distances, rowBytes] = [0, 1, 2, 3, 4];
  const [acrossBytes, rows, left, right, row, cluster, record, scale] = [5, 6, 7, 8, 9, 10, 11, 12];
  const [at, place, plane, cols, lastCol, x, down, own] = [13, 14, 15, 16, 17, 18, 19, 20];
  const [known, away, kept, apart, before, perSquare, scales] = [21, 22, 23, 24, 25, 26, 27];
  const plainDown = [...get(row), ...get(record), ...LOAD_F64(8 * Y), ...F64_SUBTRACT];
  const pair = block([
    ...[...get(cols), ...get(x), ...SUBTRACT_F64, ...tee(apart), ...get(apart), ...MULTIPLY_F64],
    ...[...get(down), ...ADD_F64, ...get(scales), ...MULTIPLY_F64, ...tee(away)],
    // Most pixels are too far away whatever they are like, or have this cluster.
    ...[...get(place), ...LOAD_V128(), ...tee(known), ...NOT_BELOW_F64],
    ...[...get(cols), ...get(lastCol), ...ABOVE_F64, ...OR],
    ...[...get(clusters), ...get(at), I32_ADD, ...LOAD_LOWER(), ...tee(before)],
    ...[...get(own), ...EQUAL_I32, ...LOWER_I32_TO_I64, ...OR],
    ...[...tee(kept), ...ARE_BOTH_SET, ...LEAVE_IF],
    ...squares(bands, { begin: [...get(values), ...get(at), I32_ADD], planeBytes, plane, apart }, (k) => [
      ...[...get(record), ...LOAD_TWICE(8 * (MEANS + k))],
    ]),
    ...[...get(perSquare), ...MULTIPLY_F64, ...get(away), ...ADD_F64],
    ...[...tee(away), ...get(known), ...NOT_BELOW_F64, ...get(kept), ...OR, ...set(kept)],
    ...[...get(place), ...get(known), ...get(away), ...get(kept), ...SELECT_BITS, ...STORE],
    ...[...get(clusters), ...get(at), I32_ADD, ...get(before), ...get(own)],
    ...[...get(kept), ...get(kept), ...I64_TO_LOWER_I32, ...SELECT_BITS, ...STORE_LOWER],
  ]);
  const nextPair = [
    ...[...get(cols), ...TWO_F64, ...ADD_F64, ...set(cols), ...get(place), ...i32(16), I32_ADD, ...set(place)],
    ...[...get(at), ...i32(8), I32_ADD, ...tee(at), ...get(acrossBytes), I32_LESS],
  ];
  const line = [
    ...[...i32(0), ...set(at), ...get(distances), ...set(place), ...splat(left), ...ZERO_ONE_F64, ...ADD_F64],
    ...[...set(cols), ...plainDown, ...plainDown, ...F64_MULTIPLY, ...SPLAT_F64, ...set(down)],
    ...repeat(pair, nextPair),
    ...[values, clusters, distances, distances].flatMap((one) => [
      ...[...get(one), ...get(rowBytes), I32_ADD, ...set(one)],
    ]),
    ...[...get(row), ...f64(1), ...F64_ADD, ...set(row)],
  ];
  return {
    name: 'take',
    params: [...Array(7).fill(I32), F64, F64, F64, I32, I32, F64],
    locals: [I32, I32, I32, ...Array(12).fill(V128)],
    body: [
      ...[...get(record), ...LOAD_TWICE(8 * X), ...set(x), ...get(cluster), ...SPLAT_I32, ...set(own)],
      ...[...f64(1), ...get(record), ...LOAD_F64(8 * SPREAD), ...F64_DIVIDE, ...SPLAT_F64, ...set(perSquare)],
      ...[...splat(scale), ...set(scales), ...splat(right), ...set(lastCol)],
      ...repeat(line, [...get(rows), ...i32(1), ...I32_SUBTRACT, ...tee(rows)]),
    ],
  };
}
