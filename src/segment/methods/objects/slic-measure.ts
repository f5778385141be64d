import { DIVIDE_F64, SELECT_BITS, SUBTRACT_F64, set, splat } from '../../layers/simd-codes.js';
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
  BELOW_F64,
  F64_ADD,
  f64,
  I32_DIFFERS,
  I32_MULTIPLY,
  I32_OR,
  I32_SUBTRACT,
  i32,
  LOAD_I32,
  LOAD_TWICE,
  LOAD_UPPER,
  LOAD_V128,
  STORE_V128,
  TWO_F64,
  when,
  ZERO_ONE_F64,
} from '../../layers/simd-parts.js';
import { MEANS, SPREAD, squares, X, Y } from './slic-record.js';

/** Distance of every pixel to the middle of its own cluster; those below 0 stay. At `pair` there is room for two records. */
export type MeasureOwn = (
  ...of: [
    ...[values: number, planeBytes: number, clusters: number, distances: number],
    ...[table: number, recordBytes: number, pair: number],
    ...[rowBytes: number, rows: number, left: number, top: number, scale: number],
  ]
) => void;

/** -1. */
const NO_CLUSTER = [0x41, 0x7f];

/** Two pixels at a time: what the last of an odd row does to the first of the next is done again. */
export function measureOwn(bands: number): Func {
  const [values, planeBytes, clusters, distances, table, recordBytes, pair] = [0, 1, 2, 3, 4, 5, 6];
  const [rowBytes, rows, left, row, scale] = [7, 8, 9, 10, 11];
  const [at, place, plane, one, other, first, second] = [12, 13, 14, 15, 16, 17, 18];
  const [cols, known, apart] = [19, 20, 21];
  const clusterAt = (bytes: number) => [...get(clusters), ...get(at), I32_ADD, ...LOAD_I32(bytes)];
  const recordOf = [...get(recordBytes), ...I32_MULTIPLY, ...get(table), I32_ADD];
  const differs = (local: number, bytes: number) => [...get(local), ...clusterAt(bytes), ...I32_DIFFERS];
  // The doubles of both records by turns, where the clusters are not those of the two pixels before.
  const fetchPair = when(
    [...differs(one, 0), ...differs(other, 4), ...I32_OR],
    [
      ...[...clusterAt(0), ...tee(one), ...recordOf, ...set(first)],
      ...[...clusterAt(4), ...tee(other), ...recordOf, ...set(second)],
      ...Array.from({ length: MEANS + bands }, (_, k) => [
        ...[...get(pair), ...get(second), ...get(first), ...LOAD_TWICE(8 * k), ...LOAD_UPPER(8 * k)],
        ...STORE_V128(16 * k),
      ]).flat(),
    ],
  );
  const ofPair = (double: number) => [...get(pair), ...LOAD_V128(16 * double)];
  const measurePair = [
    ...fetchPair,
    ...[...get(place), ...get(cols), ...ofPair(X), ...SUBTRACT_F64, ...tee(apart), ...get(apart), ...MULTIPLY_F64],
    ...[...splat(row), ...ofPair(Y), ...SUBTRACT_F64, ...tee(apart), ...get(apart), ...MULTIPLY_F64, ...ADD_F64],
    ...[...splat(scale), ...MULTIPLY_F64],
    ...squares(bands, { begin: [...get(values), ...get(at), I32_ADD], planeBytes, plane, apart }, (k) =>
      ofPair(MEANS + k),
    ),
    ...[...ofPair(SPREAD), ...DIVIDE_F64, ...ADD_F64, ...set(apart)],
    ...[...get(place), ...LOAD_V128(), ...tee(known), ...get(apart)],
    ...[...get(known), ...f64(0), ...SPLAT_F64, ...BELOW_F64, ...SELECT_BITS, ...STORE],
  ];
  const nextPair = [
    ...[...get(cols), ...TWO_F64, ...ADD_F64, ...set(cols), ...get(place), ...i32(16), I32_ADD, ...set(place)],
    ...[...get(at), ...i32(8), I32_ADD, ...tee(at), ...get(rowBytes), I32_LESS],
  ];
  const line = [
    ...[...i32(0), ...set(at), ...get(distances), ...set(place), ...splat(left), ...ZERO_ONE_F64, ...ADD_F64],
    ...[...set(cols), ...repeat(measurePair, nextPair)],
    ...[values, clusters, distances, distances].flatMap((start) => [
      ...[...get(start), ...get(rowBytes), I32_ADD, ...set(start)],
    ]),
    ...[...get(row), ...f64(1), ...F64_ADD, ...set(row)],
  ];
  return {
    name: 'measure',
    params: [...Array(9).fill(I32), F64, F64, F64],
    locals: [...Array(7).fill(I32), V128, V128, V128],
    body: [...[...NO_CLUSTER, ...set(one)], ...repeat(line, [...get(rows), ...i32(1), ...I32_SUBTRACT, ...tee(rows)])],
  };
}
