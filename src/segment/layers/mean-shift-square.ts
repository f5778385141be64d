import { createLocals } from '../simd/locals.js';
import { F32, F64, type Func, I32, modulesOf, type SimdMemory } from '../simd/module.js';
import { type Code, get, put, repeat, tee } from '../simd/structure.js';
import { f32x4, f64x2, i32, i32x4, i64x2, increase, loop, v128 } from '../simd/words.js';

/** 16 bytes as four numbers of single precision, or two of double; and whole numbers of their size. */
const SHAPES = {
  F32: { type: F32, numbers: f32x4, whole: i32x4 },
  F64: { type: F64, numbers: f64x2, whole: i64x2 },
};

export type Shape = keyof typeof SHAPES;

/**
 * Adds up the pixels of a square that are like a value: over `planeCount` planes, `planeBytes` apart, Σ weight · (p − value)²
 * is at most the limit of the pixel's column. Columns go 16 bytes at a time, each from its upper end down.
 * At `table` lie, for every 16 bytes of columns, the limits and the whole numbers that columns are counted by. At `out`
 * come to lie the count; the sum of what was counted so far after each row; the sum of the columns' numbers; and the sums
 * of the planes: each as parts, 16 bytes in all, that have to be added up.
 */
export type LookAround = (
  out: number,
  table: number,
  ...square: [
    top: number,
    planeBytes: number,
    rowBytes: number,
    acrossBytes: number,
    downBytes: number,
    ...valueAndWeight: number[],
  ]
) => void;

export interface SquareModule extends SimdMemory {
  look: LookAround;
}

function lookAround(shape: Shape, planeCount: number): Func {
  const { type, numbers, whole } = SHAPES[shape];
  const planes = Array.from({ length: planeCount }, (_, k) => k);
  const [out, table, top, planeBytes, rowBytes, acrossBytes, downBytes] = [0, 1, 2, 3, 4, 5, 6];
  const given = 7;
  const locals = createLocals(given + 2 * planeCount);
  const [across, place, plane, end] = locals.takeNumbers(4);
  const [count, soFar, columnSum, here, limit, mask, apart, zero] = locals.takeVectors(8);
  const [value, weight, pixel, total] = [0, 1, 2, 3].map(() => locals.takeVectors(planeCount));
  const squareOf = (k: number): Code => {
    const at = tee(plane, k === 0 ? get(place) : i32.add(get(plane), get(planeBytes)));
    const difference = numbers.subtract(tee(pixel[k], v128.load(at)), get(value[k]));
    return numbers.multiply(numbers.multiply(tee(apart, difference), get(apart)), get(weight[k]));
  };
  const distance = planes.map(squareOf).reduce(numbers.add);
  const row = [
    ...put(mask, numbers.isNotAbove(distance, get(limit))),
    ...put(here, whole.subtract(get(here), get(mask))),
    ...put(soFar, whole.add(get(soFar), get(here))),
    ...planes.flatMap((k) => put(total[k], numbers.add(get(total[k]), v128.and(get(pixel[k]), get(mask))))),
  ];
  const column = [
    ...[...put(here, get(zero)), ...put(limit, v128.load(get(table)))],
    ...put(end, i32.add(tee(place, i32.add(get(top), get(across))), get(downBytes))),
    ...repeat(row, i32.isLess(tee(place, i32.add(get(place), get(rowBytes))), get(end))),
    ...put(count, whole.add(get(count), get(here))),
    ...put(columnSum, whole.add(get(columnSum), whole.multiply(v128.load(get(table), 16), get(here)))),
    ...increase(table, i32.of(32)),
  ];
  const found = [count, soFar, columnSum, ...total];
  return {
    name: 'look',
    params: [I32, I32, I32, I32, I32, I32, I32, ...planes.flatMap(() => [type, type])],
    locals: locals.types,
    body: [
      ...planes.flatMap((k) => put(value[k], numbers.splat(get(given + 2 * k)))),
      ...planes.flatMap((k) => put(weight[k], numbers.splat(get(given + 2 * k + 1)))),
      ...loop(across, acrossBytes, column),
      ...found.flatMap((local, i) => v128.store(get(out), get(local), 16 * i)),
    ],
  };
}

const modulesOfShape = (shape: Shape) =>
  modulesOf<number, SquareModule>((planeCount) => [lookAround(shape, planeCount)]);

/** For so many planes, with so many bytes of memory. */
export const SQUARE_MODULES = { F32: modulesOfShape('F32'), F64: modulesOfShape('F64') };
