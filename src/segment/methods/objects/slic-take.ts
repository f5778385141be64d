import { createLocals } from '../../simd/locals.js';
import { F64, type Func, I32 } from '../../simd/module.js';
import { get, put, tee, when } from '../../simd/structure.js';
import { at, f64, f64x2, i32, i32x4, i64x2, v128 } from '../../simd/words.js';
import { MEANS, SPREAD, square, sumSquares, X, Y } from './slic-record.js';
import { overPairs } from './slic-rows.js';

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
  const [values, planeBytes, clusters, distances, rowBytes, acrossBytes] = [0, 1, 2, 3, 4, 5];
  const [rows, left, right, row, cluster, record, scale] = [6, 7, 8, 9, 10, 11, 12];
  const locals = createLocals(13);
  const [offset, place, plane] = locals.takeNumbers(3);
  const [cols, lastCol, x, squareDown, own, known] = locals.takeVectors(6);
  const [away, kept, work, before, perSquare, scales] = locals.takeVectors(6);
  const planes = { values, offset, planeBytes, plane };
  const pairs = { ...planes, clusters, distances, rowBytes, acrossBytes, rows, left, row, place, cols };

  const begin = [
    ...put(x, f64x2.loadSplat(get(record), 8 * X)),
    ...put(own, i32x4.splat(get(cluster))),
    ...put(perSquare, f64x2.splat(f64.divide(f64.of(1), f64.load(get(record), 8 * SPREAD)))),
    ...[...put(scales, f64x2.splat(get(scale))), ...put(lastCol, f64x2.splat(get(right)))],
  ];
  const down = f64.subtract(get(row), f64.load(get(record), 8 * Y));
  const beginRow = put(squareDown, f64x2.splat(f64.multiply(down, down)));

  const squareAcross = square(f64x2.subtract(get(cols), get(x)), work);
  const awayOnGround = f64x2.multiply(f64x2.add(squareAcross, get(squareDown)), get(scales));
  const isFar = f64x2.isNotBelow(tee(away, awayOnGround), tee(known, v128.load(get(place))));
  const isOutside = f64x2.isAbove(get(cols), get(lastCol));
  const isOwn = i64x2.fromLower(i32x4.isEqual(tee(before, v128.loadLower(at(clusters, offset))), get(own)));

  const means = Array.from({ length: bands }, (_, k) => f64x2.loadSplat(get(record), 8 * (MEANS + k)));
  const awayInAll = f64x2.add(f64x2.multiply(sumSquares(means, planes, work), get(perSquare)), get(away));
  const isNoNearer = f64x2.isNotBelow(tee(away, awayInAll), get(known));
  const takeNearer = [
    ...put(kept, v128.or(isNoNearer, get(kept))),
    ...v128.store(get(place), v128.select(get(kept), get(known), get(away))),
    ...v128.storeLower(at(clusters, offset), v128.select(i32x4.fromPairs(get(kept), get(kept)), get(before), get(own))),
  ];
  // Most pixels are too far away whatever they are like, or have this cluster.
  const areKept = i64x2.areAll(tee(kept, v128.or(v128.or(isFar, isOutside), isOwn)));
  return {
    name: 'take',
    params: [...Array(7).fill(I32), F64, F64, F64, I32, I32, F64],
    locals: locals.types,
    body: [...begin, ...overPairs(pairs, when(i32.isZero(areKept), takeNearer), beginRow)],
  };
}
