import { createLocals } from '../../simd/locals.js';
import { F64, type Func, I32 } from '../../simd/module.js';
import { type Code, get, put, tee, when } from '../../simd/structure.js';
import { at, f64x2, i32, v128 } from '../../simd/words.js';
import { MEANS, recordOf, SPREAD, square, sumSquares, X, Y } from './slic-record.js';
import { overPairs } from './slic-rows.js';

/** Distance of every pixel to the middle of its own cluster; those below 0 stay. At `pair` there is room for two records. */
export type MeasureOwn = (
  ...of: [
    ...[values: number, planeBytes: number, clusters: number, distances: number],
    ...[table: number, recordBytes: number, pair: number],
    ...[rowBytes: number, rows: number, left: number, top: number, scale: number],
  ]
) => void;

const NO_CLUSTER = -1;

/** Two pixels at a time: what the last of an odd row does to the first of the next is done again. */
export function measureOwn(bands: number): Func {
  const [values, planeBytes, clusters, distances, table, recordBytes, pair] = [0, 1, 2, 3, 4, 5, 6];
  const [rowBytes, rows, left, row, scale] = [7, 8, 9, 10, 11];
  const locals = createLocals(12);
  const [offset, place, plane, one, other, first, second] = locals.takeNumbers(7);
  const [cols, known, work] = locals.takeVectors(3);
  const planes = { values, offset, planeBytes, plane };
  const pairs = { ...planes, clusters, distances, rowBytes, acrossBytes: rowBytes, rows, left, row, place, cols };

  const clusterOf = (pixel: 0 | 1): Code => i32.load(at(clusters, offset), 4 * pixel);
  const findRecord = (pixel: 0 | 1, cluster: number): Code =>
    recordOf(tee(cluster, clusterOf(pixel)), table, recordBytes);
  const ofBoth = (double: number): Code =>
    f64x2.loadUpper(get(second), f64x2.loadSplat(get(first), 8 * double), 8 * double);
  // The doubles of both records by turns, where the clusters are not those of the two pixels before.
  const fetchPair = when(i32.or(i32.differs(get(one), clusterOf(0)), i32.differs(get(other), clusterOf(1))), [
    ...[...put(first, findRecord(0, one)), ...put(second, findRecord(1, other))],
    ...Array.from({ length: MEANS + bands }, (_, k) => v128.store(get(pair), ofBoth(k), 16 * k)).flat(),
  ]);

  const ofPair = (double: number): Code => v128.load(get(pair), 16 * double);
  const squareAcross = square(f64x2.subtract(get(cols), ofPair(X)), work);
  const squareDown = square(f64x2.subtract(f64x2.splat(get(row)), ofPair(Y)), work);
  const onGround = f64x2.multiply(f64x2.add(squareAcross, squareDown), f64x2.splat(get(scale)));
  const means = Array.from({ length: bands }, (_, k) => ofPair(MEANS + k));
  const inValues = f64x2.divide(sumSquares(means, planes, work), ofPair(SPREAD));
  const isBelowZero = f64x2.isBelow(get(known), v128.zero);
  const away = v128.select(isBelowZero, tee(known, v128.load(get(place))), f64x2.add(onGround, inValues));
  const measurePair = [...fetchPair, ...v128.store(get(place), away)];
  return {
    name: 'measure',
    params: [...Array(9).fill(I32), F64, F64, F64],
    locals: locals.types,
    body: [...put(one, i32.of(NO_CLUSTER)), ...overPairs(pairs, measurePair)],
  };
}
