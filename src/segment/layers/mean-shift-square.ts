import {
  compileModule,
  F32,
  F64,
  type Func,
  get,
  I32,
  I32_ADD,
  I32_LESS,
  LOAD,
  repeat,
  tee,
  V128,
} from './simd-module.js';

/** Codes of the WebAssembly core specification 2.0 for 16 bytes as four numbers of single precision, or two of double. */
const SHAPES = {
  F32: {
    type: F32,
    splat: 0x13,
    add: 0xe4,
    subtract: 0xe5,
    multiply: 0xe6,
    atMost: 0x45,
    sum: 0xae,
    less: 0xb1,
    times: 0xb5,
  },
  F64: {
    type: F64,
    splat: 0x14,
    add: 0xf0,
    subtract: 0xf1,
    multiply: 0xf2,
    atMost: 0x4b,
    sum: 0xce,
    less: 0xd1,
    times: 0xd5,
  },
};

export type Shape = keyof typeof SHAPES;

const simd = (code: number): number[] => (code < 128 ? [0xfd, code] : [0xfd, code, 0x01]);
const AND = simd(0x4e);
const set = (local: number): number[] => [0x21, local];
const storeAt = (offset: number): number[] => [
  0xfd,
  0x0b,
  0,
  ...(offset < 128 ? [offset] : [(offset & 127) | 128, offset >> 7]),
];

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

export interface SquareModule {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  look: LookAround;
}

function lookAround(shape: Shape, planeCount: number): Func {
  const { type, splat, add, subtract, multiply, atMost, sum, less, times } = SHAPES[shape];
  const planes = Array.from({ length: planeCount }, (_, k) => k);
  const [out, table, top, planeBytes, rowBytes, acrossBytes, downBytes] = [0, 1, 2, 3, 4, 5, 6];
  const given = 7;
  let free = given + 2 * planeCount;
  const take = (count = 1): number => {
    free += count;
    return free - count;
  };
  const [across, at, plane, end] = [take(), take(), take(), take()];
  const [count, soFar, columnSum, here, limit, mask, apart, zero] = Array.from({ length: 8 }, () => take()) as number[];
  const [value, weight, pixel, total] = [take(planeCount), take(planeCount), take(planeCount), take(planeCount)];
  const addTo = (local: number, operand: number[], code: number) => [
    ...get(local),
    ...operand,
    ...simd(code),
    ...set(local),
  ];
  const distance = planes.flatMap((k) => [
    ...(k === 0 ? [...get(at), ...tee(plane)] : [...get(plane), ...get(planeBytes), I32_ADD, ...tee(plane)]),
    ...[
      ...LOAD,
      ...tee(pixel + k),
      ...get(value + k),
      ...simd(subtract),
      ...tee(apart),
      ...get(apart),
      ...simd(multiply),
    ],
    ...[...get(weight + k), ...simd(multiply), ...(k > 0 ? simd(add) : [])],
  ]);
  const row = [
    ...[...distance, ...get(limit), ...simd(atMost), ...set(mask)],
    ...addTo(here, get(mask), less),
    ...addTo(soFar, get(here), sum),
    ...planes.flatMap((k) => addTo(total + k, [...get(pixel + k), ...get(mask), ...AND], add)),
  ];
  const columns = [
    ...[...get(zero), ...set(here), ...get(table), ...LOAD, ...set(limit)],
    ...[...get(top), ...get(across), I32_ADD, ...tee(at), ...get(downBytes), I32_ADD, ...set(end)],
    ...repeat(row, [...get(at), ...get(rowBytes), I32_ADD, ...tee(at), ...get(end), I32_LESS]),
    ...addTo(count, get(here), sum),
    ...addTo(columnSum, [...get(table), 0xfd, 0x00, 0, 16, ...get(here), ...simd(times)], sum),
    ...[...get(table), 0x41, 32, I32_ADD, ...set(table)],
  ];
  const found = [count, soFar, columnSum, ...planes.map((k) => total + k)];
  return {
    name: 'look',
    params: [I32, I32, I32, I32, I32, I32, I32, ...planes.flatMap(() => [type, type])],
    locals: [I32, I32, I32, I32, ...Array.from({ length: 8 + 4 * planeCount }, () => V128)],
    body: [
      ...planes.flatMap((k) => [...get(given + 2 * k), ...simd(splat), ...set(value + k)]),
      ...planes.flatMap((k) => [...get(given + 2 * k + 1), ...simd(splat), ...set(weight + k)]),
      ...repeat(columns, [...get(across), 0x41, 16, I32_ADD, ...tee(across), ...get(acrossBytes), I32_LESS]),
      ...found.flatMap((local, i) => [...get(out), ...get(local), ...storeAt(16 * i)]),
    ],
  };
}

const known = new Map<string, () => unknown>();

/** With a memory of its own, which goes when it does. */
export function createSquareModule(shape: Shape, planeCount: number): SquareModule {
  const key = `${shape} ${planeCount}`;
  const create = known.get(key) ?? compileModule([lookAround(shape, planeCount)]);
  known.set(key, create);
  return create() as SquareModule;
}
